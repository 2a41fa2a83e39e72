"""The functions of the gate and who may do what on it and the ledger: laid after every migration, any time.

Nobody changes or empties the log. The gate writes entries, the sequencer adds leaves, oversight reads under a
grant, and a person's own entries open under a grant about that person. What was granted by hand disappears.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

from zorgvuldig.ledger import duties
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
    INNER,
    INNER_OF_THE_LOG,
)
from zorgvuldig.records.wall.matrix import FAMILIES, GATE, PRUNER, RECORDERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper

SEQUENCER = "zv_sequencer"
WITNESS = "zv_witness"
AUDIT = "zv_audit"
FORMAL_CONTROL = "zv_formal_control"
RETENTION = "zv_retention"
RIGHTS = "zv_rights"

#: One file per matter, in this order: a function may call those before it.
GATE_SQL = Path(__file__).with_name("gate_sql")
#: The functions of the role that prunes, likewise.
PRUNER_SQL = Path(__file__).with_name("pruner_sql")
_LOG = "'{\"log\"}'::text[]"
_UNDER_AUDIT = f"(SELECT gate.holds('{AUDIT}', {_LOG}))"
_UNDER_RIGHTS = f"(SELECT gate.holds('{RIGHTS}', {_LOG}))"
_OWN_ENTRIES = f"(SELECT gate.ledger_entries('{RIGHTS}'))::uuid[]"
_OWN_KEYS = f"(SELECT gate.ledger_keys('{RIGHTS}'))::uuid[]"
_OWN_INDEXES = f"(SELECT gate.ledger_indexes('{RIGHTS}'))::bytea[]"

#: What of an entry goes when it is pruned.
_READABLE = "leaf, personal, personal_key, subject_index, run_id, purpose, outcome"
#: Where a block stands, and of whom its rows are.
_BLOCK = "entry_id, first_row, row_count, first_index, last_index"
#: Hashes and signed states, which say nothing of anybody (tiles of them are made to be published). Here the
#: look while planning is the only one: a second would keep every tile of a proof from its index.
_HASHES = (
    (SEQUENCER, "SELECT", "*", ""),
    (SEQUENCER, "INSERT", "*", ""),
    (AUDIT, "SELECT", "*", ""),
    (RIGHTS, "SELECT", "*", ""),
)

#: Table to role, to verb and columns ("*" for all) and the rows that are opened.
#: The sequencer's login verifies the whole log too: sealed parts say nothing without the master key.
LEDGER_RIGHTS: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "intake": (
        (GATE, "INSERT", "*", ""),
        (GATE, "SELECT", f"{_READABLE}, entry_id, position, recorded_at, xid", ""),
        (PRUNER, "SELECT", "entry_id, leaf, recorded_at, personal_key, run_id", ""),
        (PRUNER, "UPDATE", _READABLE, ""),
        (SEQUENCER, "SELECT", "*", ""),
        (AUDIT, "SELECT", "*", _UNDER_AUDIT),
        (RIGHTS, "SELECT", "*", f"entry_id = ANY ({_OWN_ENTRIES})"),
    ),
    "personal_key": (
        (GATE, "INSERT", "*", ""),
        (GATE, "SELECT", "id, wrapped", ""),
        (GATE, "UPDATE", "wrapped", ""),
        (PRUNER, "SELECT", "id", ""),
        (PRUNER, "DELETE", "*", ""),
        (SEQUENCER, "SELECT", "*", ""),
        # Likewise: a wrapped key opens nothing without the master key.
        (AUDIT, "SELECT", "*", ""),
        (RIGHTS, "SELECT", "*", f"id = ANY ({_OWN_KEYS})"),
    ),
    "segment_row": (
        (GATE, "INSERT", "*", ""),
        (GATE, "SELECT", "entry_id, subject_index, personal_key", ""),
        (PRUNER, "SELECT", "entry_id, personal_key", ""),
        (PRUNER, "DELETE", "*", ""),
        (SEQUENCER, "SELECT", "*", ""),
        (AUDIT, "SELECT", "*", _UNDER_AUDIT),
        (RIGHTS, "SELECT", "*", f"subject_index = ANY ({_OWN_INDEXES}) AND entry_id = ANY ({_OWN_ENTRIES})"),
    ),
    # Nobody reads a block for one person: it is about a thousand others (gate_sql/16_blocks.sql).
    "decided_segment": (
        (GATE, "INSERT", "*", ""),
        (GATE, "SELECT", "entry_id, contents, personal_key, size", ""),
        (PRUNER, "SELECT", "entry_id, personal_key", ""),
        (PRUNER, "DELETE", "*", ""),
        (SEQUENCER, "SELECT", "*", ""),
        (AUDIT, "SELECT", "*", _UNDER_AUDIT),
    ),
    "segment_block": (
        (GATE, "INSERT", "*", ""),
        (GATE, "SELECT", f"{_BLOCK}, indexes, commitments, classes, sealed", ""),
        (PRUNER, "SELECT", "entry_id", ""),
        (PRUNER, "DELETE", "*", ""),
        (SEQUENCER, "SELECT", "*", ""),
        (AUDIT, "SELECT", "*", _UNDER_AUDIT),
    ),
    "segment_tile": (
        (GATE, "INSERT", "*", ""),
        (PRUNER, "SELECT", "entry_id", ""),
        (PRUNER, "DELETE", "*", ""),
        (SEQUENCER, "SELECT", "*", ""),
        (AUDIT, "SELECT", "*", _UNDER_AUDIT),
        (RIGHTS, "SELECT", "*", f"entry_id = ANY ({_OWN_ENTRIES})"),
    ),
    "open_duty": (
        (GATE, "INSERT", "*", ""),
        (GATE, "SELECT", "id, entry_id, duty, norm, text, due, discharger, discharged_at", ""),
        (GATE, "UPDATE", "discharged_at, discharged_by_entry", ""),
        (PRUNER, "SELECT", "entry_id, discharged_at", ""),
        (PRUNER, "DELETE", "*", ""),
        (AUDIT, "SELECT", "*", _UNDER_AUDIT),
        (RIGHTS, "SELECT", "*", f"entry_id = ANY ({_OWN_ENTRIES})"),
    ),
    "leaf": (
        *_HASHES,
        (GATE, "SELECT", "index, entry_id", ""),
        (WITNESS, "SELECT", "index, leaf_hash", ""),
        (PRUNER, "SELECT", "index, entry_id, leaf_hash", ""),
    ),
    "node": (*_HASHES, (WITNESS, "SELECT", "*", "")),
    "checkpoint": (*_HASHES, (WITNESS, "SELECT", "*", ""), (GATE, "SELECT", "size, made_at", "")),
    "cosignature": (
        (GATE, "INSERT", "*", ""),
        (GATE, "SELECT", "*", ""),
        (GATE, "UPDATE", "line, witnessed_at, received_at", ""),
        (PRUNER, "SELECT", "witnessed_at", ""),
        *((role, "SELECT", "*", "") for role in (SEQUENCER, WITNESS)),
        (AUDIT, "SELECT", "*", _UNDER_AUDIT),
        (RIGHTS, "SELECT", "*", _UNDER_RIGHTS),
    ),
    "deferral": (
        (GATE, "INSERT", "*", ""),
        (GATE, "SELECT", "*", ""),
        (PRUNER, "SELECT", "entry_id, reason_key", ""),
        (PRUNER, "DELETE", "*", ""),
        (AUDIT, "SELECT", "*", _UNDER_AUDIT),
    ),
    "deferral_review": (
        (GATE, "INSERT", "*", ""),
        (GATE, "SELECT", "*", ""),
        (PRUNER, "SELECT", "entry_id, reason_key, review_on", ""),
        (PRUNER, "DELETE", "*", ""),
        (AUDIT, "SELECT", "*", _UNDER_AUDIT),
        (RIGHTS, "SELECT", "*", f"review_on IS NULL AND entry_id = ANY ({_OWN_ENTRIES})"),
    ),
    "legal_hold": (
        (GATE, "INSERT", "*", ""),
        (GATE, "SELECT", "*", ""),
        (GATE, "UPDATE", "lifted_at, lifted_by_entry, lift_reason, lift_key", ""),
        (PRUNER, "SELECT", "entry_id, lifted_at, reason_key, lift_key", ""),
        (AUDIT, "SELECT", "*", _UNDER_AUDIT),
    ),
    "pruning": (
        (GATE, "INSERT", "*", ""),
        (PRUNER, "SELECT", "entry_id", ""),
        (SEQUENCER, "SELECT", "*", ""),
        (AUDIT, "SELECT", "*", _UNDER_AUDIT),
    ),
}


def apply(connection: BaseDatabaseWrapper) -> None:
    """Lay the gate's functions and every right and policy, as the owner, in one transaction."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        # The functions' owner gets its rights on the tables only after them, because policies call functions.
        cursor.execute(f"SET LOCAL check_function_bodies = off; SET LOCAL ROLE {GATE}")
        for file in sorted(GATE_SQL.glob("*.sql")):
            cursor.execute(file.read_text(encoding="utf-8"))
        for statement in duties.statements():
            cursor.execute(statement)
        cursor.execute(f"SET LOCAL ROLE {PRUNER}")
        for file in sorted(PRUNER_SQL.glob("*.sql")):
            cursor.execute(file.read_text(encoding="utf-8"))
        cursor.execute("SET LOCAL ROLE zv_owner")
        cursor.execute("SELECT policyname, tablename FROM pg_policies WHERE schemaname = 'ledger'")
        for policy, table in cursor.fetchall():
            cursor.execute(f'DROP POLICY "{policy}" ON ledger."{table}"')
        for statement in statements():
            cursor.execute(statement)


def statements() -> Iterator[str]:
    """Give every statement."""
    families = ", ".join(FAMILIES)
    everyone = f"PUBLIC, zv_app, {families}, {GATE}, {PRUNER}, {SEQUENCER}, {WITNESS}"
    yield f"REVOKE ALL ON FUNCTION ledger.refuse_change FROM {everyone}"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA gate FROM {everyone}"
    yield f"GRANT SELECT ON gate.proof_key TO {GATE}"
    # UPDATE on a single column: without it PostgreSQL lets nobody lock the expired rows that it clears away.
    yield f"GRANT SELECT, INSERT, DELETE, UPDATE (expires_at) ON gate.open_grant TO {GATE}"
    yield f"GRANT SELECT, INSERT ON gate.act TO {GATE}"
    yield f"GRANT SELECT ON gate.parameter TO {GATE}, {PRUNER}"
    logins = "gate.account_seal, gate.account_name, gate.login_session, gate.login_delay, gate.login_notice"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON {logins} TO {GATE}"
    # UPDATE is what lets it lock a row; INSERT lays again what a crash took.
    yield f"GRANT SELECT, INSERT, UPDATE ON gate.turn TO {GATE}"
    yield f"GRANT SELECT ON gate.sequencing TO {GATE}"
    # UPDATE on the whole table is what lets it lock the table, so that nobody else sequences meanwhile.
    yield f"GRANT SELECT, UPDATE ON gate.sequencing TO {SEQUENCER}"
    yield f"GRANT USAGE ON SCHEMA gate TO zv_app, {families}, {WITNESS}, {SEQUENCER}"
    yield f"GRANT USAGE ON SCHEMA records, ledger TO {GATE}"
    yield f"GRANT USAGE ON SCHEMA ledger TO {PRUNER}, {SEQUENCER}, {WITNESS}, {AUDIT}, {RIGHTS}"
    yield from _functions(families)
    yield from _pruner_functions(families)
    for table, rights in LEDGER_RIGHTS.items():
        yield f"REVOKE ALL ON ledger.{table} FROM {everyone}"
        yield f"ALTER TABLE ledger.{table} ENABLE ROW LEVEL SECURITY"
        yield f"ALTER TABLE ledger.{table} FORCE ROW LEVEL SECURITY"
        for role, verb, columns, rows in rights:
            yield from _right(table, role, verb, columns, rows)


def _functions(families: str) -> Iterator[str]:
    """Give the rights on the gate's functions, which only their owner, the gate itself, can give."""
    yield f"SET LOCAL ROLE {GATE}"
    inner = (*INNER, *INNER_OF_THE_LOG)
    others = f"PUBLIC, zv_app, {families}, {PRUNER}, {SEQUENCER}, {WITNESS}"
    for function in (*FOR_THE_APPLICATION, *FOR_THE_LOG, *FOR_FAMILIES, *FOR_RIGHTS, *inner):
        yield f"REVOKE ALL ON FUNCTION gate.{function} FROM {others}"
    for function in (*FOR_THE_APPLICATION, *FOR_THE_LOG):
        yield f"GRANT EXECUTE ON FUNCTION gate.{function} TO zv_app"
    for function in FOR_FAMILIES:
        yield f"GRANT EXECUTE ON FUNCTION gate.{function} TO {families}"
    for function in FOR_RIGHTS:
        yield f"GRANT EXECUTE ON FUNCTION gate.{function} TO {RIGHTS}"
    for roles, functions in (
        (AUDIT, FOR_AUDIT),
        (f"{RIGHTS}, {AUDIT}, {SEQUENCER}", FOR_READERS),
        (", ".join(RECORDERS), FOR_RECORDERS),
        (RETENTION, FOR_RETENTION),
        (FORMAL_CONTROL, FOR_FORMAL_CONTROL),
        (WITNESS, FOR_THE_WITNESS),
        (PRUNER, FOR_THE_PRUNER),
    ):
        for function in functions:
            yield f"REVOKE ALL ON FUNCTION gate.{function} FROM {others}"
            yield f"GRANT EXECUTE ON FUNCTION gate.{function} TO {roles}"
    yield "SET LOCAL ROLE zv_owner"


def _pruner_functions(families: str) -> Iterator[str]:
    """Let the gate alone call what the pruner owns."""
    others = f"PUBLIC, zv_app, {families}, {SEQUENCER}, {WITNESS}"
    yield f"SET LOCAL ROLE {PRUNER}"
    for function in FOR_THE_GATE:
        yield f"REVOKE ALL ON FUNCTION gate.{function} FROM {others}"
        yield f"GRANT EXECUTE ON FUNCTION gate.{function} TO {GATE}"
    yield "SET LOCAL ROLE zv_owner"


def _right(table: str, role: str, verb: str, columns: str, rows: str) -> Iterator[str]:
    listed = "" if columns == "*" else f" ({columns})"
    # A role that the application can never take on needs no rule; a rule would keep it from the indexes.
    first = f"gate.opened('{role}', {_LOG})" if role in FAMILIES else "true"
    opened = f"{first} AND ({rows})" if rows else first
    clause = f"WITH CHECK ({opened})" if verb == "INSERT" else f"USING ({opened})"
    yield f"GRANT {verb}{listed} ON ledger.{table} TO {role}"
    yield f"CREATE POLICY {role}_{verb.lower()} ON ledger.{table} FOR {verb} TO {role} {clause}"
