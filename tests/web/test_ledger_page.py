"""The oversight desk's page of the log itself: its standing, an alarm, and what is shown only later."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
import web_samples as samples
from django.db import DatabaseError

from zorgvuldig.interfaces.web.views import ledger
from zorgvuldig.ledger.halting import Halt
from zorgvuldig.ledger.standing import DeferredView
from zorgvuldig.processes.compliance.explain import LedgerPage

PATH = "/toezicht/logboek/"
DEFERRED = UUID("7b1f9a50-0000-4000-8000-0000000000d1")
WHY = "De getuige weigert"


def page(**changed):
    values = {
        "size": 1301,
        "checkpoint": samples.CHECKPOINT,
        "heard_at": datetime(2026, 11, 22, 9, 0, tzinfo=UTC),
        "silent": False,
        "patience_minutes": 15,
        "term_words": "5 jaar",
        "pruned": 12,
        "deferrals": (
            DeferredView(
                entry_id=DEFERRED,
                at=datetime(2026, 9, 1, 9, 0, tzinfo=UTC),
                purpose="fraud-investigation",
                review_on=date(2026, 11, 1),
                extended=1,
                reason="Een melder noemt een naam; het onderzoek loopt nog.",
            ),
        ),
        "overdue": 1,
    }
    return LedgerPage(**{**values, **changed})


class Compliance:
    """The use cases, with what they were asked."""

    def __init__(self):
        self.asked, self.shown, self.failure = [], page(), None

    def view_ledger(self, **_asked):
        return self.shown

    def release_deferral(self, **asked):
        self._take("release", asked)

    def extend_deferral(self, **asked):
        if asked["review_on"] <= date(2026, 11, 22):
            raise ValueError("not after today")
        self._take("extend", asked)

    def _take(self, what, asked):
        if self.failure:
            raise self.failure
        self.asked.append((what, asked))


@pytest.fixture
def compliance(shown, monkeypatch):
    found = Compliance()
    monkeypatch.setattr(ledger, "compliance", found)
    monkeypatch.setattr(ledger, "halts", lambda _: ())
    return found


@pytest.fixture
def officer(compliance, at_desk, monkeypatch):
    actor = replace(samples.ACTOR, role="dpo")
    monkeypatch.setattr("zorgvuldig.interfaces.web.desks.actor_of", lambda *_login: actor)
    return at_desk("oversight")


def send(client, **fields):
    answer = client.post(PATH, {"entry": str(DEFERRED), **fields})
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return client.get(PATH).content.decode()


def test_the_page_tells_how_the_log_stands_and_what_is_overdue(officer):
    told = officer.get(PATH).content.decode()
    for words in (
        "1.301",
        "zag het logboek voor het laatst op 22 november 2026",
        "over tijd",
        "Vrijgeven",
        "5 jaar",
    ):
        assert words in told, words
    assert "te lang stil" not in told
    assert WHY not in told


def test_an_alarm_stands_on_top_in_words(officer, compliance, monkeypatch):
    halts = (Halt("witness", "The log shrank: 5 leaves were witnessed."), Halt("sequencer", "Damaged."))
    monkeypatch.setattr(ledger, "halts", lambda _: halts)
    compliance.shown = page(silent=True)
    told = officer.get(PATH).content.decode()
    assert told.index(WHY) < told.index("Regels in het logboek")
    assert "niet meer ondertekend" in told
    assert "te lang stil: er gaat nu niets open" in told


def test_before_there_is_a_witness_the_page_says_what_that_means(officer, compliance):
    compliance.shown = page(heard_at=None, deferrals=(), overdue=0, checkpoint="")
    told = officer.get(PATH).content.decode()
    assert "Er kijkt nog geen getuige mee" in told
    assert "Niets uitgesteld" in told


def test_who_is_not_the_officer_sees_no_buttons(compliance, at_desk, monkeypatch):
    actor = replace(samples.ACTOR, role="internal-audit")
    monkeypatch.setattr("zorgvuldig.interfaces.web.desks.actor_of", lambda *_login: actor)
    assert "Vrijgeven" not in at_desk("oversight").get(PATH).content.decode()


def test_a_release_takes_the_words_for_the_person(officer, compliance):
    told = send(officer, what="release", words="Het onderzoek is klaar. U leest het nu.")
    assert "Vrijgegeven" in told
    ((what, asked),) = compliance.asked
    assert (what, asked["entry_id"], asked["told"]) == (
        "release",
        DEFERRED,
        "Het onderzoek is klaar. U leest het nu.",
    )


def test_an_extension_takes_a_day_to_come(officer, compliance):
    assert "Verlengd" in send(
        officer, what="extend", words="De officier vroeg uitstel.", review_on="2027-02-01"
    )
    assert compliance.asked[0][1]["review_on"] == date(2027, 2, 1)
    for day in ("2026-11-01", ""):
        words = {"what": "extend", "words": "De officier vroeg uitstel."} | (
            {"review_on": day} if day else {}
        )
        assert "Kies een dag na vandaag" in send(officer, **words)
    assert len(compliance.asked) == 1


def test_without_a_sentence_nothing_is_decided(officer, compliance):
    assert "hele zin" in send(officer, what="release", words="ok")
    assert compliance.asked == []


def test_what_the_database_refuses_is_said_in_words(officer, compliance):
    compliance.failure = DatabaseError("whoever deferred this cannot release it")
    assert "u stelde het zelf uit" in send(officer, what="release", words="Ik geef dit zelf vrij.")


def test_the_public_page_has_both_keys_and_the_term(client, settings, database, tmp_path):
    told = client.get("/controleren/").content.decode()
    for words in ("getuige.txt", "sleutel.txt", "De sleutel van de getuige", "elke regel 5 jaar leesbaar"):
        assert words in told, words
    assert (
        client.get("/controleren/getuige.txt")
        .content.decode()
        .startswith("zorgvuldig.example/logboek/getuige+")
    )
    settings.VAR_FOLDER = tmp_path
    assert client.get("/controleren/getuige.txt").status_code == 404


def test_health_says_that_something_is_wrong_and_not_what(client, database, monkeypatch):
    service = "zorgvuldig.interfaces.web.views.service.halts"
    monkeypatch.setattr(service, lambda _: (Halt("witness", "The log shrank."),))
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"status": "degraded"})
