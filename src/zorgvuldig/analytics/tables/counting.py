"""Counts claim lines by one or two columns, with what disclosure control needs to know of every cell."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import ibis

from zorgvuldig.analytics.rules import RawCell

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

COLUMNS = ("person", "provider", "amount_cents")
"""What every input has besides its dimensions: two pseudonyms and a whole number of cents."""
_COUNTS = (
    "persons",
    "providers",
    "lines",
    "amount_cents",
    "turnover_cents",
    "largest_cents",
    "two_largest_cents",
)


_EVERYTHING = "everything"
"""A column that is the same everywhere, so that a total is counted the way a cell is."""


class MissingColumnError(ValueError):
    """The input lacks a column, or holds a column that has no business here."""


def by_provider(lines: ibis.Table, keys: Sequence[str]) -> ibis.Table:
    """Express what each provider has in each cell, and which place it takes there by amount."""
    amounts = lines.group_by([*keys, "provider"]).aggregate(
        lines=lines.count(), amount_cents=lines.amount_cents.sum().cast("int64")
    )
    size = amounts.amount_cents.abs()
    within = ibis.window(group_by=list(keys), order_by=[size.desc(), amounts.provider])
    return amounts.mutate(size_cents=size, place=ibis.row_number().over(within))


def cells(lines: ibis.Table, dimensions: Sequence[str]) -> ibis.Table:
    """Express the cells over these dimensions; sums are cast to 64 bits, since DuckDB makes them wider."""
    lines = lines.mutate(**{_EVERYTHING: 0})
    keys = [*dimensions, _EVERYTHING]
    people = lines.group_by(keys).aggregate(persons=lines.person.nunique())
    parts = by_provider(lines, keys)
    totals = parts.group_by(keys).aggregate(
        providers=parts.count(),
        lines=parts.lines.sum().cast("int64"),
        amount_cents=parts.amount_cents.sum().cast("int64"),
        turnover_cents=parts.size_cents.sum().cast("int64"),
        largest_cents=parts.size_cents.sum(where=parts.place == 0).cast("int64"),
        two_largest_cents=parts.size_cents.sum(where=parts.place <= 1).cast("int64"),
    )
    return people.join(totals, keys)


def count_cells(table: pa.Table, dimensions: Sequence[str]) -> list[RawCell]:
    """Count a table of lines by one or two columns, with every total, in DuckDB."""
    _check_columns(table, dimensions)
    lines = ibis.memtable(table)
    counted: list[RawCell] = []
    connection = ibis.duckdb.connect()
    try:
        for size in range(len(dimensions), -1, -1):
            for chosen in combinations(dimensions, size):
                rows = connection.to_pyarrow(cells(lines, chosen)).to_pylist()
                counted.extend(_raw_cell(row, dimensions, chosen) for row in rows)
    finally:
        connection.disconnect()
    return counted


def _raw_cell(row: dict[str, Any], dimensions: Sequence[str], chosen: Sequence[str]) -> RawCell:
    key = tuple(str(row[name]) if name in chosen else None for name in dimensions)
    return RawCell(key=key, **{name: int(row[name]) for name in _COUNTS})


def _check_columns(table: pa.Table, dimensions: Sequence[str]) -> None:
    """Demand exactly the columns that are counted: what is not needed does not come into the room."""
    expected = {*COLUMNS, *dimensions}
    found = set(table.column_names)
    if missing := sorted(expected - found):
        raise MissingColumnError(f"the lines lack the column(s) {', '.join(missing)}")
    if surplus := sorted(found - expected):
        raise MissingColumnError(
            f"leave out the column(s) {', '.join(surplus)}: this table does not count them"
        )
    for name in sorted(expected):
        if table.column(name).null_count:
            raise MissingColumnError(f"column {name} has empty values; fill them or leave the lines out")
