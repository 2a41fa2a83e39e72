"""The wall in SQL, generated: column rights, forced row-level security, one policy per role and verb.

In front of every policy stands the look that happens while a statement is planned (`gate.opened`). Every
other look at the grant is a scalar sub-select, so that PostgreSQL runs it once per statement and not once per
row (a bare function made an aggregate over two million rows 46 times slower).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zorgvuldig.records.declaration import WithoutSubject
from zorgvuldig.records.wall.matrix import (
    FAMILIES,
    GATE,
    GATE_DELETES,
    GATE_INSERTS,
    GATE_READS,
    GATE_UPDATES,
    OF_PARTIES,
    Rights,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from zorgvuldig.records.wall.tables import Table


#: How many rows the planner expects of one run, whatever it met so far: an insurer's first file is half of
#: the table, and one person's lines would then be sought by reading all.
ROWS_OF_A_RUN = 1000


def statements(tables: Iterable[Table]) -> Iterator[str]:
    """Give every statement of the wall; they run in one transaction, so there is no open moment."""
    families = ", ".join(FAMILIES)
    yield f"GRANT USAGE ON SCHEMA records TO {families}, {GATE}"
    for table in tables:
        yield from _closed(table)
        if table.run:
            yield f'ALTER TABLE {table.quoted} ALTER "{table.run}" SET (n_distinct = {-1 / ROWS_OF_A_RUN})'
        yield from _rights(table)
        for policy in expected_policies(table):
            yield policy.statement(table)


def _closed(table: Table) -> Iterator[str]:
    yield f"REVOKE ALL ON {table.quoted} FROM PUBLIC, zv_app, {', '.join(FAMILIES)}, {GATE}"
    yield f"ALTER TABLE {table.quoted} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {table.quoted} FORCE ROW LEVEL SECURITY"


@dataclass(frozen=True)
class Policy:
    """One policy: a role, a verb, and the rows that it may see or write."""

    name: str
    verb: str
    role: str
    using: str = ""
    check: str = ""

    def statement(self, table: Table) -> str:
        """Write it in SQL."""
        rows = f" USING ({self.using})" if self.using else ""
        written = f" WITH CHECK ({self.check})" if self.check else ""
        return f"CREATE POLICY {self.name} ON {table.quoted} FOR {self.verb} TO {self.role}{rows}{written}"


def rights_on(table: Table, rights: Rights) -> dict[str, list[str]]:
    """Give the columns of a table that a family may read, write, change and erase."""
    return {
        "SELECT": table.readable(rights),
        "INSERT": table.whole(rights.insert),
        "UPDATE": [column for column in table.within(rights.update) if column not in table.fixed],
        # What is erased is always named by the person whom it concerns: no right reaches the rows of nobody.
        "DELETE": table.whole(rights.delete) if table.subject else [],
    }


def expected_policies(table: Table) -> Iterator[Policy]:
    """Give every policy of a table."""
    for family, rights in FAMILIES.items():
        columns = rights_on(table, rights)
        for verb in columns:
            if columns[verb]:
                yield _policy(table, family, verb, _demand(table, columns, verb))
    if table.name in GATE_READS:
        # Nobody can become the gate: its role is met inside its own functions only. No rule, for a rule would
        # keep every condition of those functions from its index.
        yield Policy(f"{GATE}_select", "SELECT", GATE, "true")
    if table.name in GATE_UPDATES:
        yield Policy(f"{GATE}_update", "UPDATE", GATE, "true", "true")
    if table.name in GATE_INSERTS:
        yield Policy(f"{GATE}_insert", "INSERT", GATE, check="true")
    if table.name in GATE_DELETES:
        yield Policy(f"{GATE}_delete", "DELETE", GATE, "true")


def _demand(table: Table, columns: dict[str, list[str]], verb: str) -> list[str]:
    """Give the categories that a grant must hold; whoever changes a row also sees it."""
    seen = columns["SELECT"] if verb in {"UPDATE", "DELETE"} else []
    return table.demanded([*columns[verb], *seen])


def _rights(table: Table) -> Iterator[str]:
    for family, rights in FAMILIES.items():
        for verb, columns in rights_on(table, rights).items():
            if columns:
                listed = "" if verb == "DELETE" else f" ({', '.join(_quoted(columns))})"
                yield f"GRANT {verb}{listed} ON {table.quoted} TO {family}"
    if table.name in GATE_READS:
        yield f"GRANT SELECT ({', '.join(_quoted(GATE_READS[table.name]))}) ON {table.quoted} TO {GATE}"
    if table.name in GATE_UPDATES:
        yield f"GRANT UPDATE ({', '.join(_quoted(GATE_UPDATES[table.name]))}) ON {table.quoted} TO {GATE}"
    if table.name in GATE_INSERTS:
        yield f"GRANT INSERT ({', '.join(_quoted(GATE_INSERTS[table.name]))}) ON {table.quoted} TO {GATE}"
    if table.name in GATE_DELETES:
        yield f"GRANT DELETE ON {table.quoted} TO {GATE}"


def _policy(table: Table, family: str, verb: str, demand: list[str]) -> Policy:
    look = _Look(family, demand)
    name = f"{family}_{verb.lower()}"
    if verb == "INSERT":
        return Policy(name, verb, family, check=look.first(_written(table, look)))
    existing = look.first(_erased(table, look) if verb == "DELETE" else _existing(table, look))
    return Policy(name, verb, family, using=existing, check=existing if verb == "UPDATE" else "")


class _Look:
    """The looks at the grant of one family for one set of categories."""

    def __init__(self, family: str, categories: list[str]) -> None:
        listed = "{" + ",".join(f'"{category}"' for category in categories) + "}"
        self.arguments = f"'{family}', '{listed}'::text[]"
        self.family = family
        self.categories = categories

    def first(self, rule: str) -> str:
        """Put the look before all others in front, which happens while the statement is planned."""
        return f"gate.opened({self.arguments}) AND ({rule})"

    def subjects(self) -> str:
        return f"(SELECT gate.subjects({self.arguments}))::uuid[]"

    def each_subject(self) -> str:
        return f"(SELECT unnest(gate.subjects({self.arguments})))"

    def run(self) -> str:
        return f"(SELECT gate.run({self.arguments}))"

    def policies(self) -> str:
        return f"(SELECT gate.insurance_policies({self.arguments}))::uuid[]"

    def parties(self) -> str:
        return f"(SELECT gate.parties({self.arguments}))::uuid[]"

    def runs_of_parties(self) -> str:
        return f"(SELECT gate.runs_of_parties({self.arguments}))::uuid[]"

    def holds(self) -> str:
        return f"(SELECT gate.holds({self.arguments}))"

    def closed(self) -> str:
        return f"(SELECT gate.closed_to('{self.family}'))::uuid[]"

    def categories_now(self) -> str:
        return f"(SELECT gate.categories('{self.family}'))::text[]"


def _existing(table: Table, look: _Look) -> str:
    """Say which rows a grant opens; written so that an index on person or run still serves.

    A grant names nobody whose use is restricted; a run or a policy would open such rows all the same.
    """
    if look.family == OF_PARTIES:
        return _of_party(table, look)
    if table.subject is None:
        return _and_row(table, look, look.holds())
    ways = [f'"{table.subject}" = ANY ({look.subjects()})']
    if table.run:
        ways.append(f'"{table.run}" = {look.run()}')
    if table.policies_of:
        ways.append(f'"{table.policies_of}" = ANY ({look.policies()})')
    if table.declaration.without_subject is WithoutSubject.BY_GRANT:
        ways.append(f'("{table.subject}" IS NULL AND {look.holds()})')
    if table.declaration.without_subject is WithoutSubject.IN_A_RUN and not table.run:
        ways.append(f'("{table.subject}" IS NULL AND {look.run()} IS NOT NULL)')
    rule = " OR ".join(ways)
    if table.run or table.policies_of:
        rule = f'({rule}) AND ("{table.subject}" IS NULL OR "{table.subject}" <> ALL ({look.closed()}))'
    return _and_row(table, look, rule)


def _erased(table: Table, look: _Look) -> str:
    """Say which rows a grant erases: those of the persons it names; a run or a shared policy opens none."""
    return _and_row(table, look, f'"{table.subject}" = ANY ({look.subjects()})')


def _of_party(table: Table, look: _Look) -> str:
    """Say which rows open to whoever logs in for a care provider or partner: that party's own, and no other.

    A letter about a run opens only when it is written to no person: those to insured persons stand beside it.
    """
    ties = []
    if table.party:
        ties.append(f'"{table.party}" = ANY ({look.parties()})')
    if table.party_run:
        ties.append(f'"{table.party_run}" = ANY ({look.runs_of_parties()})')
    if table.subject and not table.run:
        ties.append(f'"{table.subject}" IS NULL')
    if not (table.party or table.party_run):
        ties.append(look.holds())
    return " AND ".join([*ties, *_demands(table, look)])


def _written(table: Table, look: _Look) -> str:
    """Say which rows a grant lets in; a hashed sub-select, because a run may name many thousands."""
    if look.family == OF_PARTIES:
        return _of_party(table, look)
    if table.subject is None:
        return _and_row(table, look, look.holds())
    who = f'"{table.subject}" IN {look.each_subject()}'
    nobody = f'"{table.subject}" IS NULL'
    match table.declaration.without_subject:
        case WithoutSubject.NEVER:
            about = who
        case WithoutSubject.IN_A_RUN:
            about = f"{who} OR ({nobody} AND {look.run()} IS NOT NULL)"
        case _:
            about = f"{who} OR ({nobody} AND {look.holds()})"
    return _and_row(table, look, f'"{table.run}" = {look.run()} AND ({about})' if table.run else about)


def _and_row(table: Table, look: _Look, rule: str) -> str:
    """Add what a single row demands to a rule."""
    return " AND ".join([f"({rule})", *demands]) if (demands := _demands(table, look)) else rule


def _demands(table: Table, look: _Look) -> list[str]:
    """Say what a single row demands: its own data category, silence about a whereabouts."""
    demands = []
    if table.row_category:
        demands.append(f'"{table.row_category}" = ANY ({look.categories_now()})')
    if table.shielded:
        hidden = _Look(look.family, [*look.categories, "location-shielded"])
        demands.append(f'(NOT "{table.shielded}" OR {hidden.holds()})')
    return demands


def _quoted(columns: Iterable[str]) -> list[str]:
    return [f'"{column}"' for column in columns]
