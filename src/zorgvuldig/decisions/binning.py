"""Reduce numbers and dates to what rules can see of them: the side of each threshold, and of each other.

A rule that compares a date with a fixed day sees on which side it lies; one that compares two dates of a row
sees which comes first. Nothing else of a date can matter to an outcome, so rows that agree in these share it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np

from zorgvuldig.decisions.slices import position
from zorgvuldig.norms import bundle_at, catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from zorgvuldig.decisions.columns import Codes, Column
    from zorgvuldig.decisions.decision import FactValue
    from zorgvuldig.decisions.slices import Slice
    from zorgvuldig.norms import Attribute

__all__ = ["Bin", "bins"]

_UNKNOWN_SIGN = 3
_SIGNS = 4


@dataclass(frozen=True, slots=True)
class Bin:
    """What rules can see of one column, or of two beside each other: a number below `width` for each row."""

    codes: Codes
    width: int


def bins(columns: Sequence[Column], slices: Sequence[Slice], fixed: Mapping[str, FactValue]) -> Iterator[Bin]:
    """Return all by which these rules can tell rows apart (onderscheid); all rows share `fixed`."""
    known = {*fixed, *(column.name for column in columns if None not in column.values)}
    varying = {column.name: column for column in columns}
    for column in columns:
        measured = catalogue().facts[column.name].type in {"integer", "date"}
        if measured and not any(prepared.hangs(column.name, known | {column.name}) for prepared in slices):
            yield _sided(column, slices, fixed)
        else:
            yield Bin(column.codes, len(column.values))
    pairs = {pair for prepared in slices for name in varying for pair in prepared.beside(name)}
    for ours, theirs in sorted(pairs, key=repr):
        if ours.fact < theirs.fact and theirs.fact in varying:
            yield _compared(ours, varying[ours.fact], theirs, varying[theirs.fact])


def _sided(column: Column, slices: Sequence[Slice], fixed: Mapping[str, FactValue]) -> Bin:
    kinds: list[tuple[object, ...]] = [(value is None,) for value in column.values]
    if column.name == "now":
        # What holds on a day hangs on the edition of the norms then in force.
        kinds = [(bundle_at(cast("date", value)).id,) for value in column.values]
    for prepared in slices:
        sides = prepared.sides(column.name, column.values, fixed)
        kinds = [(*kind, *side) for kind, side in zip(kinds, sides, strict=True)]
    first: dict[object, int] = {}
    numbers = np.array([first.setdefault(kind, len(first)) for kind in kinds], np.int64)
    return Bin(numbers[column.codes], len(first))


def _compared(ours: Attribute, our: Column, theirs: Attribute, their: Column) -> Bin:
    one, other = _positions(ours, our), _positions(theirs, their)
    signs = np.sign(one - other) + 1
    signs[np.isnan(signs)] = _UNKNOWN_SIGN
    return Bin(signs.astype(np.int64), _SIGNS)


def _positions(attribute: Attribute, column: Column) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    # Whole numbers up to two to the fifty-third, the largest that a fact may have, are exact as floats.
    places = [position(value, attribute) for value in column.values]
    return np.array([np.nan if place is None else place for place in places], np.float64)[column.codes]
