"""Tells how the requests of a year went, without a number that would point at one person (jaarcijfers)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from zorgvuldig.processes.rights.explain.requests import RIGHTS
from zorgvuldig.processes.rights.intake.grounds import grounds
from zorgvuldig.records.stored_requests import RequestFigures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Rights with fewer requests than this are counted together: so small a number points at somebody.
FEWEST = 5
_TOGETHER = "Overige rechten"
_OTHER_GROUNDS = "Overige gronden"
#: Which special circumstance of article 3.13 there was is told nowhere: they count together.
_SPECIAL = "Een bijzondere omstandigheid (artikel 3.13)"
_NONE_KEPT = "Grond niet vastgelegd"
_COUNTED = tuple(each.name for each in fields(RequestFigures) if each.name not in {"kind", "median_days"})


@dataclass(frozen=True, kw_only=True)
class RightFigures:
    """One line of the yearly figures: a right, or the rare ones together."""

    right: str
    received: int
    waiting: int
    granted: int
    partly: int
    refused: int
    no_data: int
    withdrawn: int
    extended: int
    late: int
    median_days: int | None
    """Days until the answer, as many quicker as slower; None of rights that are counted together."""


@dataclass(frozen=True, kw_only=True)
class YearOfRequests:
    """The requests of a year by right, with all of them together."""

    year: int
    rights: tuple[RightFigures, ...]
    total: RightFigures
    grounds: tuple[tuple[str, int], ...] = ()
    """On which ground something was refused, and how often; nothing where that is too seldom to tell."""

    @property
    def too_few(self) -> bool:
        """Whether there were so few that no more is told than that."""
        return 0 < self.total.received < FEWEST


def year_of_requests(
    year: int, figures: Sequence[RequestFigures], refusals: Mapping[str, int] | None = None
) -> YearOfRequests:
    """Put the figures of a year in lines, most requests first, the rare rights together at the end.

    One rare right alone could be read from the total, so the least of the others joins it.
    """
    by_right = [(each.kind, each) for each in figures if each.kind is not None]
    ranked = sorted(by_right, key=lambda each: (-each[1].received, each[0]))
    shown = [each for each in ranked if each[1].received >= FEWEST]
    rare = [each for each in ranked if each[1].received < FEWEST]
    if rare and sum(each.received for _, each in rare) < FEWEST and shown:
        rare.insert(0, shown.pop())
    lines = [_line(RIGHTS[kind][0], [each], each.median_days) for kind, each in shown]
    if rare:
        lines.append(_line(_TOGETHER, [each for _, each in rare], None))
    everything = [each for each in figures if each.kind is None]
    days = everything[0].median_days if everything else None
    return YearOfRequests(
        year=year,
        rights=tuple(lines),
        total=_line("Samen", everything, days),
        grounds=_by_ground(refusals or {}),
    )


def _by_ground(refusals: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """Count refusals by what a ground is called, most first, the rare together."""
    counted = Counter[str]()
    for name, count in refusals.items():
        ground = grounds().get(name)
        counted[_NONE_KEPT if ground is None else _SPECIAL if ground.urgent else ground.called] += count
    shown = [each for each in counted.most_common() if each[1] >= FEWEST]
    rare = counted.total() - sum(count for _, count in shown)
    if 0 < rare < FEWEST and shown:
        rare += shown.pop()[1]
    return (*shown, (_OTHER_GROUNDS, rare)) if rare >= FEWEST else tuple(shown)


def _line(right: str, figures: Sequence[RequestFigures], median_days: int | None) -> RightFigures:
    counted = {name: sum(getattr(each, name) for each in figures) for name in _COUNTED}
    return RightFigures(right=right, median_days=median_days, **counted)
