"""Small charts drawn on the server: counts become bars with a width, and a table says the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Bar:
    """One bar: its label, its count, its share of the whole, and its width in hundredths of the longest.

    The width is text: a template would write a number the Dutch way, with a comma, which SVG cannot read.
    """

    label: str
    count: int
    width: str
    percent: int
    tone: str


@dataclass(frozen=True)
class BarChart:
    """Horizontal bars under a title."""

    title: str
    label_head: str
    bars: tuple[Bar, ...]


def bar_chart(title: str, label_head: str, counts: Sequence[tuple[str, int, str]]) -> BarChart:
    """Draw counts, given as (label, count, tone), as bars in the order given."""
    longest = max((count for _, count, _ in counts), default=0)
    total = sum(count for _, count, _ in counts)
    bars = tuple(
        Bar(
            label=label,
            count=count,
            width=f"{100 * count / longest:.2f}" if longest else "0",
            percent=round(100 * count / total) if total else 0,
            tone=tone,
        )
        for label, count, tone in counts
    )
    return BarChart(title=title, label_head=label_head, bars=bars)
