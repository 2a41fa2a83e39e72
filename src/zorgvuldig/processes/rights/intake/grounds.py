"""The grounds on which a request by right may be refused (weigeringsgronden): `grounds.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from zorgvuldig.processes.rights.intake.errors import RequestError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Ground", "Grounded", "Refusal", "grounded", "grounds", "grounds_for", "looked_at_again"]

#: The ground of whoever asks and stays unknown: then no other fits.
UNKNOWN = "unknown"
#: A special circumstance is looked at again within this time (own choice; GC-3.13 asks for an end).
LONGEST_URGENT = timedelta(days=366)


@dataclass(frozen=True)
class Ground:
    """One ground: what it is called, how the answer begins, by which norm, for which rights.

    `urgent` marks a special circumstance of article 3.13, which stands until a day at most; `officer` one
    on which the data protection officer is heard first.
    """

    called: str
    sentence: str
    norm: str
    rights: frozenset[str]
    urgent: bool = False
    officer: bool = False


@lru_cache(maxsize=1)
def grounds() -> Mapping[str, Ground]:
    """Give every ground by its name."""
    written = tomllib.loads(files(__package__).joinpath("grounds.toml").read_text(encoding="utf-8"))
    return {name: Ground(**{**row, "rights": frozenset(row["rights"])}) for name, row in written.items()}


def grounds_for(kind: str) -> Mapping[str, Ground]:
    """Give the grounds that fit a right, in the order of the form."""
    return {name: ground for name, ground in grounds().items() if kind in ground.rights}


@dataclass(frozen=True)
class Refusal:
    """What a handler says of a refusal: that its words name the reason and the last day, and its ground."""

    reasoned: bool = False
    ground: str = ""
    until: str = ""


@dataclass(frozen=True)
class Grounded:
    """On which ground a refusal stands, and until when at most where it is one of article 3.13."""

    name: str
    ground: Ground
    until: date | None


def grounded(kind: str, told: Refusal, *, identified: bool, today: date) -> Grounded:
    """Check on which ground a request about a right is refused (GC-5.2c, GC-3.13).

    Raises:
        RequestError: no ground, one of another right, or one of article 3.13 without a day on which it ends.
    """
    found = grounds_for(kind).get(told.ground)
    if found is None:
        raise RequestError("ground", "Weigert u iets? Kies dan op welke grond, uit die van dit recht.")
    if identified is (told.ground == UNKNOWN):
        raise RequestError("ground", "Deze grond past niet: kijk of vaststaat wie dit vraagt.")
    return Grounded(told.ground, found, looked_at_again(told.until, today=today) if found.urgent else None)


def looked_at_again(told: str, *, today: date) -> date:
    """Check until when a special circumstance stands at most, on which day it is looked at again (GC-3.13).

    Raises:
        RequestError: no day, or not within a year after today.
    """
    try:
        day = date.fromisoformat(told)
    except ValueError:
        raise RequestError("until", "Kies de dag waarop opnieuw wordt gekeken of dit nog geldt.") from None
    if not today < day <= today + LONGEST_URGENT:
        raise RequestError("until", "Kies een dag na vandaag, en binnen een jaar.")
    return day
