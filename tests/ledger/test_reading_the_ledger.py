"""Reading the ledger under the roles that may: oversight, the person concerned, and the verifying login."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connections, transaction
from ledger_entries import AT

from zorgvuldig.ledger import folding, keys, reading
from zorgvuldig.ledger.actors import actor_of
from zorgvuldig.ledger.processing import processing
from zorgvuldig.ledger.segments import SegmentRow
from zorgvuldig.ledger.sequencer import ALIAS
from zorgvuldig.ledger.verifier import verify
from zorgvuldig.ledger.views import ERASED, UNREADABLE
from zorgvuldig.processes.compliance import decide as compliance
from zorgvuldig.processes.rights import decide as rights


@pytest.fixture
def person_grant(world):
    """Open a person's own log, as that person."""

    @contextmanager
    def opened(person):
        actor = actor_of("wall-aalbers", AT.date())
        request = rights.view_own(subject_id=person.id, data=rights.LOG)
        with transaction.atomic(), processing(request, actor=actor, at=AT) as grant:
            yield grant

    return opened


@pytest.fixture
def audit_grant(world):
    """Open the whole log, as the data protection officer."""

    @contextmanager
    def opened():
        actor = actor_of(world.staff["dpo"], AT.date())
        with transaction.atomic(), processing(compliance.view_log(), actor=actor, at=AT) as grant:
            yield grant

    return opened


def shown(proof):
    return verify(proof, str(keys.published_key()).encode())


def test_without_a_grant_nothing_can_be_read(database, plant):
    plant.entry()
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        reading.recent_entries(limit=10)
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        reading.entries_about(uuid4())


def test_oversight_sees_every_entry_and_its_own_look_among_them(audit_grant, plant):
    planted = plant.entry()
    with audit_grant() as grant:
        seen = [entry.entry_id for entry in reading.recent_entries(limit=10)]
    assert seen == [grant.entry_id, planted]


def test_entries_are_listed_by_outcome_and_purpose_page_by_page(plant, database):
    permits = [plant.entry() for _ in range(3)]
    refusal = plant.entry(outcome="forbid", purpose="marketing")
    assert [e.entry_id for e in reading.recent_entries(limit=9, outcome="forbid", using=ALIAS)] == [refusal]
    assert [e.entry_id for e in reading.recent_entries(limit=9, purpose="marketing", using=ALIAS)] == [
        refusal
    ]
    first = reading.recent_entries(limit=2, outcome="permit", using=ALIAS)
    rest = reading.recent_entries(limit=2, outcome="permit", before=first[-1].position, using=ALIAS)
    assert [entry.entry_id for entry in first + rest] == permits[::-1]


def test_an_entry_shows_who_what_when_why_and_by_which_norm(plant, sequence):
    anna = uuid4()
    entry_id = plant.entry(anna)
    waiting = reading.entry(entry_id, using=ALIAS)
    assert waiting.index is None
    sequence()
    seen = reading.entry(entry_id, using=ALIAS)
    assert (seen.at, seen.index, seen.outcome, seen.norms) == (AT, 0, "permit", ("GC-4.2.1",))
    assert (seen.actor_kind, seen.actor_role, seen.actor_unit) == ("staff", "claims-handler", "declaraties")
    assert (seen.purpose, seen.action, seen.data) == (
        "formal-control",
        "consult",
        ("claim", "identification"),
    )
    assert seen.reason.startswith("U mag dit zien")
    assert [(duty.id, duty.norm, duty.text) for duty in seen.duties] == [
        ("D1", "GC-4.0.6", "Vertel het de verzekerde.")
    ]
    assert (seen.run_id, seen.segment_size, seen.segment_rows, seen.bundle) == (None, None, (), "b" * 64)


def test_an_erased_entry_keeps_its_public_facts_and_loses_its_words(plant, database):
    entry_id = plant.entry(uuid4())
    plant.erase(entry_id)
    seen = reading.entry(entry_id, using=ALIAS)
    assert (seen.reason, [duty.id for duty in seen.duties], seen.duties[0].text) == (ERASED, ["D1"], "")
    assert seen.norms == ("GC-4.2.1",)
    assert reading.receipt(entry_id, using=ALIAS) is None


def test_an_entry_whose_words_were_damaged_does_not_break_the_list(plant, owner_connection):
    plant.entry()
    owner_connection.execute("ALTER TABLE ledger.intake DISABLE TRIGGER ALL")
    owner_connection.execute("UPDATE ledger.intake SET personal = personal || '!'")
    assert [entry.reason for entry in reading.recent_entries(limit=5, using=ALIAS)] == [UNREADABLE]


def test_an_entry_without_words_shows_what_its_leaf_says(plant, database):
    seen = reading.entry(plant.entry(decision=None), using=ALIAS)
    assert (seen.reason, [duty.id for duty in seen.duties]) == ("", ["D1"])


def test_an_unknown_entry_is_said_to_be_unknown(database):
    with pytest.raises(reading.UnknownEntryError, match="no entry"):
        reading.entry(uuid4(), using=ALIAS)


_SCANS = "SELECT seq_scan FROM pg_stat_xact_user_tables WHERE schemaname = 'ledger' AND relname = 'intake'"


def test_oversight_finds_one_entry_by_the_index_and_not_through_the_whole_log(audit_grant, plant):
    planted = [plant.entry() for _ in range(20)]
    with audit_grant(), connections["default"].cursor() as cursor:
        cursor.execute(_SCANS)
        before = cursor.fetchall()
        assert reading.entry(planted[7]).entry_id == planted[7]
        with pytest.raises(reading.UnknownEntryError):
            reading.entry(uuid4())
        cursor.execute(_SCANS)
        assert cursor.fetchall() == before


def test_oversight_gets_a_proof_and_finds_refusals_by_an_index_too(audit_grant, plant, sequence):
    planted = [plant.entry() for _ in range(20)]
    refused = plant.entry(outcome="forbid", norms=("MZ-pam",))
    sequence()
    with audit_grant(), connections["default"].cursor() as cursor:
        cursor.execute(_SCANS)
        before = cursor.fetchall()
        assert shown(reading.prove(planted[7]))["subject"] is None
        (line,) = folding.refused_lines({"MZ-pam"}, since=datetime.now(UTC) - timedelta(hours=1))
        cursor.execute(_SCANS)
        assert cursor.fetchall() == before
    assert line.entry.entry_id == refused


def test_entries_by_place_and_refusals_are_for_who_holds_a_grant_of_oversight(person_grant, plant, world):
    plant.entry(world.anna.id, outcome="forbid", norms=("MZ-pam",))
    for looked in ("gate.entries_at('{1}')", "gate.forbidden_since(now() - interval '1 day', '{MZ-pam}')"):
        statement = f"SELECT * FROM {looked}"  # noqa: S608 — words of ours
        with pytest.raises(DatabaseError, match="permission denied"), person_grant(world.anna):
            connections["default"].cursor().execute(statement)
        with transaction.atomic(), connections["default"].cursor() as cursor:
            cursor.execute("SET LOCAL ROLE zv_audit")
            with pytest.raises(DatabaseError, match="no grant opens this"):
                cursor.execute(statement)


def test_an_entry_by_its_number_is_for_who_holds_a_grant_of_oversight(person_grant, plant, world):
    wanted = plant.entry(world.anna.id)
    with pytest.raises(DatabaseError, match="permission denied"), person_grant(world.anna):
        reading.entry(wanted)
    with transaction.atomic(), connections["default"].cursor() as cursor:
        cursor.execute("SET LOCAL ROLE zv_audit")
        with pytest.raises(DatabaseError, match="no grant opens this"):
            reading.entry(wanted)


def test_the_receipt_gives_back_the_facts_of_a_decision(audit_grant):
    with audit_grant() as grant:
        receipt = reading.receipt(grant.entry_id)
    assert receipt["outcome"] == "permit"
    assert "purpose" in receipt["facts"]


def test_the_state_is_the_last_signed_checkpoint(plant, sequence):
    assert reading.state(using=ALIAS) is None
    plant.entry()
    sequence()
    assert reading.state(using=ALIAS).size == 1


def test_a_person_sees_the_own_entries_and_nobody_elses(person_grant, plant, world, sequence):
    mine, _ = plant.entry(world.anna.id), plant.entry(world.bram.id)
    rows = [SegmentRow(world.bram.id, {"n": 0}), SegmentRow(world.anna.id, {"n": 1})]
    run = plant.segment(rows, run=uuid4())
    sequence()
    with person_grant(world.anna) as grant:
        seen = reading.entries_about(world.anna.id)
        everything = reading.recent_entries(limit=50)
        others = reading.entries_about(world.bram.id)
    assert [entry.entry_id for entry in seen] == [grant.entry_id, run, mine]
    assert [[row.content for row in entry.segment_rows] for entry in seen] == [[], [{"n": 1}], []]
    assert {entry.entry_id for entry in everything} == {grant.entry_id, run, mine}
    # The run that both are in is seen, the row of the other is not.
    assert [entry.segment_rows for entry in others] == []


def test_a_person_takes_away_proofs_of_the_own_processings(person_grant, plant, world, sequence):
    mine, theirs = plant.entry(world.anna.id), plant.entry(world.bram.id)
    rows = [SegmentRow((world.bram.id, world.anna.id)[n % 2], {"n": n}) for n in range(700)]
    run = plant.segment(rows, run=uuid4())
    sequence()
    with person_grant(world.anna):
        single = reading.prove(mine, world.anna.id)
        first = reading.prove(run, world.anna.id)
        later = reading.prove(run, world.anna.id, row=651)
        with pytest.raises(reading.UnknownEntryError):
            reading.prove(theirs, world.anna.id)
        with pytest.raises(reading.NotProvableError, match="not about this person"):
            reading.prove(run, world.anna.id, row=650)
    assert (shown(single)["subject"], shown(single)["index"]) == (str(world.anna.id), 0)
    assert [shown(proof)["row"]["row"] for proof in (first, later)] == [1, 651]
    assert shown(later)["subject"] == str(world.anna.id)


def test_every_entry_of_a_log_over_several_tiles_can_be_proved(plant, sequence):
    entries = [plant.entry() for _ in range(300)]
    assert sequence() == 300
    for index in (0, 1, 255, 256, 298, 299):
        proof = shown(reading.prove(entries[index], using=ALIAS))
        assert (proof["index"], proof["size"], proof["subject"]) == (index, 300, None)


def test_an_entry_that_has_no_place_yet_cannot_be_proved(plant, sequence):
    entry_id = plant.entry()
    with pytest.raises(reading.NotProvableError, match="ask again in a moment"):
        reading.prove(entry_id, using=ALIAS)
    sequence()
    assert shown(reading.prove(entry_id, using=ALIAS))["index"] == 0


def test_the_decision_on_a_run_is_proved_without_a_person(plant, sequence):
    entry_id = plant.entry(run=uuid4())
    sequence()
    assert shown(reading.prove(entry_id, uuid4(), using=ALIAS))["subject"] is None


def test_what_else_was_written_for_a_run_is_in_the_list_of_everyone_in_it(plant, sequence):
    anna, run = uuid4(), uuid4()
    decision = plant.entry(run=run)
    hers = plant.segment([SegmentRow(anna, {"n": 1})], run=run)
    others = plant.segment([SegmentRow(uuid4(), {"n": 2})], run=run)
    plant.segment([SegmentRow(uuid4(), {"n": 3})], run=uuid4())
    sequence()
    proved = list(reading.prove_all(anna, using=ALIAS))
    assert [(one.entry.entry_id, one.row) for one in proved] == [(others, None), (hers, 0), (decision, None)]
    assert [shown(one.proof)["subject"] for one in proved] == [None, str(anna), None]


def test_an_entry_about_another_person_is_not_proved(plant, sequence):
    about_bram, about_nobody = plant.entry(uuid4()), plant.entry()
    sequence()
    for entry_id in (about_bram, about_nobody):
        with pytest.raises(reading.NotProvableError, match="not about this person"):
            reading.prove(entry_id, uuid4(), using=ALIAS)


def test_after_erasure_the_processing_is_still_proved_and_the_person_no_longer(plant, sequence):
    anna = uuid4()
    entry_id, run = plant.entry(anna), plant.segment([SegmentRow(anna, {})])
    sequence()
    plant.erase(entry_id)
    plant.erase(run, row=0)
    assert shown(reading.prove(entry_id, anna, using=ALIAS))["subject"] is None
    proof = shown(reading.prove(run, anna, using=ALIAS))
    assert (proof["subject"], proof["row"]["row"]) == (None, 0)


def test_the_rows_of_runs_are_given_by_pseudonym_for_counting(plant, database):
    anna = uuid4()
    plant.segment([SegmentRow(anna, {"n": 0}), SegmentRow(None, {"n": 1})], run=uuid4())
    plant.segment([SegmentRow(anna, {"n": 2})])
    first, second = reading.run_rows(using=ALIAS)
    assert (first.content, second.content, second.subject) == ({"n": 0}, {"n": 1}, None)
    assert first.subject != str(anna)
