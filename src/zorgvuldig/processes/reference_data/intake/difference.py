"""What a proposal would change of what stands (verschil): added, changed, ended, row by row.

Also the two hashes by which an approver approves what he saw: of the content, and of the values that it was
held against. When either is another, somebody looks anew.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from zorgvuldig.processes.reference_data.intake.reading import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from zorgvuldig.processes.reference_data.intake.reading import Row

ADDED, CHANGED, ENDED = "added", "changed", "ended"
_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Standing:
    """One row that stands: from its first day until a day that is no longer in it."""

    id: str
    key: tuple[str, ...]
    held: tuple[str, ...]
    first: date
    until: date | None

    def holds(self, on: date) -> bool:
        """Say whether it holds on a day."""
        return self.first <= on and (self.until is None or on < self.until)


@dataclass(frozen=True)
class Change:
    """One row that would change: how, what stood, what comes, and between which days."""

    how: str
    key: tuple[str, ...]
    old: Standing | None
    new: tuple[str, ...] | None
    first: date
    """The first day of the new value, or the day from which the old one is no more."""
    until: date | None

    @property
    def last(self) -> date | None:
        """Give the last day of the new value, if it has one."""
        return self.until - _A_DAY if self.until else None


@dataclass(frozen=True)
class Difference:
    """All that would change, and what stands in the way."""

    changes: tuple[Change, ...]
    unchanged: int
    problems: tuple[Problem, ...]
    base: str
    """The hash of what stands about these rows."""

    def count(self, how: str) -> int:
        """Count the changes of one sort."""
        return sum(change.how == how for change in self.changes)


def difference(rows: Sequence[Row], standing: Iterable[Standing], *, valid_from: date) -> Difference:
    """Hold rows against what stands (verschil met wat geldt)."""
    wanted = {row.key for row in rows}
    by_key: defaultdict[tuple[str, ...], list[Standing]] = defaultdict(list)
    for each in standing:
        if each.key in wanted:
            by_key[each.key].append(each)
    changes: list[Change] = []
    problems: list[Problem] = []
    for row in rows:
        found = _held_against(row, by_key[row.key], valid_from)
        if isinstance(found, Change):
            changes.append(found)
        elif found is not None:
            problems.append(Problem(row.line or None, "", found))
    unchanged = len(rows) - len(changes) - len(problems)
    return Difference(tuple(changes), unchanged, tuple(problems), base_hash(by_key))


def _held_against(row: Row, standing: Sequence[Standing], valid_from: date) -> Change | str | None:
    """Give the change, or in words why there can be none, or nothing where all of it stands already."""
    until = row.last + _A_DAY if row.last else None
    now = next((each for each in standing if each.holds(valid_from)), None)
    before = next((each for each in standing if each.until == valid_from), None)
    if now is None and until is not None and until <= valid_from:
        if before is not None:
            return None
        return "dit eindigt voor het begint: er is op de ingang niets dat kan eindigen"
    if now is not None and now.held == row.held:
        if until == now.until:
            return None
        if until is not None and (now.until is None or until < now.until):
            if until <= now.first:
                return f"dit zou eindigen voor het begon, op {now.first:%d-%m-%Y}"
            return Change(ENDED, row.key, now, None, until, until)
    return _begun(row, now, standing, valid_from, until)


def _begun(
    row: Row, now: Standing | None, standing: Sequence[Standing], valid_from: date, until: date | None
) -> Change | str:
    if until is not None and until <= valid_from:
        return "dit eindigt voor het begint"
    later = sorted(each.first for each in standing if each is not now and each.first >= valid_from)
    if later and (until is None or later[0] < until):
        return f"vanaf {later[0]:%d-%m-%Y} staat hier al een volgende waarde; de perioden overlappen"
    if now is not None and now.first >= valid_from:
        return f"wat nu geldt, begint zelf op {now.first:%d-%m-%Y}; kies een latere ingang"
    return Change(CHANGED if now else ADDED, row.key, now, row.held, valid_from, until)


def base_hash(standing: Mapping[tuple[str, ...], Sequence[Standing]]) -> str:
    """Give the hash of what stands about some rows, whatever the order."""
    told = sorted(
        [list(each.key), list(each.held), str(each.first), str(each.until)]
        for found in standing.values()
        for each in found
    )
    return _hash(told)


def content_hash(kind: str, valid_from: date, reason: str, rows: Sequence[Row]) -> str:
    """Give the hash of what somebody proposes."""
    told = [[list(row.key), list(row.held), str(row.last)] for row in rows]
    return _hash([kind, str(valid_from), reason, told])


def seen_hash(content: str, base: str) -> str:
    """Give the hash of what an approver saw: the content, held against what stood."""
    return _hash([content, base])


def _hash(told: object) -> str:
    return hashlib.sha256(json.dumps(told, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()
