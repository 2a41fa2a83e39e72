"""The oversight desk's page of retention: what goes, what stays and why, and holds with their reasons."""

import re
from dataclasses import replace

import pytest
import retention_samples
import web_samples as samples
from django.db import IntegrityError

from zorgvuldig.processes.retention.intake.clocks import clocks

PATH = "/toezicht/bewaartermijnen/"
WHY = "De rechter vroeg dit op voor een procedure."
GOOD = {"what": "hold", "person": str(retention_samples.PERSON), "words": WHY, "review_on": "2099-01-31"}


@pytest.fixture
def retention(shown, monkeypatch):
    return retention_samples.show(monkeypatch)


@pytest.fixture
def holder(at_desk, retention, monkeypatch):
    """Log in at the oversight desk as the compliance officer, who lays and ends holds."""
    actor = replace(samples.ACTOR, role="compliance-officer")
    monkeypatch.setattr("zorgvuldig.interfaces.web.desks.actor_of", lambda *_login: actor)
    return at_desk("oversight")


def text(page):
    return re.sub(r"\s+", " ", page.content.decode())


def test_the_page_tells_what_goes_what_stays_and_until_when_copies_hold_it(at_desk, retention):
    page = text(at_desk("oversight").get(PATH))
    for words in (
        "Niets. Van niemand staat er iets na de termijn",
        "240 declaraties",
        "Een bewaarbesluit",
        "Van 3 personen kennen wij geen verzekering",
        "nu bekijken",
        "staat nog in reservekopieën tot en met",
    ):
        assert words in page
    assert "Van iemand alles bewaren" not in page


def test_every_class_stands_with_its_term_and_what_is_not_here_says_so(at_desk, retention):
    page = text(at_desk("oversight").get(PATH))
    for words in (
        "hoogstens 28 dagen",
        "minstens 4 jaar, hoogstens 8 jaar",
        "vanaf het sluiten van de klacht",
        "De normen noemen nog geen termijn.",
        "geen vaste termijn",
        "gaat nog niet vanzelf weg",
        "Medewerkers tellen niet mee",
    ):
        assert words in page
    assert page.count("hiervoor is nog geen eigen tabel") == len(clocks()) - len(retention.classes_held())
    assert page.index("Zaken en verzoeken") < page.index("Camerabeelden")


def test_what_is_overdue_stands_on_top_as_a_warning(at_desk, retention):
    retention.overdue = 2
    client = at_desk("oversight")
    assert "2 personen staan er nog terwijl de termijn voorbij is" in text(client.get(PATH))
    retention.overdue, retention.overdue_items = 0, {"request": 1}
    page = text(client.get(PATH))
    assert "staan er nog terwijl hun eigen termijn voorbij is" in page
    assert "1 verzoeken die zijn beantwoord" in page
    assert "Niets. Van niemand" not in page


def test_single_items_of_who_stays_are_counted_by_what_they_are(at_desk, retention):
    page = text(at_desk("oversight").get(PATH))
    assert "Losse stukken van wie blijft" in page
    assert "Declaratiebestanden met hun betaling en antwoord" in page
    assert "Signalen die zijn opgepakt" not in page


def test_the_compliance_officer_lays_a_hold_and_ends_it(holder, retention):
    assert "Van niemand gaat" not in text(holder.get(PATH))
    assert "Van deze persoon gaat niets weg" in text(holder.post(PATH, GOOD, follow=True))
    ended = {"what": "end", "person": GOOD["person"], "words": WHY}
    assert "Opgeheven." in text(holder.post(PATH, ended, follow=True))
    assert retention.asked == [(what, retention_samples.PERSON, WHY) for what in ("hold", "end")]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"person": "Anna"}, "Vul het persoonsnummer in"),
        ({"words": "ja"}, "Schrijf de reden op"),
        ({"review_on": "morgen"}, "Kies de dag"),
        ({"review_on": "2020-01-01"}, "ligt na vandaag"),
        ({"what": "end", "person": "Anna"}, "Vul het persoonsnummer in"),
    ],
)
def test_a_form_with_something_wrong_says_what_and_writes_nothing(holder, retention, wrong, told):
    assert told in text(holder.post(PATH, {**GOOD, **wrong}, follow=True))
    assert retention.asked == []


def test_a_hold_on_somebody_who_is_not_there_or_held_already_is_told(holder, retention):
    retention.failure = IntegrityError("one_hold_at_a_time")
    assert "deze persoon is er niet, of wordt al bewaard" in text(holder.post(PATH, GOOD, follow=True))
    retention.failure, retention.stands = None, False
    ended = {"what": "end", "person": GOOD["person"], "words": WHY}
    assert "Deze persoon wordt niet bewaard" in text(holder.post(PATH, ended, follow=True))
