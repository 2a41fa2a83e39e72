"""One line of the table, and a stopwatch that takes the best of a few turns."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["TURNS", "Row", "per_second", "row"]

TURNS = 3


class Row(TypedDict):
    """What was measured, beside what it is compared with."""

    name: str
    value: float
    unit: str
    against: str
    """What it is compared with, with its own figure."""
    ratio: float
    """Our figure divided by the other one."""


def row(name: str, value: float, unit: str, *, against: str, other: float) -> Row:
    """Make a row from two figures of one unit."""
    return Row(
        name=name, value=value, unit=unit, against=f"{against}: {other:,.0f} {unit}", ratio=value / other
    )


def per_second(work: Callable[[], object], *, count: int, turns: int = TURNS) -> float:
    """Give how many of `count` things a second `work` does, in the best of a few turns."""
    best = float("inf")
    for _ in range(turns):
        begun = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - begun)
    return count / best
