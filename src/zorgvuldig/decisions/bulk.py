"""Decide for millions of rows at once: rows that rules cannot tell apart share one decision.

Rows are grouped by the facts that rules can see, with numbers and dates reduced to the thresholds that rules
compare them with. Each class is decided once, by the same function as a single request.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from zorgvuldig.decisions.decision import Decision, FactValue, Outcome
from zorgvuldig.decisions.engine import decide
from zorgvuldig.decisions.facts import FactError, check, reference_date
from zorgvuldig.decisions.slices import Slice, prepare
from zorgvuldig.norms import bundle_at, catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CLASS_COLUMN = "decision_class"
OUTCOME_COLUMN = "outcome"

_ALWAYS_SEEN = frozenset({"purpose", "origin_purpose", "sub_purpose", "action", "data", "now"})
_SEPARATOR = "\x1f"
_WIDEST = 1 << 62


@dataclass(frozen=True, slots=True)
class DecidedSet:
    """The rows with their class and outcome, and the decision of each class."""

    table: pa.Table
    decisions: tuple[Decision, ...]

    def decision(self, row: int) -> Decision:
        """Return the decision on one row."""
        decided: int = self.table[CLASS_COLUMN][row].as_py()
        return self.decisions[decided]

    def permitted(self) -> pa.Table:
        """Return the rows that are permitted."""
        return self.table.filter(pc.equal(self.table[OUTCOME_COLUMN], Outcome.PERMIT.value))


@dataclass(frozen=True, slots=True)
class _Column:
    """One fact over all rows: a small number for each row, and the value that each number stands for."""

    name: str
    codes: pa.Array
    values: tuple[FactValue | None, ...]


def decide_set(
    table: pa.Table, at: date | None = None, facts: Mapping[str, object] | None = None
) -> DecidedSet:
    """Return the decision on every row (beslissing per klasse): columns are facts, a null is a fact unknown.

    `facts` holds for all rows. Receipts of a class carry its representative values.
    """
    shared = dict(facts or {})
    for name in table.column_names:
        if name in shared:
            raise FactError(name, "stands in the table and among the shared facts; give it once")
    columns = [_column(name, table[name]) for name in table.column_names]
    day = reference_date({name: check(name, value) for name, value in shared.items() if name == "now"}, at)
    seen = [_reduced(column, columns, shared, day) for column in _visible(columns, shared, day)]
    codes, classes = _classes(seen, table.num_rows)
    moment = None if any(column.name == "now" for column in columns) else day
    decisions = tuple(decide({**shared, **known}, moment) for known in classes)
    outcomes = pa.array([decision.outcome.value for decision in decisions], pa.string())
    joined = table.append_column(CLASS_COLUMN, codes).append_column(OUTCOME_COLUMN, outcomes.take(codes))
    return DecidedSet(joined, decisions)


def _column(name: str, rows: pa.ChunkedArray) -> _Column:
    if name not in catalogue().facts:
        check(name, None)
    listed = pa.types.is_list(rows.type) or pa.types.is_large_list(rows.type)
    # Arrow encodes no lists; joined by a control character, which no word may hold, they are words.
    words = pc.binary_join(rows, _SEPARATOR) if listed else rows
    encoded = words.combine_chunks().dictionary_encode(null_encoding="encode")
    distinct = [_value(name, value, listed=listed) for value in encoded.dictionary.to_pylist()]
    return _renumbered(name, encoded.indices, distinct, distinct)


def _value(name: str, value: object, *, listed: bool) -> FactValue | None:
    if value is None:
        return None
    return check(name, str(value).split(_SEPARATOR) if listed and value else [] if listed else value)


def _renumbered(
    name: str,
    codes: pa.Array,
    values: Sequence[FactValue | None],
    kinds: Sequence[object],
) -> _Column:
    # Type and value: in Python False is 0, yet as facts they differ.
    first: dict[object, int] = {}
    numbers = [first.setdefault((type(kind), kind), len(first)) for kind in kinds]
    chosen: dict[int, FactValue | None] = {}
    for number, value in zip(numbers, values, strict=True):
        chosen.setdefault(number, value)
    if len(first) == len(numbers):
        return _Column(name, codes, tuple(values))
    return _Column(name, pa.array(numbers, pa.int32()).take(codes), tuple(chosen.values()))


def _slices(columns: Sequence[_Column], shared: Mapping[str, object], day: date) -> list[Slice]:
    purposes = next((column.values for column in columns if column.name == "purpose"), None)
    if purposes is None:
        purposes = (check("purpose", shared["purpose"]) if "purpose" in shared else None,)
    names = catalogue().words["processes"] if None in purposes else purposes
    days = next((column.values for column in columns if column.name == "now"), (day,))
    return [
        prepare(bundle_at(moment if isinstance(moment, date) else day), str(name))
        for moment in days
        for name in names
    ]


def _visible(columns: Sequence[_Column], shared: Mapping[str, object], day: date) -> list[_Column]:
    seen = set(_ALWAYS_SEEN)
    for prepared in _slices(columns, shared, day):
        seen |= prepared.facts_read
    return [column for column in columns if column.name in seen]


def _reduced(column: _Column, columns: Sequence[_Column], shared: Mapping[str, object], day: date) -> _Column:
    if catalogue().facts[column.name].type not in {"integer", "date"} or column.name == "now":
        return column
    fixed = {"now": day, **{name: check(name, value) for name, value in shared.items()}}
    others = {other.name for other in columns}
    kinds: list[object] = [() for _ in column.values]
    for prepared in _slices(columns, shared, day):
        sides = prepared.sides(column.name, column.values, fixed, others)
        if sides is None:
            return column
        kinds = [(kind, side) for kind, side in zip(kinds, sides, strict=True)]
    return _renumbered(column.name, column.codes, column.values, kinds)


def _classes(columns: Sequence[_Column], rows: int) -> tuple[pa.Array, list[dict[str, FactValue]]]:
    key = pa.array([0], pa.int64()).take(pa.repeat(pa.scalar(0, pa.int32()), rows))
    classes: list[dict[str, FactValue]] = [{}]
    pending: list[_Column] = []
    width = 1
    for column in columns:
        if width * len(column.values) > _WIDEST:
            key, classes = _dense(key, classes, pending)
            pending, width = [], len(classes)
        width *= max(len(column.values), 1)
        key = pc.add(pc.multiply(key, len(column.values)), column.codes.cast(pa.int64()))
        pending.append(column)
    key, classes = _dense(key, classes, pending)
    return key.cast(pa.int32()), classes


def _dense(
    key: pa.Array, classes: Sequence[Mapping[str, FactValue]], pending: Sequence[_Column]
) -> tuple[pa.Array, list[dict[str, FactValue]]]:
    encoded = key.dictionary_encode()
    return encoded.indices.cast(pa.int64()), [
        _unfolded(number, classes, pending) for number in encoded.dictionary.to_pylist()
    ]


def _unfolded(
    number: int, classes: Sequence[Mapping[str, FactValue]], pending: Sequence[_Column]
) -> dict[str, FactValue]:
    found: dict[str, FactValue] = {}
    for column in reversed(pending):
        number, code = divmod(number, len(column.values))
        value = column.values[code]
        if value is not None:
            found[column.name] = value
    return {**classes[number], **found}
