"""What a care provider asks of the insurance check: of whom, and for which day (controle op verzekering)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from stdnum.nl import bsn as bsn_numbers

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["AskingError", "InsuranceQuestion", "read_question"]

FIELDS = ("bsn", "birthdate", "on", "reason")
#: Why somebody may ask: care is given or claimed (notes on 3.6). Anything else is no ground.
REASONS = ("treatment", "claim")
#: So far back care can be claimed (own choice: the term of claims); ahead, the next day alone.
FURTHEST_BACK = timedelta(days=3 * 366)
FURTHEST_AHEAD = timedelta(days=1)
_NINE_DIGITS = re.compile(r"[0-9]{9}", re.ASCII)
#: Nobody is older.
OLDEST = timedelta(days=130 * 366)


class AskingError(ValueError):
    """A question that cannot be answered; the message names the field and never its value."""


@dataclass(frozen=True)
class InsuranceQuestion:
    """One question: number, birth date, the day of the care, and why it is asked."""

    bsn: str
    birthdate: date
    on: date
    reason: str


def read_question(told: Mapping[str, Any], *, today: date) -> InsuranceQuestion:
    """Read a question strictly: every field, and no other.

    Raises:
        AskingError: a field is missing, unknown, or holds what cannot be.
    """
    if unknown := sorted(set(told) - set(FIELDS)):
        raise AskingError(f"The field {str(unknown[0])[:40]!r} is not one of {', '.join(FIELDS)}")
    if missing := [name for name in FIELDS if not isinstance(told.get(name), str)]:
        raise AskingError(f"The field {missing[0]!r} is missing, or is no text")
    if not (_NINE_DIGITS.fullmatch(told["bsn"]) and bsn_numbers.is_valid(told["bsn"])):
        raise AskingError("The field 'bsn' is no citizen service number of nine digits")
    if told["reason"] not in REASONS:
        raise AskingError(f"The field 'reason' is not one of {', '.join(REASONS)}")
    birthdate, on = _day(told, "birthdate"), _day(told, "on")
    if not today - FURTHEST_BACK <= on <= today + FURTHEST_AHEAD:
        raise AskingError("The field 'on' lies ahead, or longer ago than care can be claimed")
    if not today - OLDEST <= birthdate <= on:
        raise AskingError("The field 'birthdate' lies after the day of the care, or before anybody's birth")
    return InsuranceQuestion(told["bsn"], birthdate, on, told["reason"])


def _day(told: Mapping[str, Any], name: str) -> date:
    text = told[name]
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    # A week date is a day too, but not one that anybody here writes.
    if found is None or found.isoformat() != text:
        raise AskingError(f"The field {name!r} is no day such as 2026-11-23")
    return found
