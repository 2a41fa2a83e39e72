"""Tells how far a request is: to the person who asked it, and to whoever answers it (verzoeken)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zorgvuldig.records.stored_requests import OPEN, REFUSED
from zorgvuldig.records.writing import day

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from zorgvuldig.records.stored_requests import RequestPlace, StoredRequest

#: Each right with its name and what it means, in the words of the form.
RIGHTS = {
    "access": ("Inzage", "U wilt weten welke gegevens wij van u hebben."),
    "rectification": ("Verbetering", "Een gegeven klopt niet."),
    "completion": ("Aanvulling", "Er ontbreekt een gegeven."),
    "erasure": ("Verwijdering", "U wilt dat wij een gegeven wissen."),
    "restriction": ("Beperking", "U wilt dat wij een gegeven voorlopig niet gebruiken."),
    "objection": ("Bezwaar", "U wilt om persoonlijke redenen niet dat wij uw gegevens zo gebruiken."),
    "portability": ("Overdracht", "U wilt uw gegevens meenemen naar een ander."),
    "human-review": ("Opnieuw bekijken", "Een computer besliste, en u wilt dat een mens ernaar kijkt."),
}
_STATES = {
    "received": "In behandeling",
    "extended": "Verlengd",
    "granted": "Toegewezen",
    "partly": "Deels toegewezen",
    "refused": "Afgewezen",
    "no-data": "Geen gegevens",
    "withdrawn": "Ingetrokken",
}


@dataclass(frozen=True, kw_only=True)
class MyRequest:
    """One own request: what was asked, how far it is, until when we may take, and what we answered."""

    request_id: UUID
    right: str
    asked: str
    state: str
    state_word: str
    received_on: date
    due_on: date
    answered_on: date | None
    sentence: str
    extension_reason: str
    answer: str
    may_withdraw: bool
    may_complain: bool
    """Whether something was refused, so that the ways to complain belong beside it."""
    has_letter: bool
    """Whether a letter was made of how it stands now."""


@dataclass(frozen=True, kw_only=True)
class WaitingRequest:
    """One request on the work list, without whose it is."""

    request_id: UUID
    right: str
    state_word: str
    received_on: date
    due_on: date
    answered_on: None = None


def my_request(asked: StoredRequest, *, on: date) -> MyRequest:
    """Tell a person how far the own request is."""
    waits = asked.state in OPEN
    return MyRequest(
        request_id=asked.id,
        right=RIGHTS[asked.kind][0],
        asked=asked.asked,
        state=asked.state,
        state_word=_STATES[asked.state],
        received_on=asked.received_on,
        due_on=asked.due_on,
        answered_on=asked.answered_on,
        sentence=_waiting(asked, on) if waits else _closed(asked),
        extension_reason=asked.extension_reason,
        answer=asked.answer,
        may_withdraw=waits,
        may_complain=asked.state in REFUSED,
        has_letter=asked.told_state == asked.state,
    )


def waiting_request(place: RequestPlace) -> WaitingRequest:
    """Tell of the work list until when a request may wait."""
    return WaitingRequest(
        request_id=place.id,
        right=RIGHTS[place.kind][0],
        state_word=_STATES[place.state],
        received_on=place.received_on,
        due_on=place.due_on,
    )


def _waiting(asked: StoredRequest, on: date) -> str:
    if on > asked.due_on:
        return (
            f"Wij hadden uiterlijk {day(asked.due_on)} moeten antwoorden. "
            "Dat is ons niet gelukt; u kunt een klacht indienen."
        )
    if asked.extended_on:
        return f"Het duurt langer. U hoort het uiterlijk {day(asked.due_on)}."
    return f"Wij proberen het voor {day(asked.aim_on)}. U hoort het uiterlijk {day(asked.due_on)}."


def _closed(asked: StoredRequest) -> str:
    if asked.answered_on is None:
        return ""
    word = "Ingetrokken" if asked.state == "withdrawn" else "Beantwoord"
    late = " Dat was te laat." if asked.state != "withdrawn" and asked.answered_on > asked.due_on else ""
    return f"{word} op {day(asked.answered_on)}.{late}{_again(asked)}"


def _again(asked: StoredRequest) -> str:
    """Say when a refusal by article 3.13 is looked at again, or that it was taken in anew."""
    if asked.ground_ended_on is not None:
        return f" Op {day(asked.ground_ended_on)} namen wij het opnieuw in behandeling."
    if asked.withheld and asked.ground_until is not None:
        return f" Wij kijken uiterlijk {day(asked.ground_until)} opnieuw."
    return ""
