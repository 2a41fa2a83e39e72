"""Rows of a bulk decision stand in blocks: each person finds the own rows, all of them, and no one else's."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zorgvuldig.decisions import Actor, Deferral, ProcessingRequest, Scope, Sourced
from zorgvuldig.ledger import decided_rows, folding, keys, reading
from zorgvuldig.ledger.actors import actor_of
from zorgvuldig.ledger.asked import Period
from zorgvuldig.ledger.commitments import sought_indexes
from zorgvuldig.ledger.decided_rows import DecidedRows
from zorgvuldig.ledger.overview import looks
from zorgvuldig.ledger.processing import processing
from zorgvuldig.ledger.sequencer import ALIAS
from zorgvuldig.ledger.verifier import verify
from zorgvuldig.ledger.verifying import PersonalKeys, verify_ledger
from zorgvuldig.processes.compliance import decide as compliance_decide
from zorgvuldig.processes.compliance import usecases as compliance
from zorgvuldig.processes.rights import decide as rights_decide

NOW = datetime.now(UTC)
OLD = timedelta(days=5 * 366)
BOUND = {"confidentiality_bound": Sourced(value=True, source="test")}
SYSTEM = Actor("system", str(uuid4()), "system", "compliance", BOUND)
OFFICER = Actor("staff", str(uuid4()), "dpo", "compliance", BOUND)
FACTS = {
    "basis": Sourced("c", "test"),
    **{
        name: Sourced(value=True, source="test")
        for name in ("legal_obligation", "necessary", "proportionate", "obtained_lawfully")
    },
}
SAID = tuple({"outcome": "permit", "n": number} for number in range(3))
ROWS_OF = "SELECT entry_id, row_index FROM gate.decided_rows(%s)"


def decided(rows, *, run=None, later=None):
    """Write a bulk decision."""
    request = ProcessingRequest(
        "data-subject-rights",
        "consult",
        frozenset({"log"}),
        Scope.run(run or uuid4(), []),
        FACTS,
        confidential=later,
    )
    with transaction.atomic(), processing(request, actor=SYSTEM, at=NOW) as grant:
        return grant.decided(DecidedRows([who for who, _ in rows], [kind for _, kind in rows], SAID))


def insured(person):
    return Actor("subject", str(person), "insured", None, {"subject_kind": Sourced("insured", "test")})


def own_log(person):
    """Open a person's own log."""
    request = rights_decide.view_own(subject_id=person, data=rights_decide.LOG)
    return processing(request, actor=insured(person), at=NOW)


def indexes(person):
    return sought_indexes(keys.subject_index_key(), person)


def taken(statement, *words, role=None):
    with connections["default"].cursor() as cursor:
        if role:
            cursor.execute(f"SET LOCAL ROLE {role}")
        cursor.execute(statement, words)
        return cursor.fetchall()


def verified():
    opening = PersonalKeys(keys.wrapping_key(), keys.subject_index_key())
    return verify_ledger(key=keys.published_key(), using=ALIAS, personal=opening)


@pytest.fixture
def small_blocks(monkeypatch):
    monkeypatch.setattr(decided_rows, "BLOCK", 8)
    monkeypatch.setattr(decided_rows, "PART", 16)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(classes=st.lists(st.lists(st.integers(0, 2), min_size=1, max_size=30), min_size=1, max_size=25))
def test_what_is_found_of_anybody_is_exactly_that_persons_rows(
    database, sequence, small_blocks, owner_connection, classes
):
    told = {uuid4(): kinds for kinds in classes}
    rows = [(person, kind) for person, kinds in told.items() for kind in kinds]
    # As a file has them: not person by person.
    segment = decided(rows[::2] + rows[1::2])
    sequence()
    numbers = []
    for person, kinds in told.items():
        (seen,) = [one for one in reading.entries_about(person, using=ALIAS) if one.segment_rows]
        assert seen.entry_id == segment
        assert Counter(row.content["n"] for row in seen.segment_rows) == Counter(kinds)
        numbers += [row.row for row in seen.segment_rows]
        for row in seen.segment_rows:
            proof = reading.prove(segment, person, row=row.row, using=ALIAS)
            shown = verify(proof, str(keys.published_key()).encode())
            assert (shown["subject"], shown["row"]["row"]) == (str(person), row.row)
            assert shown["row"]["content"] == row.content
    assert sorted(numbers) == list(range(len(rows)))
    assert reading.entries_about(uuid4(), using=ALIAS) == []
    assert verified().fault is None
    split = owner_connection.execute(
        "SELECT count(*) FROM ledger.segment_block a JOIN ledger.segment_block b USING (entry_id) "
        "WHERE a.first_row < b.first_row AND a.last_index >= b.first_index"
    )
    assert split.fetchone() == (0,)


@pytest.fixture
def three(database, sequence, small_blocks):
    """Give a bulk decision in which Anna has three rows and Bram two, among strangers."""
    anna, bram = uuid4(), uuid4()
    rows = [(uuid4(), 0) for _ in range(40)] + [(anna, 0), (anna, 1), (anna, 1), (bram, 2), (bram, 2)]
    run = uuid4()
    segment = decided(rows, run=run)
    sequence()
    return anna, bram, segment, run


def test_a_person_sees_the_own_rows_in_every_list_and_takes_proofs_away(three):
    anna, bram, segment, _ = three
    with transaction.atomic(), own_log(anna):
        seen = {entry.entry_id: entry for entry in reading.entries_about(anna)}
        lines = {line.entry.entry_id for line in folding.lines_about(anna, limit=50)}
        proved = [one for one in reading.prove_all(anna) if one.entry.entry_id == segment]
        others = [entry.segment_rows for entry in reading.entries_about(bram)]
        with pytest.raises(reading.NotProvableError, match="not about this person"):
            reading.prove(segment, bram, row=0)
    assert sorted(row.content["n"] for row in seen[segment].segment_rows) == [0, 1, 1]
    assert segment in lines
    # What was looked up for the whole run concerns everyone whose row stands in it.
    assert len([entry for entry in seen.values() if entry.run_id == seen[segment].run_id]) == 2
    assert [shown["subject"] for shown in map(shown_in, proved)] == [str(anna)] * 3
    assert others == []


def shown_in(proved):
    return verify(proved.proof, str(keys.published_key()).encode())


def test_under_a_persons_grant_smuggled_sql_gets_no_block_and_no_row_of_another(three):
    anna, bram, *_ = three
    with transaction.atomic(), own_log(anna):
        assert len(taken(ROWS_OF, indexes(anna))) == 3
        assert taken(ROWS_OF, indexes(bram)) == []
        assert len(taken(ROWS_OF, [*indexes(bram), *indexes(anna)])) == 3
    with transaction.atomic(), own_log(uuid4()):
        assert taken(ROWS_OF, indexes(anna)) == []
    for statement in ("SELECT 1 FROM ledger.segment_block", "SELECT 1 FROM ledger.decided_segment"):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), own_log(anna):
            taken(statement)
    for inner in ("gate.met_in_blocks(%s)", "gate.places_in('', 32, (%s::bytea[])[1])"):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), own_log(anna):
            taken(f"SELECT * FROM {inner}", indexes(bram))  # noqa: S608 — our own words


def test_without_a_grant_nobody_gets_a_row(three):
    anna, *_ = three
    with transaction.atomic():
        assert taken(ROWS_OF, indexes(anna), role="zv_rights") == []
    with transaction.atomic():
        assert taken(ROWS_OF, indexes(anna), role="zv_audit") == []
    for role in (None, "zv_claims"):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            taken(ROWS_OF, indexes(anna), role=role)
    with pytest.raises(DatabaseError, match=r"refuses|permission denied"), transaction.atomic():
        taken("SELECT 1 FROM ledger.segment_block", role="zv_audit")


def test_oversight_meets_the_rows_of_everyone_under_its_own_grant(world, three):
    anna, bram, segment, _ = three
    actor = actor_of(world.staff["dpo"], NOW.date())
    with transaction.atomic(), processing(compliance_decide.view_log(), actor=actor, at=NOW):
        counted = Counter(row.subject for row in reading.run_rows() if row.entry_id == segment)
        assert len(taken(ROWS_OF, indexes(bram))) == 2
    assert sorted(counted.values())[-3:] == [1, 2, 3]
    assert sum(counted.values()) == 45
    assert counted[indexes(anna)[0].hex()] == 3


def test_a_deferred_bulk_decision_is_seen_by_nobody_in_it_until_it_is_released(database, sequence):
    anna, later = uuid4(), Deferral(NOW.date() + timedelta(days=30), "Het onderzoek loopt nog.")
    segment = decided([(anna, 0), (uuid4(), 1)], later=later)
    sequence()
    with transaction.atomic(), own_log(anna):
        assert taken(ROWS_OF, indexes(anna)) == []
        assert segment not in {entry.entry_id for entry in reading.entries_about(anna)}
        with pytest.raises(reading.UnknownEntryError):
            reading.prove(segment, anna)
    with transaction.atomic():
        compliance.release_deferral(
            actor=OFFICER, at=NOW, entry_id=segment, told="Het onderzoek is klaar. U leest het nu."
        )
    with transaction.atomic(), own_log(anna):
        assert len(taken(ROWS_OF, indexes(anna))) == 1
        assert segment in {entry.entry_id for entry in reading.entries_about(anna)}


def prune():
    with transaction.atomic():
        return compliance.prune_log(actor=SYSTEM, before=NOW, at=NOW)


def held(connection):
    counts = (
        "SELECT (SELECT count(*) FROM ledger.decided_segment), (SELECT count(*) FROM ledger.segment_block)"
    )
    return connection.execute(counts).fetchone()


def test_a_bulk_decision_is_pruned_whole_with_its_key_and_a_hold_keeps_it(three, sequence, owner_connection):
    anna, _, segment, _ = three
    owner_connection.execute("ALTER TABLE ledger.intake DISABLE TRIGGER append_only")
    owner_connection.execute("UPDATE ledger.intake SET recorded_at = recorded_at - %s", [OLD])
    owner_connection.execute("ALTER TABLE ledger.intake ENABLE TRIGGER append_only")
    (key,) = owner_connection.execute("SELECT personal_key FROM ledger.decided_segment").fetchone()
    proof = reading.prove(segment, anna, using=ALIAS)
    with transaction.atomic():
        compliance.hold_entry(actor=OFFICER, entry_id=segment, reason="De rechter vroeg dit op.", at=NOW)
    assert prune().leaves
    assert held(owner_connection)[0] == 1
    with transaction.atomic():
        other = Actor("staff", str(uuid4()), "dpo", "compliance", BOUND)
        compliance.let_entry_go(actor=other, entry_id=segment, reason="De zaak is klaar.", at=NOW)
    assert prune().leaves
    assert held(owner_connection) == (0, 0)
    gone = owner_connection.execute("SELECT count(*) FROM ledger.personal_key WHERE id = %s", [key])
    assert gone.fetchone() == (0,)
    sequence()
    assert verified().fault is None
    assert verify(proof, str(keys.published_key()).encode())["subject"] == str(anna)
    assert segment not in {entry.entry_id for entry in reading.entries_about(anna, using=ALIAS)}


def test_blocks_left_of_an_entry_that_was_pruned_are_found(three, sequence, owner_connection):
    owner_connection.execute("ALTER TABLE ledger.intake DISABLE TRIGGER append_only")
    owner_connection.execute("UPDATE ledger.intake SET recorded_at = recorded_at - %s", [OLD])
    owner_connection.execute("ALTER TABLE ledger.intake ENABLE TRIGGER append_only")
    for table in ("decided_segment", "segment_block"):
        owner_connection.execute(f"CREATE TABLE public.saved_{table} AS TABLE ledger.{table}")
    assert prune().leaves
    sequence()
    for table in ("decided_segment", "segment_block"):
        owner_connection.execute(f"INSERT INTO ledger.{table} TABLE public.saved_{table}")
    assert "there are 46 segment rows" in str(verified().fault)


def test_the_desk_of_a_person_of_a_bulk_decision_finds_it_by_that_person(world, sequence, small_blocks):
    segment = decided([(world.anna.id, 0), (uuid4(), 1)])
    actor = actor_of(world.staff["dpo"], NOW.date())
    request = compliance_decide.view_person(world.anna.id)
    period = Period(since=NOW - timedelta(days=2), until=NOW + timedelta(days=2))
    with transaction.atomic(), processing(request, actor=actor, at=NOW):
        assert segment in {look.entry.entry_id for look in looks(period, limit=50)}
