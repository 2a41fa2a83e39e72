"""The oversight desk's page of legal holds, on the real log: list, lay, lift, each with a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
import web_samples as samples
from django.db import DatabaseError

from zorgvuldig.interfaces.web.views import holds
from zorgvuldig.ledger.holds import HoldView, OwnHoldError

PATH = "/toezicht/bewaren/"
HELD = UUID("7b1f9a50-0000-4000-8000-0000000000e1")
WHY = "De rechter vroeg dit op voor een procedure."


def held(**changed):
    values = {
        "entry_id": HELD,
        "at": datetime(2026, 3, 1, 9, 0, tzinfo=UTC),
        "purpose": "claims",
        "placed_at": datetime(2026, 11, 2, 9, 0, tzinfo=UTC),
        "by_entry": uuid4(),
        "reason": WHY,
        "lifted_at": None,
        "lift_reason": "",
    }
    return HoldView(**{**values, **changed})


class Compliance:
    """The use cases, with what they were asked."""

    def __init__(self):
        self.asked, self.shown, self.failure = [], [], None

    def list_holds(self, **_asked):
        return self.shown

    def hold_entry(self, **asked):
        self._take("hold", asked)

    def let_entry_go(self, **asked):
        self._take("lift", asked)

    def _take(self, what, asked):
        if self.failure:
            raise self.failure
        self.asked.append((what, asked["entry_id"], asked["reason"]))


@pytest.fixture
def compliance(shown, monkeypatch):
    found = Compliance()
    monkeypatch.setattr(holds, "compliance", found)
    return found


@pytest.fixture
def officer(compliance, at_desk, monkeypatch):
    actor = replace(samples.ACTOR, role="dpo")
    monkeypatch.setattr("zorgvuldig.interfaces.web.desks.actor_of", lambda *_login: actor)
    return at_desk("oversight")


def send(client, **fields):
    answer = client.post(PATH, {"entry": str(HELD), "what": "hold", "words": WHY, **fields})
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return client.get(PATH).content.decode()


def test_what_is_kept_stands_before_what_was_let_go_each_with_its_reason(officer, compliance):
    gone = held(
        entry_id=uuid4(), lifted_at=datetime(2026, 11, 20, tzinfo=UTC), lift_reason="De zaak is gesloten."
    )
    emptied = replace(gone, entry_id=uuid4(), purpose=None, reason="", lift_reason="")
    compliance.shown = [held(), gone, emptied]
    told = officer.get(PATH).content.decode()
    order = [
        told.index(words)
        for words in ("1 maart 2026", "bewaard sinds 2 november", "De zaak is", "Leeggemaakt")
    ]
    assert order == sorted(order)
    assert WHY in told


def test_where_nothing_is_kept_the_page_says_so(officer):
    assert "Niets wordt langer bewaard" in officer.get(PATH).content.decode()


def test_the_number_of_a_decision_comes_along_from_its_page(officer):
    assert f'value="{HELD}"' in officer.get(PATH, {"besluit": str(HELD)}).content.decode()


@pytest.mark.parametrize(("what", "told"), [("hold", "blijft leesbaar"), ("lift", "volgt weer zijn gewone")])
def test_a_hold_is_laid_and_lifted_with_a_reason(officer, compliance, what, told):
    assert told in send(officer, what=what)
    assert compliance.asked == [(what, HELD, WHY)]


@pytest.mark.parametrize(
    ("fields", "told"),
    [({"words": "Zomaar"}, "Schrijf in een hele zin waarom"), ({"entry": ""}, "Vul het nummer in")],
)
def test_what_is_missing_is_said_and_nothing_is_done(officer, compliance, fields, told):
    assert told in send(officer, **fields)
    assert compliance.asked == []


@pytest.mark.parametrize(
    ("what", "told"), [("hold", "er niet, of het wordt al bewaard"), ("lift", "wordt niet bewaard")]
)
def test_what_the_log_refuses_is_said(officer, compliance, what, told):
    compliance.failure = DatabaseError("no")
    assert told in send(officer, what=what)


def test_who_keeps_it_is_told_that_another_lifts_it(officer, compliance):
    compliance.failure = OwnHoldError("own")
    assert "Vraag een andere functionaris" in send(officer, what="lift")


def test_whoever_may_only_look_sees_no_form(compliance, at_desk, monkeypatch):
    actor = replace(samples.ACTOR, role="internal-audit")
    monkeypatch.setattr("zorgvuldig.interfaces.web.desks.actor_of", lambda *_login: actor)
    compliance.shown = [held()]
    told = at_desk("oversight").get(PATH).content.decode()
    assert WHY in told
    assert "Opheffen" not in told
    assert 'name="words"' not in told
