"""The only thing that leaves this room besides a drawn sample: a table in which nobody can be traced."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Any

from zorgvuldig.analytics.network import UNBOUNDED, Key, bounds, cheapest_cover
from zorgvuldig.analytics.rules import DisclosureRules, RawCell, is_traceable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_SEAL = object()
_DIMENSIONS = (1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell as it is shown; a withheld cell (onderdrukt) has no values, and does not say why."""

    key: tuple[str | None, ...]
    lines: int | None
    amount_cents: int | None

    @property
    def is_withheld(self) -> bool:
        """Tell whether the cell is withheld."""
        return self.lines is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggregate:
    """A table that may be shown: made by `publish` alone, which withholds what could be traced."""

    title: str
    dimensions: tuple[str, ...]
    cells: tuple[Cell, ...]
    rules: DisclosureRules
    seal: object = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse a table that did not pass through `publish`."""
        if self.seal is not _SEAL:
            raise TypeError("an Aggregate is made by `publish`, which withholds what could be traced")

    def cell(self, *key: str | None) -> Cell:
        """Give the cell with this key; None in a key is the total over that dimension."""
        return next(each for each in self.cells if each.key == key)

    def as_json(self) -> dict[str, Any]:
        """Give the table as plain data."""
        return {
            "title": self.title,
            "dimensions": list(self.dimensions),
            "cells": [
                {"key": list(each.key), "lines": each.lines, "amount_cents": each.amount_cents}
                for each in self.cells
            ],
            "withheld": sum(each.is_withheld for each in self.cells),
        }


def publish(
    cells: Sequence[RawCell],
    *,
    title: str,
    dimensions: Sequence[str],
    rules: DisclosureRules | None = None,
    earlier: Sequence[Aggregate] = (),
) -> Aggregate:
    """Publish a table: withhold what is traceable, and what would give it away.

    Every total must be among the cells. `earlier` are tables that were shown before about the same question:
    a cell that differs from its earlier self by fewer lines than a cell needs people is withheld too, because
    the difference would show them.
    """
    rules = rules or DisclosureRules()
    if len(dimensions) not in _DIMENSIONS:
        raise ValueError(f"`dimensions` must be one or two, not {len(dimensions)}")
    raw = _complete(cells, len(dimensions))
    hidden = {key for key, cell in raw.items() if is_traceable(cell, rules)}
    hidden |= _near_earlier(raw, tuple(dimensions), earlier, rules)
    _cover(raw, hidden, rules)
    shown = tuple(
        Cell(key=key, lines=None, amount_cents=None)
        if key in hidden
        else Cell(key=key, lines=cell.lines, amount_cents=cell.amount_cents)
        for key, cell in raw.items()
    )
    return Aggregate(title=title, dimensions=tuple(dimensions), cells=shown, rules=rules, seal=_SEAL)


def _complete(cells: Sequence[RawCell], dimensions: int) -> dict[Key, RawCell]:
    """Order the cells by key, totals last, and add the empty ones."""
    given = {cell.key: cell for cell in cells}
    if any(len(key) != dimensions for key in given):
        raise ValueError("`cells` have keys of another length than `dimensions`")
    keys = product(*(_parts(given, place) for place in range(dimensions)))
    return {key: given.get(key) or _empty(key) for key in keys}


def _parts(keys: Iterable[Key], place: int) -> list[str | None]:
    """List what occurs at this place of the keys, in order, with the total behind it."""
    return [*sorted({part for key in keys if (part := key[place]) is not None}), None]


def _empty(key: Key) -> RawCell:
    return RawCell(
        key=key,
        persons=0,
        providers=0,
        lines=0,
        amount_cents=0,
        turnover_cents=0,
        largest_cents=0,
        two_largest_cents=0,
    )


def _near_earlier(
    raw: Mapping[Key, RawCell],
    dimensions: tuple[str, ...],
    earlier: Sequence[Aggregate],
    rules: DisclosureRules,
) -> set[Key]:
    """Find the cells that differ too little from what was shown before."""
    found = set()
    for table in earlier:
        if table.dimensions != dimensions:
            continue
        for shown in table.cells:
            if shown.lines is None or shown.key not in raw:
                continue
            if 0 < abs(raw[shown.key].lines - shown.lines) < rules.minimum_persons:
                found.add(shown.key)
    return found


def _cover(raw: Mapping[Key, RawCell], hidden: set[Key], rules: DisclosureRules) -> None:
    """Withhold more until no withheld cell can be calculated back closely (secundaire onderdrukking)."""
    totals = {key for key in raw if None in key}
    lines = {key: cell.lines for key, cell in raw.items()}
    amounts = {key: cell.amount_cents for key, cell in raw.items()}
    needs = (
        (lines, dict.fromkeys(raw, rules.minimum_persons)),
        (amounts, {key: int(rules.amount_uncertainty * abs(value)) + 1 for key, value in amounts.items()}),
    )
    changed = True
    while changed:
        changed = False
        for values, need in needs:
            for key in sorted(hidden, key=str):
                least, most = bounds(key, values, hidden)
                if most == UNBOUNDED or most - least >= need[key]:
                    continue
                hidden.update(cheapest_cover(key, values, hidden, need=need[key], prefer_last=totals))
                changed = True
