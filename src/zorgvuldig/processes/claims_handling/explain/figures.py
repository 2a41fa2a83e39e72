"""What the claims department looks at from a distance: intake and lead times by week, in counts alone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING, Any

from zorgvuldig.decisions import DUTCH_TIME

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from zorgvuldig.records.stored import StoredFile

__all__ = ["LEAST", "WEEKS", "ClaimFigures", "RefusalCounts", "WeekFigures", "figures_of"]

WEEKS = 12
#: A week with fewer claims stays out: who knows one of the few could tell which it was (own choice).
LEAST = 10
_WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class WeekFigures:
    """One week from Monday on: what came in, what became of it, how soon it was paid; amounts in cents."""

    monday: date
    files: int
    claims: int
    accepted: int
    charged_cents: int
    approved_cents: int
    days_to_payment: float | None
    """The middle of the days from receipt to the day of payment, over files that pay; None without any."""

    @property
    def refused(self) -> int:
        """Give how many claims were refused."""
        return self.claims - self.accepted

    @property
    def withheld(self) -> bool:
        """Tell whether so few claims came that their counts are not shown."""
        return 0 < self.claims < LEAST


@dataclass(frozen=True, kw_only=True)
class RefusalCounts:
    """How often which reason refused a claim, the largest first; what was withheld is not among them."""

    counted_at: datetime
    reasons: tuple[tuple[str, int], ...]
    minimum_persons: int


@dataclass(frozen=True, kw_only=True)
class ClaimFigures:
    """The weeks, the oldest first, with the files that were refused whole."""

    weeks: tuple[WeekFigures, ...]
    refused_files: int
    refusals: RefusalCounts | None = None
    """Why claims were refused; None before the first count."""

    @property
    def claims(self) -> int:
        """Give the claims of all weeks that are shown."""
        return sum(week.claims for week in self.weeks if not week.withheld)

    @property
    def accepted(self) -> int:
        """Give how many of those were accepted."""
        return sum(week.accepted for week in self.weeks if not week.withheld)


def figures_of(
    files: Iterable[StoredFile],
    paid_on: Mapping[UUID, date],
    *,
    today: date,
    counted: tuple[datetime, Mapping[str, Any]] | None = None,
) -> ClaimFigures:
    """Count the files of the last weeks; a history that was taken over is no intake and is left out.

    Args:
        files: the received files.
        paid_on: the day of payment by run, of those that are paid.
        today: the day; the last week is the one that it lies in.
        counted: the published count of refusals by reason with its moment, if there is one.
    """
    last = today - timedelta(days=today.weekday())
    first = last - (WEEKS - 1) * _WEEK
    by_week: defaultdict[date, list[StoredFile]] = defaultdict(list)
    for file in files:
        received = file.received_at.astimezone(DUTCH_TIME).date()
        monday = received - timedelta(days=received.weekday())
        if not file.taken_over and first <= monday <= last:
            by_week[monday].append(file)
    weeks = tuple(_week(first + place * _WEEK, by_week, paid_on) for place in range(WEEKS))
    whole = sum(file.state == "refused" for held in by_week.values() for file in held)
    return ClaimFigures(
        weeks=weeks, refused_files=whole, refusals=_refusals(*counted) if counted is not None else None
    )


def _refusals(counted_at: datetime, table: Mapping[str, Any]) -> RefusalCounts:
    told = [
        (cell["key"][0], int(cell["lines"]))
        for cell in table["cells"]
        if cell["key"][0] is not None and cell["lines"] is not None
    ]
    return RefusalCounts(
        counted_at=counted_at,
        reasons=tuple(sorted(told, key=lambda each: (-each[1], each[0]))),
        minimum_persons=int(table["minimum_persons"]),
    )


def _week(
    monday: date, by_week: Mapping[date, Sequence[StoredFile]], paid_on: Mapping[UUID, date]
) -> WeekFigures:
    held = by_week.get(monday, ())
    days = [
        (paid_on[file.run_id] - file.received_at.astimezone(DUTCH_TIME).date()).days
        for file in held
        if file.run_id in paid_on
    ]
    return WeekFigures(
        monday=monday,
        files=len(held),
        claims=sum(file.claims for file in held),
        accepted=sum(file.accepted for file in held),
        charged_cents=sum(file.charged_cents for file in held),
        approved_cents=sum(file.approved_cents for file in held),
        days_to_payment=median(days) if days else None,
    )
