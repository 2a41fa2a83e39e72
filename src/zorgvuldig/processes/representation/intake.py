"""Whether what came in can be a mandate at all: a number, a birth date, a scope and a period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from stdnum.nl import bsn

if TYPE_CHECKING:
    from collections.abc import Mapping

SCOPES = ("financial", "personal")
#: How many mandates of one person may stand at once: more is no trust any more, and nobody tries out numbers.
MOST = 10
#: How many digits of the number a mandate is known by afterwards.
SHOWN = 3


class InputError(ValueError):
    """What came in cannot be recorded; the words are for whoever filled it in."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(sorted(problems)))
        self.problems = dict(problems)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The mandate that somebody wants to give."""

    number: str
    birthdate: date
    scope: str
    since: date
    until: date | None

    @property
    def told(self) -> str:
        """Give what the mandate is known by: the last digits of the number."""
        return self.number[-SHOWN:]


def mandate(*, number: str, birthdate: date, scope: str, until: date | None, today: date) -> Wanted:
    """Give the mandate that was asked for, from today on, or say what is wrong with it.

    Raises:
        InputError: no such number, a birth date to come, no scope, or an end before the beginning.
    """
    problems: dict[str, str] = {}
    digits = bsn.compact(number)
    if not bsn.is_valid(digits):
        problems["number"] = "Dit is geen burgerservicenummer. Het heeft negen cijfers."
    if not date(1900, 1, 1) <= birthdate <= today:
        problems["birthdate"] = "Vul een geboortedatum in zoals 1984-02-29."
    if scope not in SCOPES:
        problems["scope"] = "Kies waarover de ander voor u mag handelen."
    if until is not None and until <= today:
        problems["until"] = "Kies een einddatum na vandaag, of laat hem leeg."
    if problems:
        raise InputError(problems)
    return Wanted(number=digits, birthdate=birthdate, scope=scope, since=today, until=until)
