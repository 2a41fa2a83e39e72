"""Rights as they are against rights as they should be: column by column, role by role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.records.wall.functions import (
    FOR_AUDIT,
    FOR_FAMILIES,
    FOR_FORMAL_CONTROL,
    FOR_READERS,
    FOR_RECORDERS,
    FOR_RETENTION,
    FOR_RIGHTS,
    FOR_THE_APPLICATION,
    FOR_THE_GATE,
    FOR_THE_LOG,
    FOR_THE_PRUNER,
    FOR_THE_WITNESS,
)
from zorgvuldig.records.wall.matrix import (
    FAMILIES,
    GATE,
    GATE_DELETES,
    GATE_INSERTS,
    GATE_READS,
    GATE_UPDATES,
    RECORDERS,
)
from zorgvuldig.records.wall.statements import rights_on
from zorgvuldig.records.wall.tables import tables

if TYPE_CHECKING:
    from typing import Any

    from django.db.backends.utils import CursorWrapper
    from psycopg import Cursor

_HELD = """
    SELECT c.relname::text, coalesce(r.rolname::text, 'PUBLIC'), a.privilege_type::text, NULL::text
    FROM pg_class c CROSS JOIN aclexplode(c.relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
    WHERE c.relnamespace = 'records'::regnamespace AND a.grantee <> c.relowner
    UNION ALL
    SELECT c.relname::text, coalesce(r.rolname::text, 'PUBLIC'), a.privilege_type::text, t.attname::text
    FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid
    CROSS JOIN aclexplode(t.attacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
    WHERE c.relnamespace = 'records'::regnamespace AND a.grantee <> c.relowner
"""
_FOR_EVERYONE = """
    SELECT 'everyone has ' || a.privilege_type || ' on schema ' || n.nspname
    FROM pg_namespace n CROSS JOIN aclexplode(n.nspacl) a
    WHERE n.nspname IN ('web', 'records', 'ledger', 'gate') AND a.grantee = 0
    UNION ALL
    SELECT 'everyone has ' || a.privilege_type || ' on ' || c.oid::regclass
    FROM pg_class c CROSS JOIN aclexplode(c.relacl) a
    WHERE c.relnamespace::regnamespace::text IN ('web', 'records', 'ledger', 'gate') AND a.grantee = 0
    UNION ALL
    SELECT 'everyone has ' || a.privilege_type || ' on ' || c.oid::regclass || '.' || t.attname
    FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid CROSS JOIN aclexplode(t.attacl) a
    WHERE c.relnamespace::regnamespace::text IN ('records', 'ledger', 'gate') AND a.grantee = 0
    UNION ALL
    SELECT 'everyone may call ' || p.oid::regprocedure
    FROM pg_proc p CROSS JOIN aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
    WHERE p.pronamespace::regnamespace::text IN ('records', 'ledger', 'gate') AND a.grantee = 0
        -- The makers of a range value belong to PostgreSQL itself, and see no table.
        AND p.proowner <> 10
"""
_LOGIN_RIGHTS = """
    SELECT l || ' has a right on ' || c.oid::regclass
    FROM unnest(%(logins)s::text[]) AS l, pg_class c
    WHERE c.relnamespace::regnamespace::text IN ('records', 'ledger', 'gate')
        AND c.relkind IN ('r', 'p', 'v', 'm')
        AND (has_table_privilege(l, c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
            OR has_any_column_privilege(l, c.oid, 'SELECT, INSERT, UPDATE, REFERENCES'))
"""
_LEDGER_RIGHTS = """
    SELECT r.rolname || ' may ' || a.privilege_type || ' ' || c.oid::regclass
    FROM pg_class c CROSS JOIN aclexplode(c.relacl) a JOIN pg_roles r ON r.oid = a.grantee
    WHERE c.relnamespace::regnamespace::text IN ('ledger', 'gate') AND a.grantee <> c.relowner
        AND NOT (
            (r.rolname = 'zv_gate' AND a.privilege_type = 'INSERT' AND c.relname IN
                ('intake', 'personal_key', 'segment_row', 'segment_tile', 'decided_segment', 'segment_block',
                    'open_duty', 'open_grant', 'pruning', 'cosignature', 'deferral', 'deferral_review',
                    'legal_hold'))
            OR (r.rolname = 'zv_gate' AND a.privilege_type = 'SELECT' AND c.relname IN
                ('cosignature', 'deferral', 'deferral_review', 'legal_hold', 'parameter', 'sequencing'))
            OR (r.rolname = 'zv_sequencer' AND a.privilege_type IN ('SELECT', 'UPDATE')
                AND c.relname = 'sequencing')
            OR (r.rolname = 'zv_pruner' AND a.privilege_type = 'DELETE' AND c.relname IN
                ('personal_key', 'segment_row', 'segment_tile', 'decided_segment', 'segment_block',
                    'open_duty', 'deferral', 'deferral_review'))
            OR (r.rolname = 'zv_pruner' AND a.privilege_type = 'SELECT' AND c.relname = 'parameter')
            OR (r.rolname = 'zv_witness' AND a.privilege_type = 'SELECT'
                AND c.relname IN ('node', 'checkpoint', 'cosignature'))
            OR (r.rolname = 'zv_gate' AND a.privilege_type IN ('SELECT', 'INSERT') AND c.relname = 'act')
            OR (r.rolname = 'zv_gate' AND a.privilege_type IN ('SELECT', 'INSERT', 'UPDATE')
                AND c.relname = 'turn')
            OR (r.rolname = 'zv_gate' AND c.relname IN
                ('account_seal', 'account_name', 'login_session', 'login_delay', 'login_notice')
                AND a.privilege_type IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE'))
            OR (r.rolname = 'zv_gate' AND a.privilege_type IN ('SELECT', 'DELETE')
                AND c.relname = 'open_grant')
            OR (r.rolname = 'zv_gate' AND c.relname = 'proof_key' AND a.privilege_type = 'SELECT')
            OR (r.rolname = 'zv_sequencer' AND a.privilege_type IN ('SELECT', 'INSERT')
                AND c.relname IN ('leaf', 'node', 'checkpoint'))
            OR (r.rolname IN ('zv_sequencer', 'zv_audit', 'zv_rights') AND a.privilege_type = 'SELECT'
                AND c.relnamespace::regnamespace::text = 'ledger'
                -- A block is about a thousand persons: nobody reads one for a single one of them.
                AND NOT (r.rolname = 'zv_rights' AND c.relname IN ('decided_segment', 'segment_block')))
        )
"""
_CALLS = """
    SELECT p.proname::text, r.rolname::text
    FROM pg_proc p CROSS JOIN aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
    JOIN pg_roles r ON r.oid = a.grantee
    WHERE p.pronamespace::regnamespace::text IN ('gate', 'ledger') AND a.grantee <> p.proowner
"""
_MAKES = """
    SELECT r.rolname || ' may make things in schema ' || n.nspname
    FROM pg_roles r, pg_namespace n
    WHERE (r.rolname = ANY (%(families)s) OR r.rolname IN ('zv_app', 'zv_sequencer', 'zv_witness'))
        AND n.nspname IN ('web', 'records', 'ledger', 'gate', 'public')
        AND has_schema_privilege(r.oid, n.oid, 'CREATE')
    UNION ALL
    SELECT r.rolname || ' may make schemas or temporary tables'
    FROM pg_roles r
    WHERE (r.rolname = ANY (%(families)s) OR r.rolname IN ('zv_app', 'zv_sequencer', 'zv_witness'))
        AND (has_database_privilege(r.oid, current_database(), 'CREATE')
            OR has_database_privilege(r.oid, current_database(), 'TEMPORARY'))
"""

Right = tuple[str, str, str, str | None]


def right_faults(cursor: CursorWrapper | Cursor[Any]) -> dict[str, list[str]]:
    """Compare the rights that stand in the catalog with the rights that the declarations give."""
    cursor.execute(_HELD)
    held: set[Right] = {(table, role, verb, column) for table, role, verb, column in cursor.fetchall()}
    expected = expected_rights()
    words = {"logins": ["zv_app", "zv_sequencer"], "families": list(FAMILIES)}
    found = {
        "every right on records is declared": [_told(right, "has an undeclared") for right in held - expected]
        + [_told(right, "lacks its") for right in expected - held],
    }
    for name, query, given in (
        ("nothing is open to everyone", _FOR_EVERYONE, None),
        ("the logins themselves may touch nothing", _LOGIN_RIGHTS, {"logins": ["zv_app"]}),
        ("nobody has another right on the log or the gate", _LEDGER_RIGHTS, None),
        ("no working role makes tables or functions", _MAKES, words),
    ):
        cursor.execute(query, given)
        found[name] = [breach for (breach,) in cursor.fetchall()]
    cursor.execute(_CALLS)
    calls = set(cursor.fetchall())
    found["only named roles call the gate"] = [
        f"{role} {'may' if (function, role) in calls else 'may not'} call gate.{function}"
        for function, role in sorted(calls ^ _expected_calls())
    ]
    return found


def _expected_calls() -> set[tuple[str, str]]:
    return (
        {(function, "zv_app") for function in (*FOR_THE_APPLICATION, *FOR_THE_LOG)}
        | {(function, family) for function in FOR_FAMILIES for family in FAMILIES}
        | {(function, "zv_rights") for function in FOR_RIGHTS}
        | {(function, "zv_audit") for function in FOR_AUDIT}
        | {(f, role) for f in FOR_READERS for role in ("zv_rights", "zv_audit", "zv_sequencer")}
        | {(function, family) for function in FOR_RECORDERS for family in RECORDERS}
        | {(function, "zv_retention") for function in FOR_RETENTION}
        | {(function, "zv_formal_control") for function in FOR_FORMAL_CONTROL}
        | {(function, "zv_witness") for function in FOR_THE_WITNESS}
        | {(function, "zv_pruner") for function in FOR_THE_PRUNER}
        | {(function, "zv_gate") for function in FOR_THE_GATE}
    )


def expected_rights() -> set[Right]:
    """Give every right on the tables of records that the declarations give, and no other."""
    expected: set[Right] = set()
    for table in tables():
        for family, rights in FAMILIES.items():
            for verb, columns in rights_on(table, rights).items():
                if verb == "DELETE" and columns:
                    expected.add((table.name, family, verb, None))
                else:
                    expected |= {(table.name, family, verb, column) for column in columns}
        expected |= {(table.name, GATE, "SELECT", column) for column in GATE_READS.get(table.name, ())}
        expected |= {(table.name, GATE, "INSERT", column) for column in GATE_INSERTS.get(table.name, ())}
        expected |= {(table.name, GATE, "UPDATE", column) for column in GATE_UPDATES.get(table.name, ())}
        if table.name in GATE_DELETES:
            expected.add((table.name, GATE, "DELETE", None))
    return expected


def _told(right: Right, how: str) -> str:
    table, role, verb, column = right
    return f"{role} {how} {verb} on {table}{'' if column is None else '.' + column}"
