"""Made-up requests that are carried out: what changes, who must hear, what is not used meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from zorgvuldig.interfaces.web.views import decisions, request_effects
from zorgvuldig.processes.rights import usecases as front
from zorgvuldig.processes.rights.explain import effects as explain
from zorgvuldig.processes.rights.explain.automated import Because, MachineDecision
from zorgvuldig.processes.rights.explain.requests import my_request
from zorgvuldig.records.stored_effects import StoredReceiver, Unfinished
from zorgvuldig.records.stored_requests import StoredRequest

NUMBER = UUID("00000000-0000-4000-8000-0000000000e1")


def asked(kind="rectification", state="granted", **more):
    told = {
        "id": NUMBER,
        "subject_id": NUMBER,
        "kind": kind,
        "state": state,
        "received_on": date(2026, 11, 2),
        "aim_on": date(2026, 11, 30),
        "due_on": date(2026, 12, 2),
        "asked": "Mijn telefoonnummer klopt niet meer.",
        "answered_on": date(2026, 11, 20),
        "answer": "U hebt gelijk.",
        "told_state": state,
    }
    return StoredRequest(**{**told, **more})


def receiver(**more):
    told = {
        "id": NUMBER,
        "request_id": NUMBER,
        "receiver": "incassobureau",
        "purpose": "incasso",
        "data": "e-mail en telefoon",
        "due_on": date(2026, 11, 28),
        "told_on": None,
        "told_how": "",
        "impossible_because": "",
    }
    return StoredReceiver(**{**told, **more})


DECISION = MachineDecision(
    claim_id=NUMBER,
    claim_number="D-1",
    provider_name="Praktijk Voorbeeld",
    decided_on=date(2026, 11, 3),
    started_on=date(2026, 10, 1),
    charged_cents=4000,
    approved_cents=0,
    because=(
        Because(
            sentence="Deze zorg zit niet in uw pakket.",
            logic="Het programma keek of uw polis dit vergoedt.",
            return_code="8072",
            articles=(),
        ),
    ),
    review=None,
    may_ask=True,
)


class Decisions:
    """The use cases of decisions by a program."""

    NoSuchDecisionError = front.NoSuchDecisionError

    def view_my_decisions(self, **_asked):
        asked_before = my_request(asked("human-review", "received", answered_on=None), on=date(2026, 11, 23))
        return DECISION, replace(DECISION, review=asked_before, may_ask=False)

    def ask_human(self, **_asked):
        return NUMBER


class Rights:
    """The use cases of carrying out."""

    NotGrantedError = front.NotGrantedError
    SettledBeforeError = front.SettledBeforeError
    ShieldedError = front.ShieldedError

    def list_unfinished(self, **_asked):
        found = [
            Unfinished(id=NUMBER, kind="restriction", answered_on=None, due_on=None, untold=0),
            Unfinished(id=NUMBER, kind="erasure", answered_on=None, due_on=date(2026, 11, 28), untold=2),
        ]
        return tuple(map(explain.unfinished_line, found))

    def view_effects(self, **_asked):
        done = receiver(told_on=date(2026, 11, 21), told_how="letter", receiver="zorgaanbieder")
        return explain.effects_page(
            asked(effected_on=date(2026, 11, 20), concerns=("contact",)), [receiver(), done]
        )


def restricted():
    return explain.restrictions([asked("restriction", concerns=("claim",))], on=date(2026, 11, 23))


def show(monkeypatch):
    """Let the pages of carrying out show these."""
    monkeypatch.setattr(request_effects, "rights", Rights())
    monkeypatch.setattr(decisions, "rights", Decisions())
