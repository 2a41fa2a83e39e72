"""What whoever ends a shield sees, and the letter before it ends (afscherming, art. 4.0.6). Dutch, B1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zorgvuldig.norms.citing import cite
from zorgvuldig.records.writing import day

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from zorgvuldig.norms.citing import Citation

#: Why a shield may end, in words.
SHIELD_ENDS: Mapping[str, str] = {
    "request": "De persoon vraagt erom",
    "news": "Er is nieuwe informatie",
}
#: How long the person has to answer, as the letter says it; the gate counts the same days (our own choice).
DAYS_TO_ANSWER = 14


@dataclass(frozen=True, kw_only=True)
class ShieldEndLine:
    """A proposal to end a shield on the work list (werkvoorraad), without whose it is."""

    end_id: UUID
    title: str
    proposed_on: date
    ends_from: date | None
    """From which day it may be settled; None while the letter was not handed over."""
    own: bool
    """Whether whoever looks proposed it: somebody else settles."""
    ripe: bool
    """Whether the letter was handed over and the days to answer are over."""
    announced: bool = True
    """Whether the letter was written; not while only the person asked."""


@dataclass(frozen=True, kw_only=True)
class ShieldEndPage:
    """A proposal to end a shield for whoever settles it, with its reason."""

    line: ShieldEndLine
    reason: str
    articles: tuple[Citation, ...]


@dataclass(frozen=True, kw_only=True)
class ShieldEndLetter:
    """That a shield may end, and until when the person can say no (bericht vooraf)."""

    recipient_name: str
    date: str
    subject_line: str
    reason: str
    days: str


def shield_end_page(line: ShieldEndLine, *, reason: str, on: date) -> ShieldEndPage:
    """Tell whoever settles a proposal why it was made."""
    return ShieldEndPage(line=line, reason=reason, articles=cite(["GC-T-4.0.6-einde"], on))


def shield_end_letter(name: str, *, ground: str, reason: str, on: date) -> ShieldEndLetter:
    """Write what the letter says before a shield ends."""
    return ShieldEndLetter(
        recipient_name=name,
        date=day(on),
        subject_line="Afscherming van uw adres",
        reason=f"{SHIELD_ENDS[ground]}.\n{reason}".replace("De persoon vraagt", "U vraagt"),
        days=str(DAYS_TO_ANSWER),
    )


@dataclass(frozen=True, kw_only=True)
class MyShield:
    """How it stands with the own shield: whether there is one, and whether its end was asked."""

    shielded: bool
    end_asked: bool = False
    announced: bool = False
    """Whether we wrote that it may end."""


@dataclass(frozen=True, kw_only=True)
class ShieldAsksLetter:
    """The question whether a shield is still needed (vraag na een jaar)."""

    recipient_name: str
    date: str
    subject_line: str
    since: str


def shield_asks_letter(name: str, *, since: date | None, on: date) -> ShieldAsksLetter:
    """Write the question whether a shield is still needed; to say nothing keeps it."""
    return ShieldAsksLetter(
        recipient_name=name,
        date=day(on),
        subject_line="Afscherming van uw adres",
        since=f"sinds {day(since)}" if since else "al langere tijd",
    )
