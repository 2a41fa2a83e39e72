"""The timeline: what happened, and what is still to come, day by day (tijdlijn)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

TONES = frozenset({"done", "refused", "now", "planned"})


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One thing that happened or will: when, what, and if need be who, why, and where to read on.

    `tone` is done, refused, now or planned; each has a mark of its own form.
    """

    at: datetime
    title: str
    text: str = ""
    who: str = ""
    norm: str = ""
    link: str = ""
    link_words: str = ""
    tone: str = "done"


@dataclass(frozen=True)
class Day:
    """The moments of one day."""

    day: date
    moments: tuple[Moment, ...]


def timeline(moments: Sequence[Moment], *, newest_first: bool = False) -> tuple[Day, ...]:
    """Lay moments out by day, in the order of time."""
    unknown = {moment.tone for moment in moments} - TONES
    if unknown:
        raise ValueError(f"a moment has no tone {', '.join(sorted(unknown))}")
    ordered = sorted(moments, key=lambda moment: moment.at, reverse=newest_first)
    return tuple(Day(day, tuple(those)) for day, those in groupby(ordered, key=_day))


def _day(moment: Moment) -> date:
    return timezone.localtime(moment.at).date()
