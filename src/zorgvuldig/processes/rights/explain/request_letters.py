"""What the letters about a request say: received, longer, answered, refused (brieven bij een verzoek)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zorgvuldig.records.writing import day

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

#: What was asked, as it follows "U vroeg ons op 3 maart 2026 ...".
_ASKED: Mapping[str, str] = {
    "access": "welke gegevens wij van u hebben",
    "rectification": "om gegevens van u te verbeteren",
    "completion": "om gegevens van u aan te vullen",
    "erasure": "om gegevens van u te wissen",
    "restriction": "om gegevens van u voorlopig niet te gebruiken",
    "objection": "om uw gegevens niet meer op een bepaalde manier te gebruiken",
    "portability": "om uw gegevens aan u of aan een ander mee te geven",
    "human-review": "om een mens te laten kijken naar een besluit van een computer",
}
_REFUSED: Mapping[str, str] = {"refused": "afgewezen", "partly": "voor een deel afgewezen"}


@dataclass(frozen=True, kw_only=True)
class AboutRequest:
    """What every letter about a request says: to whom, when, and what was asked on which day."""

    recipient_name: str
    date: str
    subject_line: str
    asked_on: str
    asked: str


@dataclass(frozen=True, kw_only=True)
class RequestReceived(AboutRequest):
    """That a request came in, and until when it may take (ontvangstbevestiging)."""

    aim_on: str
    due_on: str


@dataclass(frozen=True, kw_only=True)
class RequestExtended(AboutRequest):
    """That a request takes longer, why, and until when (verlenging)."""

    reason: str
    due_on: str


@dataclass(frozen=True, kw_only=True)
class RequestAnswered(AboutRequest):
    """The answer to a request that is granted, or of which nothing is held (antwoord)."""

    answer: str


@dataclass(frozen=True, kw_only=True)
class RequestRefused(AboutRequest):
    """That a request is refused, in whole or part, with the reasons (afwijzing)."""

    decision: str
    reasons: str


@dataclass(frozen=True, kw_only=True)
class NothingHeld(AboutRequest):
    """That nothing is held of whoever asked (bericht dat er geen gegevens zijn)."""

    found_by: str


@dataclass(frozen=True, kw_only=True)
class RestrictionEnds:
    """That a restriction ends, why, and on which day (einde van een beperking)."""

    recipient_name: str
    date: str
    subject_line: str
    asked_on: str
    reason: str
    lifts_on: str


def lifting(name: str, *, asked_on: date, reason: str, lifts_on: date, on: date) -> RestrictionEnds:
    """Write that a restriction ends, before it does (GDPR art. 18 par. 3)."""
    return RestrictionEnds(
        recipient_name=name,
        date=day(on),
        subject_line="Uw verzoek",
        asked_on=day(asked_on),
        reason=reason,
        lifts_on=day(lifts_on),
    )


def received(
    name: str, kind: str, *, asked_on: date, aim_on: date, due_on: date, on: date
) -> RequestReceived:
    """Write that a request came in, with its clocks (article 5.2 a; GDPR art. 12 par. 3)."""
    return RequestReceived(**_about(name, kind, asked_on, on), aim_on=day(aim_on), due_on=day(due_on))


def extended(name: str, kind: str, *, asked_on: date, reason: str, due_on: date, on: date) -> RequestExtended:
    """Write that a request takes longer, with the reason (GDPR art. 12 par. 3)."""
    return RequestExtended(**_about(name, kind, asked_on, on), reason=reason, due_on=day(due_on))


def nothing_held(name: str, kind: str, *, asked_on: date, on: date) -> NothingHeld:
    """Write that nothing is held, and by what it was looked for (article 5.2 a)."""
    found_by = "het burgerservicenummer en de geboortedatum die wij van u kregen"
    return NothingHeld(**_about(name, kind, asked_on, on), found_by=found_by)


def answered(name: str, kind: str, *, asked_on: date, answer: str, on: date) -> RequestAnswered:
    """Write the answer to a request."""
    return RequestAnswered(**_about(name, kind, asked_on, on), answer=answer)


def still_withheld(until: date, answer: str) -> str:
    """Write that a special circumstance was looked at again and still holds, before what was answered."""
    return (
        "Wij keken opnieuw of dit nog nodig is. Dat is zo: de bijzondere omstandigheid is er nog. "
        f"Wij kijken uiterlijk {day(until)} weer.\nWij antwoordden u eerder:\n{answer}"
    )


def refused(name: str, kind: str, *, asked_on: date, outcome: str, reasons: str, on: date) -> RequestRefused:
    """Write why a request is refused, in whole or part; the ways to complain stand in the template."""
    return RequestRefused(**_about(name, kind, asked_on, on), decision=_REFUSED[outcome], reasons=reasons)


def _about(name: str, kind: str, asked_on: date, on: date) -> dict[str, str]:
    return {
        "recipient_name": name,
        "date": day(on),
        "subject_line": "Uw verzoek",
        "asked_on": day(asked_on),
        "asked": _ASKED[kind],
    }
