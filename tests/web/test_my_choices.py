"""My choices at the own desk: one click to say yes, one to say no, and the words of both."""

from __future__ import annotations

import re

PATH = "/mijn/keuzes/"
EMAIL = "reclame-e-mail"


def say(client, key, answer, **more):
    return client.post(PATH, {"choice": key, "answer": answer, **more}, follow=True).content.decode()


def card(page, key):
    """Give the part of the page about one choice, as it reads."""
    part = page.split(f'id="keuze-{key}"', 1)[1].split("</article>", 1)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", part))


def test_a_yes_and_a_no_are_one_click_each_and_say_what_changes(desks):
    client = desks("verzekerde")
    assert "Hier zegt u ja tegen" in card(client.get(PATH).content.decode(), EMAIL)
    page = say(client, EMAIL, "ja")
    assert "Vastgelegd. U krijgt van ons e-mails met aanbiedingen." in page
    told = card(page, EMAIL)
    assert "U zei ja" in told
    assert "Tekst marketing-e-mail-3" in told
    assert "Nee, mail mij niet" in told
    page = say(client, EMAIL, "nee")
    assert "Vastgelegd. U krijgt van ons geen e-mails met aanbiedingen." in page
    told = card(page, EMAIL)
    assert "U zei nee" in told
    assert "Ja, mail mij" in told
    assert "U zei ja (marketing-e-mail-3)" in page


def test_a_no_to_all_is_told_beside_every_yes(desks):
    client = desks("verzekerde")
    say(client, EMAIL, "ja")
    page = say(client, "reclame", "nee")
    assert "Zolang dat zo is, krijgt u ook langs deze weg niets." in card(page, EMAIL)
    assert "Zolang dat zo is" not in card(say(client, "reclame", "ja"), EMAIL)


def test_an_objection_is_made_shown_and_taken_back(desks):
    client = desks("verzekerde")
    form = {"step": "bezwaar", "purpose": "research", "circumstances": "Ik werk zelf in dat onderzoek."}
    page = client.post(PATH, form, follow=True).content.decode()
    assert "Uw bezwaar is vastgelegd. U hoort binnen vier weken wat wij besluiten." in page
    assert "Wij wegen uw bezwaar nog" in page
    again = client.post(PATH, form).content.decode()
    assert "U maakte hier al bezwaar tegen. Wij wegen dat nog." in again
    assert "Ik werk zelf in dat onderzoek." in client.get("/mijn/gegevens/").content.decode()
    back = {"step": "terug", "purpose": "research"}
    assert "Uw bezwaar is ingetrokken." in client.post(PATH, back, follow=True).content.decode()
    page = client.post(PATH, back, follow=True).content.decode()
    assert "Er loopt geen bezwaar dat u kunt intrekken." in page


def test_what_is_missing_is_said_beside_its_field_and_nothing_is_written(desks):
    client = desks("verzekerde")
    page = client.post(PATH, {"step": "bezwaar", "purpose": "", "circumstances": ""}).content.decode()
    assert "Kies waartegen u bezwaar maakt." in page
    assert "Schrijf in een paar woorden wat er bij u bijzonder is." in page
    short = {"step": "bezwaar", "purpose": "research", "circumstances": "nee"}
    assert "in een paar woorden" in client.post(PATH, short).content.decode()
    assert "Wij wegen uw bezwaar nog" not in client.get(PATH).content.decode()


def test_a_choice_that_is_none_is_not_found_and_no_answer_is_asked_again(desks):
    client = desks("verzekerde")
    assert client.post(PATH, {"choice": "alles", "answer": "ja"}).status_code == 404
    assert "Kies ja of nee." in say(client, EMAIL, "misschien")


def test_the_choices_of_one_are_not_those_of_another(desks):
    say(desks("verzekerde"), EMAIL, "ja")
    assert "U zei ja" not in card(desks("partner").get(PATH).content.decode(), EMAIL)


def test_whoever_is_no_insured_person_has_no_choices_here(desks):
    for name in ("behandelaar", "fg", "zorgaanbieder", "tussenpersoon"):
        client = desks(name)
        assert client.get(PATH).status_code == 404
        assert client.post(PATH, {"choice": EMAIL, "answer": "ja"}).status_code == 404
