"""What somebody fills in to lay a hold, or to end it: refused with a sentence that says what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

__all__ = ["HoldWanted", "InputError", "read_hold", "read_reason"]

_SHORTEST, _LONGEST = 10, 400


class InputError(ValueError):
    """What was filled in cannot be taken; says in Dutch why."""


@dataclass(frozen=True)
class HoldWanted:
    """A hold that somebody wants to lay (vernietigingsverbod)."""

    person: UUID
    reason: str
    review_on: date


def read_hold(*, person: str, reason: str, review_on: str, today: date) -> HoldWanted:
    """Read the form for a hold.

    Raises:
        InputError: a field is missing or cannot be.
    """
    try:
        whom = UUID(person.strip())
    except ValueError:
        raise InputError("Vul het persoonsnummer in zoals het op de pagina Wie keek staat.") from None
    try:
        review = date.fromisoformat(review_on.strip())
    except ValueError:
        raise InputError("Kies de dag waarop opnieuw wordt gekeken, zoals 2027-01-31.") from None
    if review <= today:
        raise InputError("De dag waarop opnieuw wordt gekeken, ligt na vandaag.")
    return HoldWanted(whom, read_reason(reason), review)


def read_reason(reason: str) -> str:
    """Read why a hold is laid or ended.

    Raises:
        InputError: it is too short to say anything, or too long to keep.
    """
    plain = " ".join(reason.split())
    if not _SHORTEST <= len(plain) <= _LONGEST:
        raise InputError(f"Schrijf de reden op in {_SHORTEST} tot {_LONGEST} tekens.")
    return plain
