"""What a letter to a care provider or business partner says about its request (zakelijk verzoek)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zorgvuldig.processes.rights.explain.party_requests import RIGHTS, STATES
from zorgvuldig.records.writing import day

if TYPE_CHECKING:
    from datetime import date

    from zorgvuldig.records.stored_party_requests import StoredPartyRequest

__all__ = ["AboutPartyRequest", "about_party_request", "written_on"]


@dataclass(frozen=True, kw_only=True)
class AboutPartyRequest:
    """To whom, when, what was asked by which right, and what we say to it."""

    recipient_name: str
    date: str
    subject_line: str
    title: str
    asked_on: str
    right: str
    asked: str
    heading: str
    answer: str


def written_on(asked: StoredPartyRequest) -> date | None:
    """Give the day of what there is to write: the answer, else that it takes longer; else None."""
    return None if asked.state == "withdrawn" else asked.answered_on or asked.extended_on


def about_party_request(asked: StoredPartyRequest, *, name: str, on: date) -> AboutPartyRequest:
    """Write the answer to a request of a party, or that it takes longer and why (VGZ-termijn)."""
    answered = asked.answered_on is not None
    longer = f"U hoort het uiterlijk op {day(asked.due_on)}.\n\n{asked.extension_reason}"
    return AboutPartyRequest(
        recipient_name=name,
        date=day(on),
        subject_line="Uw verzoek",
        title="Antwoord op uw verzoek" if answered else "Uw verzoek duurt langer",
        asked_on=day(asked.received_on),
        right=RIGHTS[asked.kind][0].lower(),
        asked=asked.asked,
        heading=f"Ons antwoord: {STATES[asked.state].lower()}" if answered else "Waarom het langer duurt",
        answer=asked.answer if answered else longer,
    )
