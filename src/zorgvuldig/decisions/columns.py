"""Arrow columns as facts: every value is checked once, a bad one refused with its column and its row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zorgvuldig.decisions.facts import FactError, check, reference_date
from zorgvuldig.norms import catalogue

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from zorgvuldig.decisions.decision import FactValue

__all__ = ["Codes", "Column", "at_row", "read_columns"]

Codes: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.int64]]"
"""A small number for each row."""

_NO_FACTS = "In deze kolom staat iets dat geen gegeven is."
_SEPARATOR = "\x1f"
_TWICE = "Dit gegeven staat er twee keer. Geef het één keer."


@dataclass(frozen=True, slots=True)
class Column:
    """One fact over all rows: a small number for each row, and the value that each number stands for."""

    name: str
    codes: Codes
    values: tuple[FactValue | None, ...]

    def value(self, row: int) -> FactValue | None:
        """Return the fact of one row; None where it is unknown."""
        return self.values[int(self.codes[row])]


def read_columns(table: pa.Table, shared: Collection[str], at: date | None) -> list[Column]:
    """Return the columns of a table as facts (feiten per regel); a null is a fact unknown.

    Raises:
        FactError: a column is no fact, is given twice, or holds a value that the fact cannot have.
    """
    for number, name in enumerate(table.column_names):
        if name in shared:
            raise FactError(
                name, "stands in the table and among the shared facts; give it once", dutch=_TWICE
            )
        if name in table.column_names[:number]:
            raise FactError(name, "stands in the table twice; give it once", dutch=_TWICE)
    return [_column(name, table[name], at) for name in table.column_names]


def at_row(error: FactError, row: int) -> FactError:
    """Return the same error with the row that it is about."""
    told = f"row {row} (the first is 0): {error.problem}"
    return FactError(error.fact, told, error.suggestion, dutch=error.dutch, others=error.facts[1:])


def _column(name: str, rows: pa.ChunkedArray, at: date | None) -> Column:
    if name not in catalogue().facts:
        check(name, None)
    listed = pa.types.is_list(rows.type) or pa.types.is_large_list(rows.type)
    encoded = _encoded(name, _joined(name, rows) if listed else _plain(rows), rows.type)
    codes = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    told = encoded.dictionary.to_pylist()
    first: dict[object, int] = {}
    values: list[FactValue | None] = []
    numbers = [0] * len(told)
    for code, value in enumerate(told):
        try:
            fact = _value(name, value, at, listed=listed)
        except FactError as error:
            raise at_row(error, int(np.argmax(codes == code))) from error
        numbers[code] = first.setdefault(fact, len(values))
        if numbers[code] == len(values):
            values.append(fact)
    return Column(name, np.array(numbers, np.int64)[codes], tuple(values))


def _plain(rows: pa.ChunkedArray) -> pa.ChunkedArray:
    return rows.cast(rows.type.value_type) if pa.types.is_dictionary(rows.type) else rows


def _encoded(name: str, rows: pa.ChunkedArray, kind: pa.DataType) -> pa.DictionaryArray:
    try:
        joined = rows.combine_chunks().dictionary_encode(null_encoding="encode")
    except pa.ArrowNotImplementedError as error:
        raise FactError(name, f"a column of {kind} holds no facts", dutch=_NO_FACTS) from error
    # Of no rows at all Arrow gives chunks, also of none.
    return joined.combine_chunks() if isinstance(joined, pa.ChunkedArray) else joined


def _joined(name: str, rows: pa.ChunkedArray) -> pa.ChunkedArray:
    # Arrow encodes no lists; joined by a control character, which no word may hold, they are words.
    for start, chunk in zip(_starts(rows), rows.chunks, strict=True):
        words = pc.list_flatten(chunk)
        if pa.types.is_null(words.type):
            words = words.cast(pa.string())
        if not (pa.types.is_string(words.type) or pa.types.is_large_string(words.type)):
            raise FactError(name, f"a list of {words.type} is not a list of words", dutch=_NO_FACTS)
        bad = pc.fill_null(pc.match_substring(words, _SEPARATOR), fill_value=True)
        place = pc.index(bad, True).as_py()
        if place >= 0:
            row = start + pc.list_parent_indices(chunk)[place].as_py()
            problem = "a list holds an empty place or a control character"
            raise at_row(FactError(name, problem, dutch=_NO_FACTS), row)
    return pc.binary_join(rows.cast(pa.list_(pa.string())), _SEPARATOR)


def _starts(rows: pa.ChunkedArray) -> Sequence[int]:
    starts = [0]
    for chunk in rows.chunks[:-1]:
        starts.append(starts[-1] + len(chunk))
    return starts[: rows.num_chunks]


def _value(name: str, value: object, at: date | None, *, listed: bool) -> FactValue | None:
    if value is None:
        return None
    fact = check(name, str(value).split(_SEPARATOR) if listed and value else [] if listed else value)
    if name == "now":
        # Refuses one that differs from the date of the decision.
        reference_date({name: fact}, at)
    return fact
