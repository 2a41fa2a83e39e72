"""Find the rows of a table whose facts cannot be true together, all rows at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from zorgvuldig.decisions.consistency import contradicted, demand_consistent
from zorgvuldig.decisions.slices import comparable
from zorgvuldig.norms import contradictions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zorgvuldig.decisions.decision import FactValue
    from zorgvuldig.norms import Contradiction, Part

    #: Each fact of the table: a small number for each row, and the value that each number stands for.
    Columns = Mapping[str, tuple[pa.Array, Sequence[FactValue | None]]]


def demand_consistent_rows(columns: Columns, shared: Mapping[str, FactValue]) -> None:
    """Go on when the facts of every row can be true together, with those that all rows share.

    Raises:
        FactError: they cannot; it names the facts and the first such row.
    """
    demand_consistent(shared)
    known = columns.keys() | shared.keys()
    for entry in contradictions():
        if known >= set(entry.facts) and not shared.keys() >= set(entry.facts):
            row = pc.index(_mask(entry, columns, shared), True).as_py()
            if row >= 0:
                told = {name: _told(name, row, columns, shared) for name in entry.facts}
                facts = {name: value for name, value in told.items() if value is not None}
                raise contradicted(entry, facts, f" in row {row}")


def _told(name: str, row: int, columns: Columns, shared: Mapping[str, FactValue]) -> FactValue | None:
    if name in shared:
        return shared[name]
    codes, values = columns[name]
    number: int = codes[row].as_py()
    return values[number]


def _mask(entry: Contradiction, columns: Columns, shared: Mapping[str, FactValue]) -> pa.Array:
    """Return of every row whether it holds all parts of a contradiction."""
    rows = next(len(columns[name][0]) for name in entry.facts if name in columns)
    found = pa.repeat(pa.scalar(value=True), rows)
    for part in entry.parts:
        found = pc.and_(found, _of_part(part, columns, shared, rows))
    return found


def _of_part(part: Part, columns: Columns, shared: Mapping[str, FactValue], rows: int) -> pa.Array:
    if part.other:
        one, other = (_days(name, columns, shared, rows) for name in (part.fact, part.other))
        return pc.fill_null(pc.less(one, other), False)
    if part.fact in shared:
        return pa.repeat(pa.scalar(part.holds(shared)), rows)
    codes, values = columns[part.fact]
    holding = [value is not None and part.holds({part.fact: value}) for value in values]
    return pa.array(holding, pa.bool_()).take(codes)


def _days(name: str, columns: Columns, shared: Mapping[str, FactValue], rows: int) -> pa.Array:
    if name in shared:
        return pa.repeat(pa.scalar(comparable(shared[name])), rows)
    codes, values = columns[name]
    days = [None if value is None else comparable(value) for value in values]
    return pa.array(days, pa.int64()).take(codes)
