"""The wall in SQL, generated: column rights, forced row-level security, one policy per role and verb.

Every look at the grant is a scalar sub-select, so that PostgreSQL runs it once per statement and not once per
row (a bare function made an aggregate over two million rows 46 times slower).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.records.declaration import WithoutSubject
from zorgvuldig.records.wall.matrix import FAMILIES, GATE, GATE_READS, Rights

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from zorgvuldig.records.wall.tables import Table

_VERBS = ("SELECT", "INSERT", "UPDATE", "DELETE")


def statements(tables: Iterable[Table], routines: Iterable[str]) -> Iterator[str]:
    """Give every statement of the wall; they run in one transaction, so there is no open moment."""
    families = ", ".join(FAMILIES)
    yield f"GRANT USAGE ON SCHEMA records TO {families}, {GATE}"
    for routine in routines:
        yield f"REVOKE ALL ON ROUTINE {routine} FROM PUBLIC"
        yield f"GRANT EXECUTE ON ROUTINE {routine} TO {families}"
    for table in tables:
        yield from _closed(table)
        for family, rights in FAMILIES.items():
            yield from _family(table, family, rights)
        yield from _gate(table)


def _closed(table: Table) -> Iterator[str]:
    yield f"REVOKE ALL ON {table.quoted} FROM PUBLIC, zv_app, {', '.join(FAMILIES)}, {GATE}"
    yield f"ALTER TABLE {table.quoted} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {table.quoted} FORCE ROW LEVEL SECURITY"


def _family(table: Table, family: str, rights: Rights) -> Iterator[str]:
    columns = {verb: _columns(table, rights, verb) for verb in _VERBS}
    seen = table.demanded(columns["SELECT"])
    for verb in _VERBS:
        if not columns[verb]:
            continue
        needed = sorted({*seen, *table.demanded(columns[verb])}) if verb in {"UPDATE", "DELETE"} else None
        demand = table.demanded(columns[verb]) if needed is None else needed
        yield _grant(table, family, verb, columns[verb])
        yield _policy(table, family, verb, demand)


def _columns(table: Table, rights: Rights, verb: str) -> list[str]:
    if verb == "SELECT":
        return table.within(rights.read)
    if verb == "UPDATE":
        return [column for column in table.within(rights.update) if column not in table.fixed]
    return table.whole(rights.insert if verb == "INSERT" else rights.delete)


def _grant(table: Table, family: str, verb: str, columns: list[str]) -> str:
    listed = "" if verb == "DELETE" else f" ({', '.join(_quoted(columns))})"
    return f"GRANT {verb}{listed} ON {table.quoted} TO {family}"


def _policy(table: Table, family: str, verb: str, demand: list[str]) -> str:
    look = _Look(family, demand)
    existing, written = _existing(table, look), _written(table, look)
    clause = {
        "SELECT": f"USING ({existing})",
        "DELETE": f"USING ({existing})",
        "INSERT": f"WITH CHECK ({written})",
        "UPDATE": f"USING ({existing}) WITH CHECK ({existing})",
    }[verb]
    return f"CREATE POLICY {family}_{verb.lower()} ON {table.quoted} FOR {verb} TO {family} {clause}"


class _Look:
    """The looks at the grant of one family for one set of categories."""

    def __init__(self, family: str, categories: list[str]) -> None:
        listed = "{" + ",".join(f'"{category}"' for category in categories) + "}"
        self.arguments = f"'{family}', '{listed}'::text[]"
        self.family = family
        self.categories = categories

    def subjects(self) -> str:
        return f"(SELECT gate.subjects({self.arguments}))::uuid[]"

    def each_subject(self) -> str:
        return f"(SELECT unnest(gate.subjects({self.arguments})))"

    def run(self) -> str:
        return f"(SELECT gate.run({self.arguments}))"

    def policies(self) -> str:
        return f"(SELECT gate.insurance_policies({self.arguments}))::uuid[]"

    def holds(self) -> str:
        return f"(SELECT gate.holds({self.arguments}))"

    def categories_now(self) -> str:
        return f"(SELECT gate.categories('{self.family}'))::text[]"


def _existing(table: Table, look: _Look) -> str:
    """Say which rows a grant opens; written so that an index on person or run still serves."""
    if table.subject is None and table.run is None:
        return _and_row(table, look, look.holds())
    ways = []
    if table.subject:
        ways.append(f'"{table.subject}" = ANY ({look.subjects()})')
    if table.run:
        ways.append(f'"{table.run}" = {look.run()}')
    if table.policies_of:
        ways.append(f'"{table.policies_of}" = ANY ({look.policies()})')
    if table.declaration.without_subject is WithoutSubject.BY_GRANT:
        ways.append(f'("{table.subject}" IS NULL AND {look.holds()})')
    if table.declaration.without_subject is WithoutSubject.IN_A_RUN and not table.run:
        ways.append(f'("{table.subject}" IS NULL AND {look.run()} IS NOT NULL)')
    return _and_row(table, look, " OR ".join(ways))


def _written(table: Table, look: _Look) -> str:
    """Say which rows a grant lets in; a hashed sub-select, because a run may name many thousands."""
    if table.subject is None and table.run is None:
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
    """Add what a single row demands: its own data category, or silence about a whereabouts."""
    if table.row_category:
        rule = f'({rule}) AND "{table.row_category}" = ANY ({look.categories_now()})'
    if table.shielded:
        hidden = _Look(look.family, [*look.categories, "location-shielded"])
        rule = f'({rule}) AND (NOT "{table.shielded}" OR {hidden.holds()})'
    return rule


def _gate(table: Table) -> Iterator[str]:
    columns = GATE_READS.get(table.name)
    if columns:
        yield f"GRANT SELECT ({', '.join(_quoted(columns))}) ON {table.quoted} TO {GATE}"
        # Nobody can become the gate: its role is met inside its own functions only.
        inside = f"(SELECT CURRENT_USER) = '{GATE}'::name"
        yield f"CREATE POLICY {GATE}_select ON {table.quoted} FOR SELECT TO {GATE} USING ({inside})"


def _quoted(columns: Iterable[str]) -> list[str]:
    return [f'"{column}"' for column in columns]
