"""The clock of each class of data, from its own event: pure, by the dated parameters of the norms.

The table stands as data in `clocks.toml`. A class of which nothing is held yet has its clock as well, so that
the first row of it does not come without a term. Days are counted in the calendar, as `decisions.periods`
does: on the last day of the term everything may still be there, on the next day it goes.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from zorgvuldig.decisions.periods import later
from zorgvuldig.norms import bundle_at

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Clock", "Due", "Kind", "NoTermError", "State", "clocks", "due_on", "first_day", "periods_on"]

_NEXT = timedelta(days=1)


class NoTermError(ValueError):
    """The norms give no term on this day; says which day is the first."""


class Kind(StrEnum):
    """How a term binds."""

    MAXIMUM = "maximum"
    FIXED = "fixed"
    BETWEEN = "between"
    EVENT = "event"
    NONE = "none"


class State(StrEnum):
    """How an item stands on a day."""

    NO_TERM = "no-term"
    """The norms give this class no clock."""
    WAITS = "waits"
    """Its event did not come yet: nothing counts."""
    STAYS = "stays"
    """It may not go of itself yet."""
    MAY_GO = "may-go"
    """It may go as soon as nobody needs it, and need not yet."""
    MUST_GO = "must-go"
    """Its term is over."""
    HELD = "held"
    """Its term is over, and a hold keeps it."""


@dataclass(frozen=True)
class Clock:
    """One class: what starts it, how it binds, the parameters that say how long, the norm, and what goes."""

    kind: Kind
    event: str
    norm: str
    called: str
    counts_from: str
    goes: str
    shortest: str | None = None
    longest: str | None = None
    kept: str = ""
    itself: bool = True


@dataclass(frozen=True)
class Due:
    """How an item stands: from which day it may go, and the last day on which it may still be there."""

    state: State
    may_from: date | None = None
    last_day: date | None = None


@lru_cache(maxsize=1)
def clocks() -> Mapping[str, Clock]:
    """Give the clock of every class by its name."""
    written = tomllib.loads(files(__package__).joinpath("clocks.toml").read_text(encoding="utf-8"))
    return {name: Clock(**{**row, "kind": Kind(row["kind"])}) for name, row in written.items()}


def due_on(name: str, events: Mapping[str, date], on: date, *, held: bool = False) -> Due:
    """Tell how an item of a class stands on a day, by the days on which its events happened.

    Raises:
        KeyError: there is no such class.
        NoTermError: the norms of that day do not give its term yet.
    """
    clock = clocks()[name]
    if clock.kind is Kind.NONE:
        return Due(State.NO_TERM)
    start = events.get(clock.event)
    if start is None:
        return Due(State.WAITS)
    last_day = start if clock.longest is None else later(start, _period(clock.longest, on))
    may_from = _may_from(clock, start, last_day, on)
    if on > last_day:
        return Due(State.HELD if held else State.MUST_GO, may_from, last_day)
    return Due(State.STAYS if held or on < may_from else State.MAY_GO, may_from, last_day)


def _may_from(clock: Clock, start: date, last_day: date, on: date) -> date:
    """Give the first day on which an item may go of itself."""
    if clock.shortest is not None:
        return later(start, _period(clock.shortest, on)) + _NEXT
    return start if clock.kind is Kind.MAXIMUM else last_day + _NEXT


def _period(parameter: str, on: date) -> str:
    parameters = bundle_at(on).parameters
    if parameter not in parameters:
        raise NoTermError(f"no {parameter} on {on}: the norms give it from {first_day(parameter)}")
    return str(parameters[parameter])


def first_day(*parameters: str) -> date:
    """Give the day since when the norms give all of these parameters; the end of days when they never do."""
    day = found = date.max
    while set(parameters) <= (norms := bundle_at(day)).parameters.keys():
        found = norms.valid_from
        day = found - _NEXT
    return found


def periods_on(clock: Clock, on: date) -> tuple[str | None, str | None]:
    """Give the shortest and the longest term of a clock by the norms of a day; None for what it has not.

    Raises:
        NoTermError: the norms of that day do not give it yet.
    """
    shortest, longest = (
        None if name is None else _period(name, on) for name in (clock.shortest, clock.longest)
    )
    return shortest, longest
