"""The clock: what runs, until when, and how much of its time is gone (termijn).

A clock is told three times: in words, in the form of its ring, and in colour. Days are counted by calendar;
the day of the deadline itself is still in time.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from datetime import date

SOON_DAYS = 3
RADIUS = 20
_ROUND = 2 * math.pi * RADIUS
_MOST_DIGITS = 999


@dataclass(frozen=True)
class Clock:
    """What the template draws: `state` is running, soon, overdue, done or none; `ring` a dash pattern."""

    title: str
    state: str
    words: str
    due_on: date | None
    started_on: date | None
    done_on: date | None
    norm: str
    mark: str
    ring: str


def clock(
    title: str,
    due_on: date | None,
    today: date,
    *,
    started_on: date | None = None,
    done_on: date | None = None,
    norm: str = "",
    soon_days: int = SOON_DAYS,
) -> Clock:
    """Set a clock.

    Args:
        title: what runs, in Dutch.
        due_on: the last day that is in time; none when there is no deadline.
        today: the day on which somebody looks.
        started_on: when it began to run; without it the ring shows the last thirty days.
        done_on: when it was done; the clock stands still then.
        norm: the citation of where the deadline comes from.
        soon_days: how many days before the end it asks for attention.
    """
    state = _state(due_on, today, done_on, soon_days)
    return Clock(
        title=title,
        state=state,
        words=_words(state, due_on, today, done_on),
        due_on=due_on,
        started_on=started_on,
        done_on=done_on,
        norm=norm,
        mark=_mark(state, due_on, today),
        ring=_ring(state, started_on, due_on, today),
    )


def by_urgency(clocks: list[Clock]) -> list[Clock]:
    """Order clocks as a work list does: what is overdue first, then by deadline, then what has none."""
    order = {"overdue": 0, "soon": 1, "running": 2, "none": 3, "done": 4}
    return sorted(clocks, key=lambda one: (order[one.state], one.due_on.toordinal() if one.due_on else 0))


def _state(due_on: date | None, today: date, done_on: date | None, soon_days: int) -> str:
    if done_on is not None:
        return "done"
    if due_on is None:
        return "none"
    if today > due_on:
        return "overdue"
    return "soon" if (due_on - today).days <= soon_days else "running"


def _words(state: str, due_on: date | None, today: date, done_on: date | None) -> str:
    if state == "none" or due_on is None:
        return _("Klaar") if state == "done" else _("Geen einddatum")
    if done_on is not None:
        late = (done_on - due_on).days
        return (
            ngettext("Klaar, %(days)s dag te laat", "Klaar, %(days)s dagen te laat", late) % {"days": late}
            if late > 0
            else _("Op tijd klaar")
        )
    left = (due_on - today).days
    if left < 0:
        return ngettext("%(days)s dag te laat", "%(days)s dagen te laat", -left) % {"days": -left}
    if left == 0:
        return _("Vandaag is de laatste dag")
    return ngettext("Nog %(days)s dag", "Nog %(days)s dagen", left) % {"days": left}


def _mark(state: str, due_on: date | None, today: date) -> str:
    if state not in {"running", "soon"} or due_on is None:
        return ""
    left = (due_on - today).days
    return str(left) if left <= _MOST_DIGITS else f"{_MOST_DIGITS}+"


def _ring(state: str, started_on: date | None, due_on: date | None, today: date) -> str:
    """Give the part of the ring that is left, as a dash and a gap."""
    if state not in {"running", "soon"} or due_on is None:
        return f"{_ROUND:.1f} 0"
    whole = max((due_on - started_on).days if started_on else 30, 1)
    left = min(max((due_on - today).days / whole, 0.04), 1.0)
    return f"{left * _ROUND:.1f} {_ROUND:.1f}"
