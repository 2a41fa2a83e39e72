"""How far a withheld cell can be calculated back from the cells around it: exact bounds by network flow.

A table with its totals is a circulation: the grand total flows into the rows, through the cells into the
columns, and back. What an outsider can conclude of a withheld cell is then how far its flow can change while
the shown cells stay as they are; that is a maximum flow around it (no cell is below zero).
"""

from __future__ import annotations

import heapq
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

Key = tuple[str | None, ...]
Node = tuple[str, str | None]
UNBOUNDED = 1 << 62


@dataclass(frozen=True, slots=True)
class Arc:
    """A cell as a flow from one equation of the table to another."""

    start: Node
    end: Node


def arc_of(key: Key) -> Arc:
    """Place a cell of a one-way or two-way table in its circulation."""
    if len(key) == 1:
        cells, total = ("table", "cells"), ("table", "total")
        return Arc(cells, total) if key[0] is None else Arc(total, cells)
    row, column = key
    start = ("rows", row) if row is not None else ("sums", "rows")
    end = ("columns", column) if column is not None else ("sums", "columns")
    if row is not None and column is None:
        return Arc(("sums", "columns"), start)
    if row is None and column is not None:
        return Arc(end, ("sums", "rows"))
    return Arc(start, end)


def bounds(key: Key, values: Mapping[Key, int], hidden: Collection[Key]) -> tuple[int, int]:
    """Bound a withheld cell by what is shown: the least and the most it can be."""
    value = max(0, values[key])
    arc = arc_of(key)
    capacities = _residual(values, (other for other in hidden if other != key))
    rise = _maximum_flow(capacities, arc.end, arc.start, UNBOUNDED)
    capacities = _residual(values, (other for other in hidden if other != key))
    fall = _maximum_flow(capacities, arc.start, arc.end, value)
    return value - fall, min(UNBOUNDED, value + rise)


def cheapest_cover(
    key: Key, values: Mapping[Key, int], hidden: Collection[Key], *, need: int, prefer_last: Collection[Key]
) -> list[Key]:
    """Choose which cells to withhold so that this one can be `need` higher: the cheapest way around it.

    Cells that are withheld already cost nothing; empty cells are no cover, since anybody may know that they
    are empty. Totals cost the most, because readers need them most.
    """
    arc = arc_of(key)
    costs = {other: 0 if other in hidden else values[other] + 1 for other in values if other != key}
    dearest = sum(costs.values()) + 1
    costs = {
        other: cost + dearest * (other in prefer_last and other not in hidden)
        for other, cost in costs.items()
    }
    steps: dict[Node, list[tuple[Node, int, Key]]] = {}
    for other, cost in costs.items():
        if values[other] <= 0 and other not in hidden:
            continue
        way = arc_of(other)
        steps.setdefault(way.start, []).append((way.end, cost, other))
        if values[other] >= need:
            steps.setdefault(way.end, []).append((way.start, cost, other))
    return [used for used in _cheapest_path(steps, arc.end, arc.start) if used not in hidden]


def _residual(values: Mapping[Key, int], hidden: Iterator[Key]) -> dict[Node, dict[Node, int]]:
    """Build what can still flow: any withheld cell may grow without end and shrink to nothing."""
    capacities: dict[Node, dict[Node, int]] = {}
    for key in hidden:
        arc = arc_of(key)
        forth, back = capacities.setdefault(arc.start, {}), capacities.setdefault(arc.end, {})
        forth[arc.end] = UNBOUNDED
        back[arc.start] = back.get(arc.start, 0) + max(0, values[key])
    return capacities


def _maximum_flow(capacities: dict[Node, dict[Node, int]], start: Node, end: Node, limit: int) -> int:
    """Push flow along shortest ways until none is left or the limit is reached."""
    pushed = 0
    while pushed < limit:
        way = _way(capacities, start, end)
        if way is None:
            break
        room = min(limit - pushed, *(capacities[a][b] for a, b in way))
        for a, b in way:
            capacities[a][b] -= room
            capacities.setdefault(b, {})[a] = capacities[b].get(a, 0) + room
        pushed += room
    return pushed


def _way(capacities: dict[Node, dict[Node, int]], start: Node, end: Node) -> list[tuple[Node, Node]] | None:
    """Find a shortest way with room on it, as its steps."""
    reached: dict[Node, Node] = {start: start}
    queue = deque([start])
    while queue and end not in reached:
        here = queue.popleft()
        for there, room in capacities.get(here, {}).items():
            if room > 0 and there not in reached:
                reached[there] = here
                queue.append(there)
    if end not in reached:
        return None
    way, here = [], end
    while here != start:
        way.append((reached[here], here))
        here = reached[here]
    return way


def _cheapest_path(steps: Mapping[Node, list[tuple[Node, int, Key]]], start: Node, end: Node) -> list[Key]:
    """Find the cheapest way; there always is one, through the totals."""
    best: dict[Node, tuple[int, Node, Key]] = {start: (0, start, ())}
    queue: list[tuple[int, int, Node]] = [(0, 0, start)]
    turn = 0
    while queue:
        cost, _, here = heapq.heappop(queue)
        if cost > best[here][0]:
            continue
        for there, price, key in steps.get(here, ()):
            if there not in best or cost + price < best[there][0]:
                turn += 1
                best[there] = (cost + price, here, key)
                heapq.heappush(queue, (cost + price, turn, there))
    path, here = [], end
    while here != start:
        _, here, key = best[here]
        path.append(key)
    return path
