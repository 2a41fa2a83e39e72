"""Oracle tables: what the articles say of every combination of some facts, by somebody who saw no rule.

A table names facts that never vary, facts that take every value, and rows of which the first that fits says
whether it may. Where rules and table differ for a good reason, that is told apart, as `explained`, with the
article.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zorgvuldig.decisions import Outcome, decide
from zorgvuldig.norms import ordinary_facts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from zorgvuldig.decisions import Decision

FOLDER = Path(__file__).parent / "oracle"
PERMIT, REFUSE, GAP = "permit", "refuse", "gap"
_SAID = {
    Outcome.PERMIT: PERMIT,
    Outcome.FORBID: REFUSE,
    Outcome.NO_PERMIT: REFUSE,
    Outcome.GAP: GAP,
}

Values = tuple[Any, ...]
Case = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """Cases that these facts pick out, and what is said of them: permit, refuse or (only explained) gap."""

    when: Mapping[str, Sequence[Any]]
    says: str
    why: str

    def fits(self, case: Case) -> bool:
        """Tell whether a case is one of these."""
        return all(case[name] in wanted for name, wanted in self.when.items())


@dataclass(frozen=True, slots=True)
class Table:
    """One subject: its articles, the facts of every case, and the rows in their order."""

    name: str
    subject: str
    at: date
    base: Mapping[str, Any]
    vary: Mapping[str, Sequence[Any]]
    excluded: tuple[Row, ...]
    rows: tuple[Row, ...]
    explained: tuple[Row, ...]

    def cases(self) -> Iterator[Values]:
        """Return the values of every case; what is excluded is pruned once its last fact has a value."""
        names = list(self.vary)
        ends: list[list[Row]] = [[] for _ in names]
        for row in self.excluded:
            ends[max(names.index(name) for name in row.when)].append(row)
        yield from self._grown({}, names, ends)

    def _grown(self, case: Case, names: Sequence[str], ends: Sequence[Sequence[Row]]) -> Iterator[Values]:
        depth = len(case)
        if depth == len(names):
            yield tuple(case.values())
            return
        for value in self.vary[names[depth]]:
            case[names[depth]] = value
            if not any(row.fits(case) for row in ends[depth]):
                yield from self._grown(case, names, ends)
        del case[names[depth]]

    def case(self, values: Values) -> Case:
        """Name the values of a case."""
        return dict(zip(self.vary, values, strict=True))

    def row(self, case: Case) -> int:
        """Return which row decides a case."""
        return next(number for number, row in enumerate(self.rows) if row.fits(case))

    def facts(self, case: Case) -> Case:
        """Return all facts of a case: ordinary ones, those of the table, its own."""
        told = {**self.base, **case}
        return {**ordinary_facts(told.get("role")), **told}

    def decided(self, case: Case) -> Decision:
        """Return how the rules decide a case."""
        return decide(self.facts(case), self.at)


def said(decision: Decision) -> str:
    """Return what a decision says in the words of a table."""
    return _SAID[decision.outcome]


@cache
def tables(folder: Path = FOLDER) -> tuple[Table, ...]:
    """Return every table of a folder."""
    return tuple(_table(path) for path in sorted(folder.glob("*.toml")))


def _table(path: Path) -> Table:
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    vary = told["vary"]

    def row(entry: Mapping[str, Any], says: str = "says", why: str = "") -> Row:
        when = {name: _options(value, vary[name]) for name, value in entry["when"].items()}
        return Row(when, entry.get(says, REFUSE), entry.get("why", why))

    return Table(
        name=path.stem,
        subject=told["subject"],
        at=date.fromisoformat(told["at"]),
        base=told["base"],
        vary=vary,
        excluded=tuple(row(entry) for entry in told.get("exclude", [])),
        rows=tuple(row(entry, "expect") for entry in told["row"]),
        explained=tuple(row(entry) for entry in told.get("explained", [])),
    )


def _options(value: object, all_values: Sequence[Any]) -> Sequence[Any]:
    """Return the values that a row picks: one, or any of a list; a set fact is itself a list."""
    if isinstance(value, list) and value not in all_values:
        return value
    return [value]
