"""Decide for millions of rows at once: rows that rules cannot tell apart share one decision.

Rows are grouped by the facts that rules can see, with numbers and dates reduced to the thresholds that rules
compare them with. Each class is decided once, by the same function as a single request.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zorgvuldig.decisions.binning import Bin, bins
from zorgvuldig.decisions.columns import Codes, Column, at_row, read_columns
from zorgvuldig.decisions.contradictory_rows import demand_consistent_rows
from zorgvuldig.decisions.decision import Decision, FactValue, Outcome
from zorgvuldig.decisions.engine import decide
from zorgvuldig.decisions.facts import DERIVED, FactError, check, reference_date
from zorgvuldig.decisions.slices import Slice, prepare
from zorgvuldig.norms import bundle_at, catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

CLASS_COLUMN = "decision_class"
OUTCOME_COLUMN = "outcome"

_ALWAYS_SEEN = frozenset(
    {"purpose", "origin_purpose", "sub_purpose", "action", "data", "now", *DERIVED, *DERIVED.values()}
)
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


def decide_set(
    table: pa.Table, at: date | None = None, facts: Mapping[str, object] | None = None
) -> DecidedSet:
    """Return the decision on every row (beslissing per klasse): columns are facts, a null is a fact unknown.

    `facts` holds for all rows. The receipt of a class carries the facts of the first row in it.

    Raises:
        FactError: a column or a shared fact cannot be used; of a column, with the first row that is wrong.
    """
    shared = {name: check(name, value) for name, value in (facts or {}).items()}
    day = reference_date({name: value for name, value in shared.items() if name == "now"}, at)
    columns = [_dated(column, day) for column in read_columns(table, shared, at)]
    demand_consistent_rows(
        {column.name: (pa.array(column.codes), column.values) for column in columns}, shared
    )
    asked = _Asked(table.num_rows, columns, shared, day)
    codes, firsts = asked.classes()
    decisions = [asked.decide(row) for row in firsts.tolist()]
    codes, decisions = asked.by_start(codes, decisions)
    outcomes = pa.array([decision.outcome.value for decision in decisions], pa.string())
    numbers = pa.array(codes, pa.int32())
    joined = table.append_column(CLASS_COLUMN, numbers).append_column(OUTCOME_COLUMN, outcomes.take(numbers))
    return DecidedSet(joined, tuple(decisions))


def _dated(column: Column, day: date) -> Column:
    # A row without a date of its own is about the day of the decision, as a request without one is.
    if column.name != "now":
        return column
    return Column(
        column.name, column.codes, tuple(day if value is None else value for value in column.values)
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of all rows: their columns, and what they share."""

    rows: int
    columns: Sequence[Column]
    shared: Mapping[str, FactValue]
    day: date

    def classes(self) -> tuple[Codes, Codes]:
        """Return the class of every row, and the first row of every class."""
        slices = list(dict.fromkeys(self._slices()))
        seen = _ALWAYS_SEEN.union(*(prepared.facts_read for prepared in slices))
        visible = [column for column in self.columns if column.name in seen]
        given = {column.name for column in self.columns}
        fixed = self.shared if "now" in given else {"now": self.day, **self.shared}
        return _dense(bins(visible, slices, fixed), self.rows)

    def _slices(self) -> Iterator[Slice]:
        purposes = self._values("purpose", None)
        names = catalogue().words["processes"] if None in purposes else purposes
        days = self._values("now", self.day)
        for bundle in dict.fromkeys(bundle_at(cast("date", day)) for day in days):
            yield from (prepare(bundle, str(name)) for name in names)

    def _values(self, name: str, otherwise: FactValue | None) -> tuple[FactValue | None, ...]:
        columns = (column.values for column in self.columns if column.name == name)
        return next(columns, (self.shared.get(name, otherwise),))

    def decide(self, row: int) -> Decision:
        """Return the decision on one row."""
        known = {column.name: column.value(row) for column in self.columns}
        told = {name: value for name, value in known.items() if value is not None}
        try:
            return decide({**self.shared, **told}, None if "now" in told else self.day)
        except FactError as error:
            raise at_row(error, row) from error

    def by_start(self, codes: Codes, decisions: Sequence[Decision]) -> tuple[Codes, list[Decision]]:
        """Tell apart rows on whose own date a duty starts: it is due on another day for each."""
        split = [bin_ for column in self.columns if (bin_ := self._started(column, codes, decisions))]
        if not split:
            return codes, list(decisions)
        finer, firsts = _dense([Bin(codes, len(decisions)), *split], self.rows)
        again = {row for bin_ in split for row in firsts[bin_.codes[firsts] > 0].tolist()}
        return finer, [self.decide(row) if row in again else decisions[codes[row]] for row in firsts.tolist()]

    def _started(self, column: Column, codes: Codes, decisions: Sequence[Decision]) -> Bin | None:
        starting = np.array([column.name in self._starts(decision) for decision in decisions], bool)
        if not starting.any():
            return None
        return Bin(np.where(starting[codes], column.codes + 1, 0), len(column.values) + 1)

    def _starts(self, decision: Decision) -> set[str]:
        duties = bundle_at(decision.at).duties
        rules = [duties[duty.id] for duty in decision.duties]
        # A term that starts on a day that nobody knows starts on the day of the decision.
        return {start for rule in rules if rule.due is None for start in (str(rule.starts), "now")}


def _dense(seen: Iterable[Bin], rows: int) -> tuple[Codes, Codes]:
    """Number the combinations that occur as rows come; give each row's, and the first row of each."""
    key, width = np.zeros(rows, np.int64), 1
    for one in seen:
        if width * one.width > _WIDEST:
            key, firsts = _numbered(key)
            width = len(firsts)
        key, width = key * one.width + one.codes, width * max(one.width, 1)
    return _numbered(key)


def _numbered(key: Codes) -> tuple[Codes, Codes]:
    encoded = pa.array(key).dictionary_encode()
    codes = encoded.indices.to_numpy().astype(np.int64)
    firsts = np.empty(len(encoded.dictionary), np.int64)
    # Of a number that occurs more than once, the last that is put down stands.
    firsts[codes[::-1]] = np.arange(len(codes))[::-1]
    return codes, firsts
