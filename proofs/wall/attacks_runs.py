"""Attacks on how runs come in and on what outlives a grant: staging, segments in parts, kept sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import psycopg
from django.db import DatabaseError, connections, transaction

from proofs.wall.attempt import FACTS, SERVICE, Attack, Session, about_anna, bare, handler, recording
from proofs.wall.world import MOMENT
from zorgvuldig.decisions import ProcessingRequest, Scope
from zorgvuldig.ledger import entries, gate
from zorgvuldig.ledger.commitments import subject_index
from zorgvuldig.ledger.decided_rows import DecidedRows
from zorgvuldig.ledger.keys import subject_index_key, wrapping_key
from zorgvuldig.ledger.processing import processing
from zorgvuldig.ledger.segments import SegmentRow
from zorgvuldig.records.models import Claim, ClaimDiagnosis
from zorgvuldig.records.staging import record_run
from zorgvuldig.records.wall.matrix import FAMILIES

if TYPE_CHECKING:
    from uuid import UUID

    from proofs.wall.world import World
    from zorgvuldig.ledger.decided_rows import OrderedRows
    from zorgvuldig.ledger.processing import Grant
    from zorgvuldig.records.models import Held

_CLAIMS = frozenset({"claim", "bsn"})
_LANDED = "SELECT 1 FROM pg_class WHERE relname LIKE 'staged%'"


def _claim(subject: UUID | None, run_id: UUID) -> Claim:
    return Claim(
        run_id=run_id,
        subject_id=subject,
        message="GZ321",
        message_version="1.0",
        invoice_number="F8",
        regime="Zvw",
        charged_cents=1,
        approved_cents=1,
        state="accepted",
        received_at=MOMENT,
        file_digest="x",
        row=1,
    )


def _let_in(world: World, rows: list[Held]) -> int:
    try:
        with transaction.atomic(), recording(world, _CLAIMS):
            record_run(rows)
    except DatabaseError:
        return 0
    return 1


def _hidden_among_many(world: World) -> int:
    """One foreign row among the own rows of a run, by COPY."""
    anna, bram = world.anna, world.bram
    foreign = ((bram.id, anna.run_id), (anna.id, bram.run_id), (anna.id, uuid4()), (None, bram.run_id))
    got = sum(
        _let_in(world, [_claim(anna.id, anna.run_id), _claim(*placed), _claim(anna.id, anna.run_id)])
        for placed in foreign
    )
    diagnosis = ClaimDiagnosis(
        claim_id=anna.key(Claim), run_id=anna.run_id, subject_id=anna.id, sealed=b"diagnosis"
    )
    return got + _let_in(world, [diagnosis])


def _anywhere_to_land(world: World) -> int:
    """A place to land for a table that takes no runs, or with a name that means something else."""
    with transaction.atomic(), recording(world, _CLAIMS):
        session = Session()
        return sum(
            session.count("SELECT gate.stage(%s)", target)
            for target in (
                "person",
                "staff_member",
                "open_grant",
                "claim; DROP TABLE x",
                "django_session",
                "data_key",
                None,
            )
        )


def _land_beside_the_register(world: World) -> int:
    """A place to land for rows that the family of the register never writes, and for rows of a run."""
    del world
    request = ProcessingRequest(
        "partner-relations", "record", frozenset({"professional", "contract"}), Scope.none(), FACTS
    )
    with transaction.atomic(), processing(request, actor=SERVICE, at=MOMENT):
        session = Session()
        return sum(
            session.count("SELECT gate.stage(%s)", target)
            for target in ("staff_member", "published_table", "claim", "claim_line")
        )


def _a_turn_of_nobodys(world: World) -> int:
    """The turn in which runs settle, taken to keep: by every role, with no grant and with one of a person."""
    return _asked_of_no_run(world, "SELECT gate.settle_in_turn()")


def _contracts_of_no_run(world: World) -> int:
    """Who has a contract, asked by every role, with no grant and with one of a person."""
    return _asked_of_no_run(world, "SELECT * FROM gate.contracted(ARRAY['94990001'])")


def _asked_of_no_run(world: World, query: str) -> int:
    """Ask what only a run is told."""
    roles = ("zv_claims", "zv_intake", "zv_formal_control", "zv_administration")
    with transaction.atomic():
        connections["default"].ensure_connection()
        session = Session()
        got = session.count(query)
        for role in roles:
            session.take(f"SET LOCAL ROLE {role}")
            got += session.count(query)
    with transaction.atomic(), about_anna(world):
        session = Session()
        for role in roles:
            session.take(f"SET LOCAL ROLE {role}")
            got += session.count(query)
    return got


def _land_on_anothers_token(world: World) -> int:
    """The token of a look at a run, used to make a place to land; and no token at all."""
    request = ProcessingRequest(
        "claims", "consult", frozenset({"claim", "professional"}), Scope.run(world.anna.run_id, ()), FACTS
    )
    with transaction.atomic(), processing(request, actor=handler(), at=MOMENT):
        session = Session()
        got = session.count("SELECT gate.stage('claim')")
        session.take("SET LOCAL ROLE zv_intake")
        got += session.count("SELECT gate.stage('claim')")
        session.take("SELECT set_config('zv.grant', '', true)")
        return got + session.count("SELECT gate.stage('claim')")


def _what_landed_stays(world: World) -> int:
    """What landed, after the grant, after the transaction, and seen from another session."""
    got = 0
    with transaction.atomic():
        with recording(world, _CLAIMS):
            record_run([_claim(world.anna.id, world.anna.run_id)])
            schema = Session().take("SELECT pg_my_temp_schema()::regnamespace::text")[0][0]
            with transaction.atomic(using="refusals"):
                with connections["refusals"].cursor() as cursor:
                    cursor.execute("SELECT")
                other = Session("refusals")
                for role in ("NONE", "zv_intake", "zv_medical"):
                    other.take(f"SET LOCAL ROLE {role}")
                    got += other.count(f"TABLE {schema}.staged_claim")
        got += Session().count(_LANDED)
        transaction.set_rollback(True)
    with transaction.atomic():
        connections["default"].ensure_connection()
        return got + Session().count(_LANDED)


def _rows_that_come_later(world: World) -> int:
    """A true proof of rows under a segment that another transaction wrote."""
    with transaction.atomic(), recording(world, _CLAIMS) as grant:
        rows = [SegmentRow(world.anna.id, {"late": True})]
        first, *_ = entries.segment_bodies(grant.processing, entry_id=uuid4(), rows=rows)
        segment = grant.segment([])
    late = {"entry_id": str(segment), **{name: first[name] for name in ("keys", "rows", "tiles")}}
    payload, proof = gate.prove("segment-part", late)
    with transaction.atomic():
        connections["default"].ensure_connection()
        got = Session().count("SELECT gate.segment_part(%s, %s)", payload, proof)
        return got + Session().count("SELECT gate.segment_part(%s, sha256(%s))", payload, b"x")


def _packed_rows(world: World) -> int:
    """True proofs of packed rows, under the segment of another transaction and with other rows."""
    subject = [world.anna.id]
    with transaction.atomic(), recording(world, _CLAIMS) as grant:
        late = _ordered(DecidedRows(subject, [0], [{"late": True}]))
        with gate.stepped_back("default"):
            gate.write_decided("default", [], lambda: _leaf(grant, late))
    got = 0
    with transaction.atomic():
        connections["default"].ensure_connection()
        got += _packed(late, swapped=False)
    with transaction.atomic():
        with recording(world, _CLAIMS) as grant, gate.stepped_back("default"):
            other = _ordered(DecidedRows(subject, [0], [{"other": True}]))
            gate.write_decided("default", [], lambda: _leaf(grant, other))
            got += _packed(other, swapped=True)
        transaction.set_rollback(True)
    return got


def _rows_of_many(world: World) -> int:
    """Rows and blocks of a bulk decision under every role, with a claims handler's grant about one in it."""
    with transaction.atomic(), recording(world, _CLAIMS) as grant:
        grant.decided(DecidedRows([world.anna.id, world.bram.id], [0, 0], [{"state": "taken-over"}]))
    indexes = [subject_index(subject_index_key(), person.id) for person in (world.anna, world.bram)]
    got = 0
    with transaction.atomic(), about_anna(world):
        session = Session()
        for role in ("NONE", *FAMILIES):
            session.take(f"SET LOCAL ROLE {role}")
            got += session.count("SELECT * FROM gate.decided_rows(%s)", indexes)
            got += session.count("SELECT * FROM gate.met_in_blocks(%s)", indexes)
            got += session.count("SELECT * FROM ledger.segment_block")
            got += session.count("SELECT * FROM ledger.decided_segment")
    return got


def _ordered(rows: DecidedRows) -> OrderedRows:
    return rows.ordered(entry_id=uuid4(), index_key=subject_index_key())


def _leaf(grant: Grant, rows: OrderedRows) -> dict[str, Any]:
    list(rows.parts(wrapping_key()))
    return entries.decided_body(grant.processing, rows)


def _packed(rows: OrderedRows, *, swapped: bool) -> int:
    ((body, packed),) = rows.parts(wrapping_key())
    payload, proof = gate.prove("segment-packed", body)
    sent = bytes([packed[0] ^ 1]) + packed[1:] if swapped else packed
    return Session().count("SELECT gate.segment_packed(%s, %s, %s)", payload, proof, sent)


def _every_function_unproved(session: Session, world: World) -> int:
    """Every function of the gate that takes a proof, with a proof of nothing, under every role."""
    del world
    functions = session.take(
        "SELECT p.proname, r.rolname, repeat(', NULL', p.pronargs - 2) "
        "FROM pg_proc p, pg_roles r WHERE p.pronamespace = 'gate'::regnamespace "
        "AND p.proargtypes::text IN ('25 17', '25 17 17') "
        "AND (r.rolname = 'zv_app' OR pg_has_role('zv_app', r.oid, 'MEMBER'))"
    )
    got = int(not functions)
    for function, role, more in functions:
        session.take(f"SET LOCAL ROLE {'NONE' if role == 'zv_app' else role}")
        got += session.count(f"SELECT gate.{function}('{{}}', '\\x00'{more})")
        got += session.count(f"SELECT gate.{function}(NULL, NULL{more})")
        session.take("SET LOCAL ROLE NONE")
    return got


def _answer_in_the_gates_place(world: World) -> int:
    """Statements of one's own under the names that the driver would use, waiting for a question."""
    lie = '{"threatened": false, "subject_age": 7, "restricted": false}'
    with transaction.atomic():
        connections["default"].ensure_connection()
        session = Session()
        for number in range(12):
            session.take(f"PREPARE _pg3_{number} (text, bytea) AS SELECT '{lie}'::text")
    try:
        with transaction.atomic(), about_anna(world) as grant:
            return int(grant.decision.facts.get("subject_age") == 7)  # noqa: PLR2004 — the lie above
    finally:
        connections["default"].close()


def _held_over_the_commit(world: World) -> int:
    """A cursor WITH HOLD, opened in a grant and read after the commit."""
    with transaction.atomic(), about_anna(world):
        Session().take("DECLARE kept CURSOR WITH HOLD FOR SELECT id FROM records.claim_line")
    try:
        with transaction.atomic():
            return Session().count("FETCH ALL FROM kept")
    finally:
        connections["default"].close()


def _in_two_phases(world: World) -> int:
    """A transaction put aside in two phases, with its grant in it, to be gone on with at leisure."""
    got = 0
    try:
        with transaction.atomic(), about_anna(world):
            got = Session().count("PREPARE TRANSACTION 'kept'")
    except (DatabaseError, psycopg.Error, gate.GateError):
        return got
    finally:
        connections["default"].close()
    return 1


def _two_with_one_token(world: World) -> int:
    """Two sessions with one token, both in a transaction, the second in the role of the first."""
    with transaction.atomic(), recording(world, _CLAIMS) as grant, transaction.atomic(using="refusals"):
        with connections["refusals"].cursor() as cursor:
            cursor.execute("SELECT")
        other = Session("refusals")
        other.take("SELECT pg_current_xact_id()")
        other.take("SET LOCAL ROLE zv_intake")
        other.take("SELECT set_config('zv.grant', %s, true)", str(grant.token))
        got = other.count("SELECT gate.stage('claim')") + other.count("SELECT 1 FROM records.label")
        other.take("SET LOCAL ROLE NONE")
        try:
            return got + other.count("SELECT gate.close(%s)", grant.token)
        except psycopg.Error:
            return got


ATTACKS = (
    Attack("a foreign row among the rows of a run, by COPY", _hidden_among_many),
    Attack("a place to land for another table", _anywhere_to_land),
    Attack("a place to land for rows that the register's family never writes", _land_beside_the_register),
    Attack("a place to land on the token of another family", _land_on_anothers_token),
    Attack("the turn of runs, without a decision or on another grant", _a_turn_of_nobodys),
    Attack("who has a contract, without a decision or on another grant", _contracts_of_no_run),
    Attack("what landed, after its grant and from another session", _what_landed_stays),
    Attack("rows under a segment of another transaction", _rows_that_come_later),
    Attack("packed rows under another segment, or others than were proved", _packed_rows),
    Attack("rows and blocks of a bulk decision, with a grant of another family", _rows_of_many),
    Attack("every function of the gate with a proof of nothing", bare(_every_function_unproved)),
    Attack("statements under the driver's names, to answer for the gate", _answer_in_the_gates_place),
    Attack("a cursor WITH HOLD over the commit", _held_over_the_commit),
    Attack("a transaction put aside in two phases", _in_two_phases),
    Attack("two sessions with one token", _two_with_one_token),
)
