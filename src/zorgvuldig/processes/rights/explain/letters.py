"""What a letter with the answer to a request for access says, and how one's own letters are listed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zorgvuldig.records.writing import day

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from zorgvuldig.records.stored_letters import KeptLetter

#: What a letter is called on the page of its own reader.
_TITLES: Mapping[str, str] = {
    "settlement-notice": "Overzicht van vergoedingen",
    "settlement-summary": "Overzicht van kosten op uw polis",
    "access-answer": "Antwoord op uw vraag om inzage",
    "request-received": "Wij hebben uw verzoek ontvangen",
    "request-extended": "Uw verzoek duurt langer",
    "request-lifting": "Wij gaan uw gegevens weer gebruiken",
    "shield-ends": "Wij willen de afscherming van uw adres stoppen",
    "shield-asks": "Is de afscherming van uw adres nog nodig?",
    "objection-judged": "Ons besluit over uw bezwaar",
    "request-answered": "Antwoord op uw verzoek",
    "request-refused": "Ons besluit over uw verzoek",
}


@dataclass(frozen=True, kw_only=True)
class AccessCover:
    """The letter that goes with the answer to a request for access (begeleidende brief bij inzage)."""

    recipient_name: str
    date: str
    subject_line: str
    asked_on: str
    processings: str
    since: str


@dataclass(frozen=True, kw_only=True)
class MyLetter:
    """One own letter on the list (brief)."""

    letter_id: UUID
    title: str
    made_at: datetime
    sent_at: datetime | None
    state: str
    route: str


def access_cover(name: str, *, asked_on: date, processings: Sequence[datetime], on: date) -> AccessCover:
    """Write the letter with the answer: what is enclosed, and what the person can do (article 5.2)."""
    return AccessCover(
        recipient_name=name,
        date=day(on),
        subject_line="Uw vraag",
        asked_on=day(asked_on),
        processings=str(len(processings)),
        since=day(min(processings).date() if processings else on),
    )


def my_letter(letter: KeptLetter) -> MyLetter:
    """Give what the list of one's own letters shows (mijn brieven)."""
    return MyLetter(
        letter_id=letter.id,
        title=_TITLES[letter.kind],
        made_at=letter.made_at,
        sent_at=letter.sent_at,
        state=letter.state,
        route=letter.route,
    )
