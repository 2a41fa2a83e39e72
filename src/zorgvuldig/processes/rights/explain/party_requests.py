"""Tells how far a request of a care provider or business partner is: to the party, and to whoever answers.

The rights are those of the business privacy statement, in its order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zorgvuldig.norms.citing import cite
from zorgvuldig.records.stored_requests import OPEN, REFUSED
from zorgvuldig.records.writing import day

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from zorgvuldig.norms.citing import Citation
    from zorgvuldig.records.stored_party_requests import StoredPartyRequest

#: Each right with its name and what it means, in the words of the form.
RIGHTS: Mapping[str, tuple[str, str]] = {
    "access": ("Inzage", "U wilt meer weten dan hier al staat."),
    "portability": ("Overdracht", "U wilt uw gegevens meenemen naar een ander."),
    "rectification": ("Verbetering", "Een gegeven klopt niet of ontbreekt."),
    "restriction": ("Beperking", "U wilt dat wij een gegeven voorlopig niet gebruiken."),
    "erasure": ("Verwijdering", "U wilt dat wij een gegeven wissen."),
    "objection": ("Bezwaar", "U wilt niet dat wij een gegeven zo gebruiken."),
    "withdrawal": ("Toestemming intrekken", "U zei eerder ja, en wilt dat niet meer."),
}
_NORMS = {
    "access": "VGZ-R-inzage",
    "portability": "VGZ-R-portabiliteit",
    "rectification": "VGZ-R-correctie",
    "restriction": "VGZ-R-beperking",
    "erasure": "VGZ-R-verwijderen",
    "objection": "VGZ-R-bezwaar",
    "withdrawal": "VGZ-R-intrekken",
}
_KINDS = {"provider": "Zorgaanbieder", "partner": "Zakelijke relatie"}
STATES = {
    "received": "In behandeling",
    "extended": "Verlengd",
    "granted": "Toegewezen",
    "partly": "Deels toegewezen",
    "refused": "Afgewezen",
    "no-data": "Geen gegevens",
    "withdrawn": "Ingetrokken",
}


@dataclass(frozen=True, kw_only=True)
class PartyAsked:
    """One request of a party: what was asked, how far it is, and what we answered."""

    request_id: UUID
    right: str
    asked: str
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
    """Whether there is something of ours to fetch as a letter: an answer, or that it takes longer."""


@dataclass(frozen=True, kw_only=True)
class PartyRequestPage:
    """One request as whoever answers it sees it."""

    asked: PartyAsked
    party: str
    party_kind: str
    is_open: bool
    may_extend: bool
    articles: tuple[Citation, ...]


def party_asked(stored: StoredPartyRequest, *, on: date) -> PartyAsked:
    """Tell a party how far the own request is."""
    waits = stored.state in OPEN
    return PartyAsked(
        request_id=stored.id,
        right=RIGHTS[stored.kind][0],
        asked=stored.asked,
        state_word=STATES[stored.state],
        received_on=stored.received_on,
        due_on=stored.due_on,
        answered_on=stored.answered_on,
        sentence=_waiting(stored, on) if waits else _closed(stored),
        extension_reason=stored.extension_reason,
        answer=stored.answer,
        may_withdraw=waits,
        may_complain=stored.state in REFUSED,
        has_letter=stored.state != "withdrawn" and bool(stored.answered_on or stored.extended_on),
    )


def party_request_page(stored: StoredPartyRequest, *, name: str, on: date) -> PartyRequestPage:
    """Tell whoever answers it who asks what, and which steps are left."""
    return PartyRequestPage(
        asked=party_asked(stored, on=on),
        party=name,
        party_kind=_KINDS[stored.party_kind],
        is_open=stored.state in OPEN,
        may_extend=stored.state == "received" and on <= stored.due_on,
        articles=cite([_NORMS[stored.kind], "VGZ-termijn"], on),
    )


def _waiting(stored: StoredPartyRequest, on: date) -> str:
    if on > stored.due_on:
        late = f"Wij hadden uiterlijk {day(stored.due_on)} moeten antwoorden."
        return f"{late} Dat is ons niet gelukt; u kunt een klacht indienen."
    longer = "Het duurt langer. " if stored.extended_on else ""
    return f"{longer}U hoort het uiterlijk {day(stored.due_on)}."


def _closed(stored: StoredPartyRequest) -> str:
    if stored.answered_on is None:
        return ""
    word = "Ingetrokken" if stored.state == "withdrawn" else "Beantwoord"
    late = " Dat was te laat." if stored.state != "withdrawn" and stored.answered_on > stored.due_on else ""
    return f"{word} op {day(stored.answered_on)}.{late}"
