"""Where the rows of a run land: let in as a whole or not at all, seen by nobody else, gone with the grant."""

from uuid import uuid4

import psycopg
import pytest
from django.db import DatabaseError, connection, connections, transaction

from proofs.wall.attempt import Session, about_anna, recording
from zorgvuldig.ledger import entries, gate, reading
from zorgvuldig.ledger.segments import SegmentRow
from zorgvuldig.records.models import Claim, ClaimDiagnosis, ClaimLine
from zorgvuldig.records.staging import record_run

CLAIMS = frozenset({"claim", "bsn"})
LANDED = "SELECT relname FROM pg_class WHERE relname LIKE 'staged%%'"


def claims(*placed):
    return [
        Claim(
            run_id=run_id,
            subject_id=subject,
            message="GZ321",
            message_version="1.0",
            invoice_number="F9",
            regime="Zvw",
            charged_cents=100,
            approved_cents=100,
            state="accepted",
            received_at="2026-11-21T00:00:00Z",
            file_digest="x",
            row=number,
        )
        for number, (subject, run_id) in enumerate(placed)
    ]


def recorded(owner_connection):
    return owner_connection.execute(
        "SELECT count(*) FROM records.claim WHERE invoice_number = 'F9'"
    ).fetchone()[0]


def test_a_run_is_let_in_row_by_row_as_it_was_given(world, owner_connection):
    anna = world.anna
    rows = claims((anna.id, anna.run_id), (anna.id, anna.run_id), (None, anna.run_id))
    rows[1].claim_number = "een\tregel\nmet 'alles' \\ en €"
    with transaction.atomic(), recording(world, CLAIMS):
        record_run(rows)
        record_run([])
        lines = [
            ClaimLine(
                claim_id=rows[0].id,
                run_id=anna.run_id,
                subject_id=anna.id,
                row=1,
                service_code_list="041",
                service_code="1000",
                charged_cents=1,
                approved_cents=1,
                state="accepted",
            )
        ]
        record_run(lines)
    found = owner_connection.execute(
        "SELECT id, subject_id, claim_number, row FROM records.claim WHERE invoice_number = 'F9' ORDER BY row"
    ).fetchall()
    assert found == [(each.id, each.subject_id, each.claim_number, each.row) for each in rows]


def test_one_row_of_another_run_or_person_refuses_all(world, owner_connection):
    anna, bram = world.anna, world.bram
    for wrong in ((bram.id, anna.run_id), (anna.id, bram.run_id), (anna.id, uuid4()), (uuid4(), anna.run_id)):
        with (
            transaction.atomic(),
            pytest.raises(DatabaseError, match="row-level security"),
            recording(world, CLAIMS),
        ):
            record_run(claims((anna.id, anna.run_id), wrong, (anna.id, anna.run_id)))
    assert recorded(owner_connection) == 0
    assert owner_connection.execute(LANDED).fetchall() == []


def test_a_diagnosis_is_not_let_in_under_a_grant_for_claims(world):
    anna = world.anna
    row = ClaimDiagnosis(
        claim_id=anna.key(Claim), run_id=anna.run_id, subject_id=anna.id, sealed=b"diagnosis"
    )
    with (
        transaction.atomic(),
        pytest.raises(DatabaseError, match="no grant opens this"),
        recording(world, CLAIMS),
    ):
        record_run([row])


def test_nobody_else_reads_what_landed_and_it_goes_with_the_grant(world, owner_connection):
    anna = world.anna
    with transaction.atomic():
        with recording(world, CLAIMS):
            record_run(claims((anna.id, anna.run_id)))
            session = Session()
            assert session.count("SELECT 1 FROM pg_temp.staged_claim") == 1
            schema = session.take("SELECT pg_my_temp_schema()::regnamespace::text")[0][0]
            with transaction.atomic(using="refusals"):
                connections["refusals"].ensure_connection()
                other = Session("refusals")
                for role in ("NONE", "zv_intake"):
                    other.take(f"SET LOCAL ROLE {role}")
                    assert other.count(f"TABLE {schema}.staged_claim") == 0
                assert len(other.refusals) == 2
        assert session.count(LANDED) == 0
    assert recorded(owner_connection) == 1


def test_what_landed_twice_is_let_in_once_each_time(world, owner_connection):
    anna = world.anna
    with transaction.atomic(), recording(world, CLAIMS):
        for _ in range(2):
            record_run(claims((anna.id, anna.run_id)))
    assert recorded(owner_connection) == 2


@pytest.mark.parametrize("target", ["person", "data_key", "no_such", "claim; DROP", "", None, "pg_class"])
def test_only_what_comes_in_with_a_run_has_a_place_to_land(world, target):
    with transaction.atomic(), recording(world, CLAIMS):
        session = Session()
        assert session.count("SELECT gate.stage(%s)", target) == 0
        assert session.refusals[0].startswith(("42501", "42P18"))


def test_without_a_grant_about_a_run_nothing_lands(world):
    with transaction.atomic():
        connection.ensure_connection()
        session = Session()
        for role in ("NONE", "zv_intake", "zv_claims"):
            session.take(f"SET LOCAL ROLE {role}")
            assert session.count("SELECT gate.stage('claim')") == 0
            session.take("SET LOCAL ROLE NONE")
        with about_anna(world):
            assert session.count("SELECT gate.stage('claim')") == 0
    with transaction.atomic(), recording(world, CLAIMS) as grant:
        session = Session()
        session.take("SET LOCAL ROLE NONE")
        assert session.count("SELECT gate.stage('claim')") == 0
        session.take("SET LOCAL ROLE zv_intake")
        session.take("SELECT set_config('zv.grant', %s, true)", str(uuid4()))
        assert session.count("SELECT gate.stage('claim')") == 0
        session.take("SELECT set_config('zv.grant', %s, true)", str(grant.token))
        assert session.count("SELECT gate.stage('claim')") == 1


def test_a_segment_in_parts_is_the_segment_in_one(world, owner_connection, monkeypatch):
    monkeypatch.setattr(entries, "PART", 3)
    rows = [SegmentRow(world.anna.id if number % 2 else None, {"number": number}) for number in range(8)]
    with transaction.atomic(), recording(world, CLAIMS) as grant:
        segment = grant.segment(rows)
    held = owner_connection.execute(
        "SELECT count(*), max(row_index) FROM ledger.segment_row WHERE entry_id = %s", [segment]
    ).fetchone()
    assert held == (8, 7)
    found = {entry.entry_id: entry for entry in reading.entries_about(world.anna.id, using="sequencer")}
    told = [row.content["number"] for row in found[segment].segment_rows]
    assert sorted(told) == [1, 3, 5, 7]


def test_no_row_comes_under_a_segment_of_another_transaction(world):
    with transaction.atomic(), recording(world, CLAIMS) as grant:
        first, *_ = entries.segment_bodies(
            grant.processing, entry_id=uuid4(), rows=[SegmentRow(world.anna.id, {"late": True})]
        )
        segment = grant.segment([])
    late = {"entry_id": str(segment), **{name: first[name] for name in ("keys", "rows", "tiles")}}
    with transaction.atomic(), pytest.raises(psycopg.Error, match="no segment of this transaction"):
        entries_of_the_gate(late)


def entries_of_the_gate(body):
    gate._one("default", "SELECT gate.segment_part($1, $2)", *gate.prove("segment-part", body))
