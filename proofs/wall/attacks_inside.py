"""Attacks from inside a lawful grant about one person: more rows and columns, another role, another time."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import psycopg
from django.db import DatabaseError, connections, transaction

from proofs.wall.attempt import Attack, Session, about_anna, inside, recording
from zorgvuldig.ledger import gate
from zorgvuldig.records.models import Claim, ClaimLine, Person
from zorgvuldig.records.wall import tables
from zorgvuldig.records.wall.matrix import FAMILIES

if TYPE_CHECKING:
    from proofs.wall.world import World
    from zorgvuldig.ledger.processing import Grant

_BY_PERSON = ("claim", "claim_line", "line_reason", "policy_coverage")


def _other_subject(session: Session, world: World, grant: Grant) -> int:
    del grant
    return sum(
        session.count(f"SELECT 1 FROM records.{table} WHERE subject_id = %s", world.bram.id)
        for table in _BY_PERSON
    ) + session.count("SELECT family_name FROM records.person WHERE id = %s", world.bram.id)


def _everyone(session: Session, world: World, grant: Grant) -> int:
    del grant
    return sum(
        session.count(f"SELECT 1 FROM records.{table} WHERE subject_id IS DISTINCT FROM %s", world.anna.id)
        for table in _BY_PERSON
    ) + session.count("SELECT 1 FROM records.person WHERE id <> %s", world.anna.id)


def _diagnosis(session: Session, world: World, grant: Grant) -> int:
    del world, grant
    return session.count("SELECT sealed FROM records.claim_diagnosis") + session.count(
        "SELECT count(*) FROM records.claim_diagnosis"
    )


def _free_text(session: Session, world: World, grant: Grant) -> int:
    del world, grant
    return session.count("SELECT sealed FROM records.claim_text") + session.count(
        "SELECT count(*) FROM records.claim_text"
    )


def _number(session: Session, world: World, grant: Grant) -> int:
    return (
        session.count("SELECT bsn_index FROM records.person")
        + session.count("SELECT bsn_sealed FROM records.person WHERE id = %s", world.anna.id)
        + session.count("SELECT 1 FROM records.person WHERE bsn_index = %s", grant.token.bytes)
        + session.count("SELECT bsn_index FROM records.claim")
    )


def _all_columns(session: Session, world: World, grant: Grant) -> int:
    del world, grant
    return (
        session.count("SELECT * FROM records.person")
        + session.count("SELECT p FROM records.person p")
        + session.count("SELECT to_jsonb(c) FROM records.claim c")
        + session.count("TABLE records.claim")
    )


def _outside_the_grant(session: Session, world: World, grant: Grant) -> int:
    """Tables that the family may read, in categories that this grant does not hold."""
    del grant
    return session.count("SELECT 1 FROM records.provider") + session.count(
        "SELECT 1 FROM records.case_step WHERE subject_id = %s", world.anna.id
    )


def _other_role(session: Session, world: World, grant: Grant) -> int:
    """The token of a claims grant under every other family's role."""
    del world
    got = 0
    for family in FAMILIES.keys() - {grant.family}:
        session.take(f"SET LOCAL ROLE {family}")
        got += sum(
            session.count(f"SELECT count(*) FROM {table.quoted} HAVING count(*) > 0") for table in tables()
        )
        got += session.count("SELECT 1 FROM ledger.intake")
    session.take(f"SET LOCAL ROLE {grant.family}")
    return got


def _reset_role(session: Session, world: World, grant: Grant) -> int:
    del world, grant
    got = 0
    for statement in ("RESET ROLE", "SET LOCAL ROLE NONE", "RESET ALL", "SET SESSION AUTHORIZATION DEFAULT"):
        session.take(statement)
        got += session.count("SELECT id FROM records.claim")
    return got


def _leaky_condition(session: Session, world: World, grant: Grant) -> int:
    """A condition that fails on another's row would tell what stands in it."""
    del grant
    session.refusals.clear()
    for condition in (
        "1 / (ascii(family_name) - ascii('B')) > -1000",
        "family_name LIKE 'Ba%%' AND 1 / (length(family_name) - 6) > -1000",
        "(family_name || 'x')::int = 1",
    ):
        session.take(f"SELECT 1 FROM records.person WHERE id <> '{world.anna.id}' AND {condition}")
    return len([told for told in session.refusals if not told.startswith("42501")])


def _error_text(session: Session, world: World, grant: Grant) -> int:
    """An error message must not quote another's row."""
    del grant
    session.refusals.clear()
    session.take("SELECT max(family_name::int) FROM records.person WHERE family_name >= 'B'")
    session.take("SELECT 1 / count(*) FROM records.person WHERE id = %s GROUP BY family_name", world.bram.id)
    return len([told for told in session.refusals if "Bakker" in told])


def _joins(session: Session, world: World, grant: Grant) -> int:
    del grant
    return session.count(
        "SELECT 1 FROM records.claim_line l JOIN records.claim c ON true WHERE c.subject_id = %s "
        "UNION SELECT 1 FROM records.policy_coverage v, LATERAL (SELECT 1 FROM records.person p "
        "WHERE p.id = v.subject_id AND p.id = %s) x",
        world.bram.id,
        world.bram.id,
    )


def _writes(session: Session, world: World, grant: Grant) -> int:
    del grant
    return sum(
        session.count(statement, *words)
        for statement, words in (
            ("UPDATE records.claim SET approved_cents = 0 RETURNING id", ()),
            ("UPDATE records.claim_line SET state = 'refused'", ()),
            ("DELETE FROM records.claim_line", ()),
            ("TRUNCATE records.claim CASCADE", ()),
            ("INSERT INTO records.line_reason (id) VALUES (gen_random_uuid())", ()),
            ("UPDATE records.consent SET withdrawn_at = NULL", ()),
            ("LOCK TABLE records.claim IN ACCESS EXCLUSIVE MODE", ()),
            ("SELECT id FROM records.claim FOR UPDATE", ()),
            (
                "MERGE INTO records.person p USING (SELECT 1) s ON p.id = %s WHEN MATCHED THEN DELETE",
                (world.bram.id,),
            ),
        )
    )


def _copy(session: Session, world: World, grant: Grant) -> int:
    del session, grant
    copied = "COPY (SELECT id, subject_id FROM records.claim_line) TO STDOUT"
    connection = connections["default"].connection
    try:
        with connection.transaction(), connection.cursor() as cursor, cursor.copy(copied) as rows:
            return sum(str(world.bram.id).encode() in bytes(row) for row in rows)
    except psycopg.Error:
        return 0


def _tokens(session: Session, world: World, grant: Grant) -> int:
    """Read, widen, make or keep tokens."""
    got = 0
    for role in ("NONE", grant.family):
        session.take(f"SET LOCAL ROLE {role}")
        got += session.count("SELECT * FROM gate.open_grant")
        got += session.count("UPDATE gate.open_grant SET subjects = subjects || %s::uuid", str(world.bram.id))
        got += session.count("DELETE FROM gate.open_grant")
        got += session.count(
            "INSERT INTO gate.open_grant "
            "(entry_id, family, purpose, categories, subjects, indexes, expires_at) VALUES "
            "(gen_random_uuid(), 'zv_claims', 'claims', '{claim}', %s, '{}', now() + interval '1 minute')",
            [world.bram.id],
        )
        got += session.count("SELECT inner_block FROM gate.proof_key")
    return got


def _other_session(world: World) -> int:
    """The token of one session, used in another while the first still stands."""
    with transaction.atomic(), about_anna(world) as grant, transaction.atomic(using="refusals"):
        connections["refusals"].ensure_connection()
        other = Session("refusals")
        other.take(
            "SELECT set_config('role', 'zv_claims', true), set_config('zv.grant', %s, true)", str(grant.token)
        )
        return other.count("SELECT id FROM records.claim_line")


def _afterwards(world: World) -> int:
    """The token after its block, after its transaction, and a cursor and a plan that outlive it."""
    with transaction.atomic():
        session = Session()
        with about_anna(world) as grant:
            session.take("PREPARE peek AS SELECT id FROM records.claim_line")
            session.take("DECLARE outlive NO SCROLL CURSOR FOR SELECT id FROM records.claim_line")
        got = session.count("FETCH ALL FROM outlive") + session.count("EXECUTE peek")
        session.take(
            "SELECT set_config('role', 'zv_claims', true), set_config('zv.grant', %s, true)", str(grant.token)
        )
        got += session.count("SELECT id FROM records.claim_line") + session.count("EXECUTE peek")
    with transaction.atomic():
        session.take(
            "SELECT set_config('role', 'zv_claims', true), set_config('zv.grant', %s, true)", str(grant.token)
        )
        got += session.count("SELECT id FROM records.claim_line") + session.count("EXECUTE peek")
        session.take("DEALLOCATE ALL")
    return got


def _expired(world: World) -> int:
    """A grant of which the time is over, within its own transaction."""
    usual, gate.GRANT_SECONDS = gate.GRANT_SECONDS, 2
    try:
        with transaction.atomic(), about_anna(world):
            session = Session()
            if not session.count("SELECT id FROM records.claim_line"):
                return 1
            session.take("SELECT pg_sleep(2.1)")
            return session.count("SELECT id FROM records.claim_line")
    finally:
        gate.GRANT_SECONDS = usual


def _forget_the_entry(world: World) -> int:
    """Read what was granted, then turn the transaction back behind its entry in the ledger."""
    return sum(_turned(world, turn) for turn in ("ROLLBACK TO SAVEPOINT", "RELEASE SAVEPOINT"))


def _commit_in_the_middle(world: World) -> int:
    """End the transaction inside the block, and go on with its token in the next."""
    got = 0
    try:
        with transaction.atomic(), about_anna(world) as grant:
            connection = connections["default"].connection
            with psycopg.Cursor(connection) as cursor:
                cursor.execute("COMMIT")
                cursor.execute("BEGIN")
            session = Session()
            session.take(
                "SELECT set_config('role', 'zv_claims', true), set_config('zv.grant', %s, true)",
                str(grant.token),
            )
            got = session.count("SELECT id FROM records.claim_line")
    except (DatabaseError, psycopg.Error, gate.GateError):
        connections["default"].close()
    return got


def _turned(world: World, turn: str) -> int:
    before = _entries()
    try:
        with transaction.atomic(), about_anna(world):
            got = Session().count("SELECT id FROM records.claim_line")
            with psycopg.Cursor(connections["default"].connection) as cursor:
                cursor.execute(f'{turn} "{_savepoint()}"'.encode())
    except (DatabaseError, psycopg.Error, gate.GateError):
        # The page shows an error instead of the data; that they were read must stand in the log.
        return int(_entries() == before)
    return got


def _entries() -> int:
    """Count what the log holds, as its own reader."""
    with transaction.atomic(using="sequencer"):
        connections["sequencer"].ensure_connection()
        return Session("sequencer").count("SELECT 1 FROM ledger.intake")


def _savepoint() -> str:
    """Name the savepoint of the running processing as Django makes it."""
    connection = connections["default"]
    return str(next(name for name in reversed(connection.savepoint_ids) if name))


def _foreign_rows_in_a_run(world: World) -> int:
    """The recording of a run may write about the persons in it, in that run, and about nobody else."""
    got = 0
    with transaction.atomic(), recording(world, frozenset({"claim", "bsn"})):
        for subject, run_id in (
            (world.bram.id, world.anna.run_id),
            (world.anna.id, world.bram.run_id),
            (world.anna.id, uuid4()),
        ):
            try:
                with transaction.atomic():
                    Claim.objects.bulk_create([_claim(subject, run_id)])
                got += 1
            except DatabaseError:
                continue
        session = Session()
        got += session.count("SELECT id FROM records.claim")
        got += session.count("SELECT sealed FROM records.claim_diagnosis")
    return got


def _rows_without_their_category(world: World) -> int:
    """The recording of claims may not write a diagnosis along."""
    with transaction.atomic(), recording(world, frozenset({"claim", "bsn"})):
        return Session().count(
            "INSERT INTO records.claim_diagnosis (id, claim_id, run_id, subject_id, sealed) "
            "VALUES (gen_random_uuid(), %s, %s, %s, 'x')",
            world.anna.key(Claim),
            world.anna.run_id,
            world.anna.id,
        )


def _on_anothers_claim(world: World) -> int:
    """A line of this run may not hang on a claim of another run, whose person it would then concern."""
    try:
        with transaction.atomic(), recording(world, frozenset({"claim", "bsn"})):
            hung = ClaimLine(
                claim_id=world.bram.key(Claim),
                run_id=world.anna.run_id,
                row=9,
                service_code_list="041",
                service_code="1000",
                charged_cents=1,
                approved_cents=1,
                state="accepted",
            )
            ClaimLine.objects.bulk_create([hung])
    except DatabaseError:
        # Looked at when the work is done: the whole run is undone.
        return 0
    return 1


def _persons_outside_the_run(world: World) -> int:
    """A run opens the persons whose number stands in it."""
    with transaction.atomic(), recording(world, frozenset({"claim", "bsn"})):
        session = Session()
        session.take("SET LOCAL ROLE zv_formal_control")
        return session.count("SELECT 1 FROM records.person") + session.count(
            "SELECT 1 WHERE %s = ANY (gate.subjects('zv_intake', '{}'))", world.bram.id
        )


def _claim(subject: UUID, run_id: UUID) -> Claim:
    return Claim(
        run_id=run_id,
        subject_id=subject,
        message="GZ321",
        message_version="1.0",
        invoice_number="F2",
        regime="Zvw",
        charged_cents=1,
        approved_cents=1,
        state="accepted",
        received_at="2026-11-21T00:00:00Z",
        file_digest="x",
        row=1,
    )


def seen_of_anna(world: World) -> int:
    """Count what the lawful grant itself gives: the control that shows there is something to get."""
    with transaction.atomic(), about_anna(world):
        session = Session()
        return sum(session.count(f"SELECT id FROM records.{table}") for table in _BY_PERSON) + len(
            Person.objects.only("family_name")
        )


ATTACKS = (
    Attack("own token, another person", inside(_other_subject)),
    Attack("own token, everyone at once", inside(_everyone)),
    Attack("own token, the diagnosis", inside(_diagnosis)),
    Attack("own token, free text", inside(_free_text)),
    Attack("own token, the BSN and its index", inside(_number)),
    Attack("SELECT *, whole rows, TABLE", inside(_all_columns)),
    Attack("own token, a category that was not granted", inside(_outside_the_grant)),
    Attack("own token under every other family's role", inside(_other_role)),
    Attack("RESET ROLE in the middle", inside(_reset_role)),
    Attack("a condition that fails on another's row", inside(_leaky_condition)),
    Attack("an error message that quotes another's row", inside(_error_text)),
    Attack("joins, unions and lateral queries to another", inside(_joins)),
    Attack("change, delete, truncate or lock what is only read", inside(_writes)),
    Attack("COPY of a query", inside(_copy)),
    Attack("read, widen, forge or delete tokens, read the proof key", inside(_tokens)),
    Attack("a token in another session", _other_session),
    Attack("a token, cursor or plan after its block and its transaction", _afterwards),
    Attack("a token of which the time is over", _expired),
    Attack("turn back behind the entry in the ledger after reading", _forget_the_entry),
    Attack("commit in the middle and go on with the token", _commit_in_the_middle),
    Attack("record about someone outside the run, or in another run", _foreign_rows_in_a_run),
    Attack("record a diagnosis under a grant for claims", _rows_without_their_category),
    Attack("hang a line on a claim of another run", _on_anothers_claim),
    Attack("persons outside the run", _persons_outside_the_run),
)
