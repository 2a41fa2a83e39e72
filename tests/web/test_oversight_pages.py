"""The pages of oversight: what waits, figures, gaps, duties, who looked at a person, who may what."""

from __future__ import annotations

import re
from datetime import date

import oversight_samples
import pytest

from zorgvuldig.interfaces.web.views import matrix, oversight, persons

PERSON = f"/toezicht/personen/{oversight_samples.PERSON}/"


def words(answer):
    assert answer.status_code == 200, answer.status_code
    body = answer.content.decode().split("<main", 1)[1].split("</main", 1)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


@pytest.fixture
def officer(at_desk, shown):
    return at_desk("oversight")


@pytest.fixture
def answers(shown):
    return persons.compliance


def test_the_first_page_tells_what_waits_and_which_duty_is_overdue(officer):
    told = words(officer.get("/toezicht/"))
    for phrase in (
        "3 Plichten te laat van 7 die nog open staan",
        "2 Noodtoegang te beoordelen",
        "2 Besluiten zonder gegeven",
        "8 Weigeringen",
        "Vertel de verzekerde dat het adres is afgeschermd.",
        "1 nov 2026",
        "Medewerker klantenservice",
    ):
        assert phrase in told, phrase


def test_each_figure_leads_to_the_decisions_behind_it(officer):
    page = officer.get("/toezicht/cijfers/?van=2026-11-01&tot=2026-11-20").content.decode()
    link = "/toezicht/besluiten/?uitkomst=forbid&amp;doel=marketing&amp;van=2026-11-01&amp;tot=2026-11-20"
    assert link in page
    assert page.count("Toon als tabel") == 2


def test_the_days_of_the_form_are_asked_and_days_that_are_none_are_not(officer, answers):
    officer.get("/toezicht/cijfers/?van=2026-11-01&tot=2026-11-20")
    asked = oversight_samples.period_of(answers.asked["count_decisions"])
    assert asked == (date(2026, 11, 1), date(2026, 11, 20))
    officer.get("/toezicht/cijfers/?van=2026-11-20&tot=2026-11-01")
    asked = oversight_samples.period_of(answers.asked["count_decisions"])
    assert asked == (date(2026, 11, 1), date(2026, 11, 1))
    officer.get("/toezicht/cijfers/?van=2026-13-45&tot=2026-11-01")
    first, last = oversight_samples.period_of(answers.asked["count_decisions"])
    assert (last, (last - first).days) == (date(2026, 11, 1), 29)


def test_decisions_are_filtered_by_outcome_purpose_and_role_and_go_on_by_page(officer, answers, monkeypatch):
    monkeypatch.setattr(oversight, "LIMIT", 2)
    page = officer.get("/toezicht/besluiten/?uitkomst=forbid&rol=marketer&voor=9&doel=geen").content.decode()
    wanted = answers.asked["list_decisions"]["wanted"]
    assert (wanted.outcome, wanted.role, wanted.before, wanted.purpose) == ("forbid", "marketer", 9, None)
    assert "Oudere besluiten" in page
    assert "rol=marketer&amp;van=" in page


def test_gaps_tell_the_fact_in_words_how_often_and_the_norm(officer):
    told = words(officer.get("/toezicht/ontbrekend/"))
    assert "GC-3.6" in told
    assert "3 besluiten in deze dagen" in told
    assert "informed" in told


def test_duties_stand_with_the_overdue_first(officer):
    told = words(officer.get("/toezicht/plichten/"))
    assert told.index("dagen te laat") < told.index("Loopt nog") < told.index("Geen einddatum")


def test_a_person_is_looked_for_by_name_and_birth_date_and_the_address_names_nobody(officer, answers):
    answer = officer.post("/toezicht/personen/", {"family_name": "Aalbers", "birthdate": "1984-02-29"})
    assert (answer.status_code, answer.url) == (302, PERSON)
    asked = answers.asked["find_person"]
    assert (asked["family_name"], asked["birthdate"]) == ("Aalbers", date(1984, 2, 29))
    assert officer.post("/toezicht/personen/", {"number": str(oversight_samples.PERSON)}).url == PERSON


@pytest.mark.parametrize(
    ("met", "sent", "told"),
    [
        (0, {"family_name": "Niemand", "birthdate": "1984-02-29"}, "Niemand past hierbij"),
        (2, {"family_name": "Jansen", "birthdate": "1984-02-29"}, "Meer dan één persoon"),
        (1, {"family_name": "Jansen"}, "Vul de achternaam en de geboortedatum in"),
    ],
)
def test_who_is_not_found_or_not_named_is_told_in_words(officer, answers, met, sent, told):
    answers.met = met
    assert told in words(officer.post("/toezicht/personen/", sent))


def test_who_looked_at_a_person_is_told_with_name_moment_purpose_and_article(officer, answers):
    told = words(officer.get(PERSON))
    for phrase in (
        "T. de Vries",
        "Declaratiebehandelaar",
        "20 nov 2026, 14:32",
        "Art. 4.0.4",
        "Een programma",
    ):
        assert phrase in told, phrase
    first, last = oversight_samples.period_of(answers.asked["view_person"])
    assert (last - first).days == 7
    answers.looks = persons.LIMIT
    assert "voor=" in officer.get(PERSON).content.decode()
    answers.looks = 0
    assert "Niemand keek" in words(officer.get(PERSON))


def test_who_may_what_is_told_in_dutch_with_the_reason_of_each_row(officer):
    told = words(officer.get("/toezicht/wie-mag-wat/?rol=marketer"))
    assert "Mensen benaderen zonder gegevens over gezondheid (art. 4.5.1)." in told
    assert "Premie innen" not in told
    assert "zv_marketing" in told
    everyone = words(officer.get("/toezicht/wie-mag-wat/"))
    assert "Premie innen" in everyone


def test_marketing_reads_nothing_of_health_in_the_wall_that_the_page_shows():
    row = next(row for row in matrix.wall_rows() if row.name == "zv_marketing")
    assert not {"diagnose", "declaraties", "gegevens over gezondheid"} & set(row.read)
    assert row.insert == row.update == row.delete == ()
