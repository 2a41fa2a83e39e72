"""Small charts drawn on the server: counts become bars with a width, and a table says the same."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count as naturals
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


TICKS = 4
"""How many steps the upright axis has at most."""


@dataclass(frozen=True)
class Line:
    """One series: its name, its path in a field of 100 by 100, its points, and how it is dashed."""

    label: str
    path: str
    dots: str
    tone: str
    values: tuple[int | None, ...]


@dataclass(frozen=True)
class LineChart:
    """Series over time, with the marks of the upright axis from high to low."""

    title: str
    label_head: str
    unit: str
    labels: tuple[str, ...]
    ticks: tuple[int, ...]
    rules: tuple[str, ...]
    lines: tuple[Line, ...]

    def rows(self) -> list[tuple[str, tuple[int | None, ...]]]:
        """Give the same as a table: for each moment the value of each series."""
        columns = zip(*(line.values for line in self.lines), strict=True)
        return list(zip(self.labels, columns, strict=True)) if self.lines else []


def line_chart(
    title: str,
    label_head: str,
    labels: Sequence[str],
    series: Sequence[tuple[str, Sequence[int | None], str]],
    *,
    unit: str = "",
) -> LineChart:
    """Draw series, given as (label, values, tone), over the same moments; None leaves a hole in the line."""
    highest = max((value for _, values, _ in series for value in values if value is not None), default=0)
    ticks = _ticks(highest)
    return LineChart(
        title=title,
        label_head=label_head,
        unit=unit,
        labels=tuple(labels),
        ticks=ticks,
        rules=tuple(f"{100 * place / (len(ticks) - 1):.2f}" for place in range(len(ticks))),
        lines=tuple(_line(label, tuple(values), tone, ticks[0]) for label, values, tone in series),
    )


def _ticks(highest: int) -> tuple[int, ...]:
    """Choose round marks, from the highest down to nought: steps of 1, 2 or 5 times a power of ten."""
    rounds = (factor * 10**power for power in naturals() for factor in (1, 2, 5))
    step = next(size for size in rounds if size * TICKS >= highest)
    top = max(-(-highest // step), 1)
    return tuple(step * number for number in range(top, -1, -1))


def _line(label: str, values: tuple[int | None, ...], tone: str, top: int) -> Line:
    points = [
        None if value is None else (100 * (place + 0.5) / len(values), 100 - 100 * value / top)
        for place, value in enumerate(values)
    ]
    path, pen = [], "M"
    for point in points:
        if point is not None:
            path.append(f"{pen}{point[0]:.2f} {point[1]:.2f}")
        pen = "M" if point is None else "L"
    dots = "".join(f"M{point[0]:.2f} {point[1]:.2f}h0" for point in points if point is not None)
    return Line(label=label, path="".join(path), dots=dots, tone=tone, values=values)


@dataclass(frozen=True)
class Piece:
    """One part of a stacked bar, in hundredths of the longest bar."""

    label: str
    start: str
    width: str
    tone: str
    count: int


@dataclass(frozen=True)
class Stack:
    """One stacked bar."""

    label: str
    total: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class StackedChart:
    """Bars that are made of parts: the same parts in the same order, named in a key."""

    title: str
    label_head: str
    parts: tuple[tuple[str, str], ...]
    stacks: tuple[Stack, ...]


def stacked_chart(
    title: str,
    label_head: str,
    parts: Sequence[tuple[str, str]],
    rows: Sequence[tuple[str, Sequence[int]]],
) -> StackedChart:
    """Draw rows, given as (label, counts), each count a part, given as (label, tone), in the same order."""
    longest = max((sum(counts) for _, counts in rows), default=0)
    return StackedChart(
        title=title,
        label_head=label_head,
        parts=tuple(parts),
        stacks=tuple(Stack(label, sum(counts), _pieces(counts, parts, longest)) for label, counts in rows),
    )


def _pieces(counts: Sequence[int], parts: Sequence[tuple[str, str]], longest: int) -> tuple[Piece, ...]:
    pieces, start = [], 0
    for count, (label, tone) in zip(counts, parts, strict=True):
        part = 100 / longest if longest else 0
        pieces.append(Piece(label, f"{start * part:.2f}", f"{count * part:.2f}", tone, count))
        start += count
    return tuple(pieces)


@dataclass(frozen=True)
class Dot:
    """A proportion with the bounds between which it lies, in hundredths."""

    label: str
    count: int
    total: int
    percent: str
    between: str
    place: str
    low: str
    span: str


@dataclass(frozen=True)
class DotChart:
    """Proportions beside each other on one scale from 0 to 100 %."""

    title: str
    label_head: str
    dots: tuple[Dot, ...]


def dot_chart(
    title: str, label_head: str, rows: Sequence[tuple[str, int, int, tuple[float, float]]]
) -> DotChart:
    """Draw proportions, given as (label, count, total, (lower bound, upper bound)), bounds from 0 to 1."""
    return DotChart(
        title=title,
        label_head=label_head,
        dots=tuple(_dot(label, count, total, bounds) for label, count, total, bounds in rows),
    )


def _dot(label: str, count: int, total: int, bounds: tuple[float, float]) -> Dot:
    share = count / total if total else 0.0
    low, high = bounds
    return Dot(
        label=label,
        count=count,
        total=total,
        percent=_dutch(share),
        between=f"{_dutch(low)} \N{EN DASH} {_dutch(high)}",
        place=f"{100 * share:.2f}",
        low=f"{100 * low:.2f}",
        span=f"{100 * (high - low):.2f}",
    )


def _dutch(share: float) -> str:
    return f"{100 * share:.1f} %".replace(".", ",").replace(" ", "\u00a0")
