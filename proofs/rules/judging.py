"""Cases of a table held against the rules: what differs, what is explained, what less would give."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from proofs.rules.less import freer, narrower
from proofs.rules.tables import PERMIT, REFUSE, said, tables
from zorgvuldig.decisions import FactError, decide

if TYPE_CHECKING:
    from collections.abc import Sequence

    from proofs.rules.tables import Case, Table, Values

#: A difference is told with its facts; more of one row would only repeat it.
MOST_TOLD = 2
#: Facts that cannot be true together are no request, so nothing is given either.
CONTRADICTS = "contradicts"


@dataclass
class Findings:
    """What came of some cases of a table; those of several parts are added up."""

    cases: int = 0
    differences: int = 0
    explained: Counter[int] = field(default_factory=Counter)
    """How often each explained entry was met."""
    rows: dict[int, Values] = field(default_factory=dict)
    """A case of each row that was met and came out as it says."""
    less: int = 0
    """How many decisions with less consent, one more objection or a narrower role were held beside theirs."""
    told: Counter[tuple[int, str]] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def add(self, other: Findings) -> None:
        """Add what came of other cases of the same table."""
        self.cases += other.cases
        self.differences += other.differences
        self.explained += other.explained
        self.rows = {**other.rows, **self.rows}
        self.less += other.less
        self.told += other.told
        self.failures += other.failures


def judge(table: Table, cases: Sequence[Values], *, each: int) -> Findings:
    """Hold cases against the rules; one in so many of the permitted ones also with less given."""
    found = Findings()
    for number, values in enumerate(cases):
        case = table.case(values)
        permitted = _hold(table, case, values, found)
        if permitted and number % each == 0:
            _hold_less(table, case, found)
    return found


def _hold(table: Table, case: Case, values: Values, found: Findings) -> bool:
    number = table.row(case)
    row, decision = table.rows[number], table.decided(case)
    says = said(decision)
    found.cases += 1
    if says == row.says:
        found.rows.setdefault(number, values)
        return says == PERMIT
    for place, entry in enumerate(table.explained):
        if entry.says == says and entry.fits(case):
            found.explained[place] += 1
            return says == PERMIT
    found.differences += 1
    found.told[number, says] += 1
    if found.told[number, says] <= MOST_TOLD:
        rules = f"{decision.outcome.value} by {', '.join(decision.norms)}"
        found.failures.append(f"{table.name}: {row.says}, {row.why}; the rules: {rules}; {_told(case)}")
    return says == PERMIT


def _hold_less(table: Table, case: Case, found: Findings) -> None:
    facts = table.facts(case)
    for changed, more in freer(facts):
        found.less += 1
        if _says(more, table) not in {PERMIT, CONTRADICTS}:
            found.failures.append(f"{table.name}: {changed} gives more than its opposite; {_told(case)}")
    for changed, less in narrower(facts, found.cases):
        found.less += 1
        if _says(less, table) not in {REFUSE, CONTRADICTS}:
            found.failures.append(f"{table.name}: {changed} is not given this by the matrix; {_told(case)}")


def _says(facts: Case, table: Table) -> str:
    try:
        return said(decide(facts, table.at))
    except FactError:
        return CONTRADICTS


def _told(case: Case) -> str:
    return ", ".join(f"{name}={value}" for name, value in case.items())


def turned(table: Table, number: int) -> Table:
    """Return the table with one row saying the opposite: the control, which must be seen."""
    row = table.rows[number]
    wrong = replace(row, says=REFUSE if row.says == PERMIT else PERMIT)
    return replace(table, rows=(*table.rows[:number], wrong, *table.rows[number + 1 :]), explained=())


def sees_turned(table: Table, number: int, values: Values) -> bool:
    """Tell whether a case of a row is a difference when that row is turned around."""
    return judge(turned(table, number), [values], each=2).differences == 1


def judge_part(part: tuple[str, Sequence[Values], int]) -> Findings:
    """Judge cases in a process of their own."""
    name, cases, each = part
    table = next(table for table in tables() if table.name == name)
    try:
        return judge(table, cases, each=each)
    except FactError as error:
        return Findings(failures=[f"{name}: a case contradicts itself: {error}"])
