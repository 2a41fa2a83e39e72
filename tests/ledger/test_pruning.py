"""Pruning by the published term: what may go goes, hashes and proofs stay, and nobody can hasten it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import psycopg
import pytest
from django.db import DatabaseError, connections, transaction
from psycopg import sql

from zorgvuldig.decisions import Actor, Sourced
from zorgvuldig.ledger import gate, holds, keys, pruning, reading
from zorgvuldig.ledger.holds import OwnHoldError
from zorgvuldig.ledger.segments import SegmentRow
from zorgvuldig.ledger.sequencer import ALIAS
from zorgvuldig.ledger.verifier import verify
from zorgvuldig.ledger.verifying import PersonalKeys, verify_ledger
from zorgvuldig.processes.compliance import usecases as compliance
from zorgvuldig.records.tombstones import replay_tombstones

NOW = datetime.now(UTC)
OLD, YOUNG = timedelta(days=5 * 366), timedelta(days=4 * 365)
ANNA = uuid4()
BOUND = {"confidentiality_bound": Sourced(value=True, source="test")}
PRUNER = Actor("system", "log-retention", "system", "compliance", BOUND)
WHY = "De rechter vroeg dit op voor een procedure."
OFFICER, DEPUTY = (Actor("staff", str(uuid4()), "dpo", "compliance", BOUND) for _ in range(2))


@pytest.fixture
def age(owner_connection):
    """Make entries older than they are, as only a superuser can."""

    def by(entry_id, how_much):
        owner_connection.execute("ALTER TABLE ledger.intake DISABLE TRIGGER append_only")
        owner_connection.execute(
            "UPDATE ledger.intake SET recorded_at = clock_timestamp() - %s WHERE entry_id = %s",
            [how_much, entry_id],
        )
        owner_connection.execute("ALTER TABLE ledger.intake ENABLE TRIGGER append_only")

    return by


@pytest.fixture
def aged(plant, sequence, age):
    """Four old entries (the third a run with a row about Anna), a younger one, and a new one."""
    entries = [plant.entry(ANNA), plant.entry(), plant.segment([SegmentRow(ANNA, {"n": 1})], run=uuid4())]
    entries += [plant.entry(ANNA), plant.entry(ANNA), plant.entry()]
    for entry_id in entries[:4]:
        age(entry_id, OLD)
    age(entries[4], YOUNG)
    sequence()
    return entries


def prune(before=NOW):
    with transaction.atomic():
        return compliance.prune_log(actor=PRUNER, before=before, at=NOW)


def verified():
    opening = PersonalKeys(keys.wrapping_key(), keys.subject_index_key())
    return verify_ledger(key=keys.published_key(), using=ALIAS, personal=opening)


def readable(connection):
    found = connection.execute("SELECT entry_id FROM ledger.intake WHERE leaf IS NOT NULL").fetchall()
    return {entry_id for (entry_id,) in found}


def test_what_is_beyond_its_term_goes_and_the_log_says_so_itself(aged, sequence, owner_connection):
    found = prune()
    assert [(first, last) for first, last, _ in found.ranges] == [(0, 3)]
    assert found.term_days in {5 * 365, 5 * 365 + 1}
    assert readable(owner_connection) & set(aged) == set(aged[4:])
    assert owner_connection.execute("SELECT count(*) FROM ledger.segment_row").fetchone() == (1,)
    sequence()
    report = verified()
    # The permitted pruning and its record came on top.
    assert (report.fault, report.figures.pruned, report.figures.leaves) == (None, 4, 8)
    told = owner_connection.execute("SELECT entries FROM ledger.pruning").fetchall()
    assert told == [(4,)]


def test_a_proof_that_somebody_holds_still_verifies(aged, sequence):
    held = reading.prove(aged[3], ANNA, using=ALIAS)
    prune()
    sequence()
    assert verify(held, str(keys.published_key()).encode())["subject"] == str(ANNA)
    with pytest.raises(reading.UnknownEntryError):
        reading.entry(aged[3], using=ALIAS)
    assert {entry.entry_id for entry in reading.recent_entries(limit=50, using=ALIAS)} & set(aged) == set(
        aged[4:]
    )


def test_a_second_time_there_is_nothing_left_and_nothing_is_written(aged, owner_connection):
    prune()
    assert prune().leaves == ()
    assert owner_connection.execute("SELECT count(*) FROM ledger.pruning").fetchone() == (1,)


def test_the_record_of_a_pruning_is_never_pruned(aged, sequence, age, owner_connection):
    prune()
    sequence()
    record = owner_connection.execute("SELECT entry_id FROM ledger.pruning").fetchone()[0]
    age(record, OLD)
    assert prune().leaves == ()


def test_only_what_is_older_than_the_given_day_goes(aged):
    assert prune(NOW - timedelta(days=6 * 366)).leaves == ()


def test_a_dry_run_empties_nothing(aged, owner_connection):
    with transaction.atomic():
        found = compliance.list_prunable(actor=PRUNER, before=NOW, at=NOW)
    assert len(found.leaves) == 4
    assert readable(owner_connection) >= set(aged)


def test_an_open_duty_keeps_its_entry_and_the_whole_run(aged, owner_connection):
    run = owner_connection.execute(
        "SELECT run_id FROM ledger.intake WHERE entry_id = %s", [aged[2]]
    ).fetchone()
    owner_connection.execute("ALTER TABLE ledger.intake DISABLE TRIGGER append_only")
    owner_connection.execute("UPDATE ledger.intake SET run_id = %s WHERE entry_id = %s", [run[0], aged[1]])
    owner_connection.execute("ALTER TABLE ledger.intake ENABLE TRIGGER append_only")
    for entry_id in (aged[0], aged[1]):
        owner_connection.execute(
            "INSERT INTO ledger.open_duty (entry_id, duty, norm, text, discharger) "
            "VALUES (%s, 'D1', 'GC-4.0.6', 'Vertel het.', 'claims')",
            [entry_id],
        )
    assert [place for place, _ in prune().leaves] == [3]


def test_a_legal_hold_keeps_an_entry_until_it_is_lifted(aged, owner_connection):
    with transaction.atomic():
        compliance.hold_entry(actor=OFFICER, entry_id=aged[1], reason=WHY, at=NOW)
    found = prune()
    assert [(first, last) for first, last, _ in found.ranges] == [(0, 0), (2, 3)]
    with transaction.atomic():
        compliance.let_entry_go(actor=DEPUTY, entry_id=aged[1], reason=WHY, at=NOW)
    assert [place for place, _ in prune().leaves] == [1]


def test_who_laid_a_hold_does_not_lift_it_and_another_does(aged, owner_connection):
    def lay(officer):
        with transaction.atomic():
            compliance.hold_entry(actor=officer, entry_id=aged[1], reason=WHY, at=NOW)

    def lift(officer):
        with transaction.atomic():
            compliance.let_entry_go(actor=officer, entry_id=aged[1], reason=WHY, at=NOW)

    lay(OFFICER)
    with pytest.raises(OwnHoldError, match="ask another officer") as refused:
        lift(OFFICER)
    assert "whoever laid this hold cannot lift it" in str(refused.value.__cause__)
    assert [hold.lifted_at for hold in held()] == [None]
    lift(DEPUTY)
    # Each hold is looked at by itself: who lifted one lays the next, and then the first one lifts.
    lay(DEPUTY)
    with pytest.raises(OwnHoldError):
        lift(DEPUTY)
    owner_connection.execute("UPDATE ledger.legal_hold SET actor_index = NULL WHERE lifted_at IS NULL")
    lift(DEPUTY)


def test_a_lift_that_does_not_say_by_whom_is_refused(aged):
    with transaction.atomic():
        compliance.hold_entry(actor=OFFICER, entry_id=aged[1], reason=WHY, at=NOW)
    words = {"key": str(uuid4()), "wrapped": "", "sealed": ""}
    body = {"entry": str(aged[1]), "by": str(aged[0]), "placed": False, **words}
    for changed in ({}, {"actors": None}):
        with pytest.raises(psycopg.Error, match="cannot lift it"), transaction.atomic():
            gate.ask("default", "hold", "hold", {**body, **changed})


def test_who_laid_a_hold_before_the_key_changed_is_the_same_person_after_it(aged, monkeypatch):
    with transaction.atomic():
        compliance.hold_entry(actor=OFFICER, entry_id=aged[1], reason=WHY, at=NOW)
    first = keys.subject_index_key()
    later = SimpleNamespace(mac_every=lambda label: [b"of a later key" * 2, first.mac(label)])
    monkeypatch.setattr(holds, "subject_index_key", lambda: later)
    with pytest.raises(OwnHoldError), transaction.atomic():
        compliance.let_entry_go(actor=OFFICER, entry_id=aged[1], reason=WHY, at=NOW)


def held():
    with transaction.atomic():
        return compliance.list_holds(actor=OFFICER, at=NOW)


def test_why_an_entry_is_kept_and_let_go_is_read_at_the_desk_and_nowhere_else(aged, owner_connection):
    with transaction.atomic():
        compliance.hold_entry(actor=OFFICER, entry_id=aged[1], reason=WHY, at=NOW)
    (shown,) = held()
    assert (shown.entry_id, shown.reason, shown.lifted_at, shown.lift_reason) == (aged[1], WHY, None, "")
    with transaction.atomic():
        compliance.let_entry_go(actor=DEPUTY, entry_id=aged[1], reason="De zaak is gesloten.", at=NOW)
    (shown,) = held()
    assert (shown.reason, shown.lift_reason) == (WHY, "De zaak is gesloten.")
    stored = owner_connection.execute("SELECT reason || lift_reason FROM ledger.legal_hold").fetchone()[0]
    assert b"rechter" not in stored
    prune()
    # The reasons go with the entry.
    (shown,) = held()
    assert (shown.purpose, shown.reason, shown.lift_reason) == (None, "", "")


@pytest.mark.parametrize("work", [compliance.hold_entry, compliance.let_entry_go])
def test_only_what_exists_is_kept_and_only_what_is_kept_is_let_go(aged, work):
    with pytest.raises(psycopg.Error), transaction.atomic():
        work(actor=OFFICER, entry_id=uuid4(), reason=WHY, at=NOW)


def test_a_backup_from_before_brings_no_key_back_that_a_pruning_destroyed(aged, owner_connection):
    def there():
        return set(owner_connection.execute("SELECT id, wrapped FROM ledger.personal_key").fetchall())

    before = there()
    prune()
    destroyed = before - there()
    # Of the four entries, and of the row in the run.
    assert len(destroyed) == 5
    with owner_connection.cursor() as cursor:
        cursor.executemany("INSERT INTO ledger.personal_key (id, wrapped) VALUES (%s, %s)", list(destroyed))
    replay_tombstones(owner_connection)
    assert not destroyed & there()


def test_injected_sql_with_a_stolen_proof_key_cannot_prune_what_is_young(aged, owner_connection):
    body = {
        "before": (NOW + timedelta(days=365 * 50)).isoformat(),
        "places": [0, 4],
        "entry": {},
        "rows": [],
    }
    with pytest.raises(psycopg.Error), transaction.atomic():
        gate.ask("default", "prune", "prune", body)
    # And the pruner's own function, called as the gate would: the term is looked at there again.
    with pytest.raises(Exception, match="1 of these 2 entries must stay"):
        owner_connection.execute("SELECT gate.prune_leaves(now() + interval '50 years', '{0,4}')")
    assert readable(owner_connection) >= set(aged)


@pytest.mark.parametrize("alias", ["default", "sequencer", "witness"])
@pytest.mark.parametrize("call", ["gate.prune_leaves(now(), '{0}')", "gate.over_term(now())"])
def test_no_login_may_call_what_prunes(aged, alias, call):
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(using=alias):
        connections[alias].cursor().execute(f"SELECT {call}")


def test_a_clock_set_forward_ages_nothing_that_a_witness_saw(aged, owner_connection):
    # What the witness said last counts as now, where that is earlier than the server's own clock.
    owner_connection.execute(
        "INSERT INTO ledger.cosignature VALUES (6, 'x', clock_timestamp() - interval '3 years')"
    )
    assert owner_connection.execute("SELECT count(*) FROM gate.over_term(now())").fetchone() == (0,)


def test_content_that_is_gone_without_a_pruning_is_found(aged, owner_connection):
    owner_connection.execute("ALTER TABLE ledger.intake DISABLE TRIGGER append_only")
    owner_connection.execute(
        "UPDATE ledger.intake SET leaf = NULL, personal = NULL, personal_key = NULL, subject_index = NULL, "
        "run_id = NULL, purpose = NULL, outcome = NULL WHERE entry_id = %s",
        [aged[5]],
    )
    fault = verified().fault
    assert (fault.index, fault.what) == (5, "the content of this entry is gone, and no pruning tells of it")


def test_an_entry_of_which_a_part_was_left_is_found(aged, owner_connection):
    # The table refuses this itself, so whoever does it must have taken that away first.
    (name,) = owner_connection.execute(
        "SELECT conname FROM pg_constraint WHERE conrelid = 'ledger.intake'::regclass "
        "AND pg_get_constraintdef(oid) LIKE '%num_nonnulls%'"
    ).fetchone()
    owner_connection.execute(
        sql.SQL("ALTER TABLE ledger.intake DROP CONSTRAINT {}").format(sql.Identifier(name))
    )
    owner_connection.execute("ALTER TABLE ledger.intake DISABLE TRIGGER append_only")
    owner_connection.execute(
        "UPDATE ledger.intake SET leaf = NULL, personal = NULL, personal_key = NULL, subject_index = NULL, "
        "run_id = NULL, outcome = NULL WHERE entry_id = %s",
        [aged[1]],
    )
    fault = verified().fault
    assert (fault.index, fault.what) == (1, "the entry was emptied, and not all of it")


def test_a_pruning_that_tells_of_other_leaves_is_found(plant, sequence):
    found = pruning.Prunable(NOW, 1826, ((0, b"x" * 32), (1, b"y" * 32)))
    plant.entry()
    plant.entry()
    plant.segment([SegmentRow(None, found.content())], purpose="retention", action="erase")
    sequence()
    fault = verified().fault
    assert (fault.index, fault.what) == (0, "a pruning tells of other leaves than stand here")


def test_an_erasure_of_another_kind_is_no_pruning(plant, sequence):
    plant.segment([SegmentRow(None, {"erased": 1})], purpose="retention", action="erase")
    plant.segment([], purpose="retention", action="erase")
    sequence()
    assert verified().fault is None


def test_places_are_told_in_ranges_without_gaps():
    leaves = [(place, bytes([place]) * 32) for place in (0, 1, 2, 5, 7, 8)]
    assert [[place for place, _ in run] for run in pruning.runs_of(leaves)] == [[0, 1, 2], [5], [7, 8]]
    assert list(pruning.runs_of([])) == []
