"""Puts processings that belong together under one heading, so that a person can read who looked.

One claim file asks several decisions in one moment, each for other data. Nothing is left out: every
processing keeps its own sentence, articles and proof under the heading.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from zorgvuldig.processes.rights.explain import Looked


@dataclass(frozen=True)
class Look:
    """What one person or program did for one purpose in one minute, with one outcome."""

    day: date
    at: datetime
    who: str
    purpose: str
    outcome: str
    actions: tuple[str, ...]
    data: tuple[str, ...]
    parts: tuple[Looked, ...]

    @property
    def single(self) -> Looked | None:
        """Give the only processing, if there is only one."""
        return self.parts[0] if len(self.parts) == 1 else None

    @property
    def times(self) -> int:
        """Give how often it happened, where equal refusals are one line."""
        return sum(part.times for part in self.parts) if self.single else 1


def gathered(looked: Iterable[Looked]) -> list[Look]:
    """Gather neighbors in the list that agree in who, purpose, outcome and minute."""
    return [_look(tuple(parts)) for _key, parts in groupby(looked, _together)]


def _together(looked: Looked) -> tuple[object, ...]:
    if looked.times > 1:
        # A line of equal refusals stands alone: it opens into a page of its own.
        return (looked.position,)
    minute = looked.at.replace(second=0, microsecond=0)
    return minute, looked.who, looked.purpose, looked.outcome


def _look(parts: Sequence[Looked]) -> Look:
    first = parts[0]
    return Look(
        day=timezone.localdate(first.at),
        at=first.at,
        who=first.who,
        purpose=first.purpose,
        outcome=first.outcome,
        actions=_each(part.action for part in parts),
        data=_each(category for part in parts for category in part.data),
        parts=tuple(parts),
    )


def _each(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
