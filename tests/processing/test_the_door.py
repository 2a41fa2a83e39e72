"""The door: decided, written down, opened exactly that, closed again."""

import dataclasses
from datetime import datetime
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from proofs.wall.attempt import FACTS, GRANTED, handler
from zorgvuldig.decisions import BEFORE_RELEASE, Actor, Duty, ProcessingRequest, Scope, Sourced, decide
from zorgvuldig.ledger import apart, gate, reading, traces
from zorgvuldig.ledger import processing as door
from zorgvuldig.ledger.actors import actor_of
from zorgvuldig.ledger.gate import GateError
from zorgvuldig.ledger.processing import NoTransactionError, Refused, SegmentRow, processing
from zorgvuldig.records.models import Claim, ClaimLine, Person

HARMLESS = "SELECT current_user, current_setting('role'), coalesce(current_setting('zv.grant', true), '')"


def look(world, data=GRANTED, **changes):
    request = ProcessingRequest("claims", "consult", data, Scope.subject(world.anna.id), FACTS)
    return dataclasses.replace(request, **changes)


def enter(request, *, at, actor=None, work=lambda _: None, **words):
    """Go through the door and do some work behind it."""
    with processing(request, actor=actor or handler(), at=at, **words) as grant:
        work(grant)
    return grant


def standing():
    with connection.cursor() as cursor:
        cursor.execute(HARMLESS)
        return cursor.fetchone()


def entries(**words):
    """Read the log as its own reader does: only what is committed shows."""
    return reading.recent_entries(limit=50, using="sequencer", **words)


def test_a_permit_opens_exactly_the_person_and_the_categories(world, at):
    with transaction.atomic():
        actor = actor_of(world.staff["claims-handler"], at.date())
        with processing(look(world), actor=actor, at=at) as grant:
            assert [line.subject_id for line in ClaimLine.objects.all()] == [world.anna.id]
            assert [person.family_name for person in Person.objects.only("family_name")] == ["Aalbers"]
            assert grant.family == "zv_claims"
            assert grant.decision.permitted


def test_a_permit_without_birth_date_does_not_open_the_person_at_all(world, at):
    with transaction.atomic(), processing(look(world, frozenset({"claim"})), actor=handler(), at=at):
        assert ClaimLine.objects.count() == 1
        with pytest.raises(DatabaseError, match="no grant opens this"), transaction.atomic():
            Person.objects.only("family_name").exists()


def test_role_and_grant_are_laid_down_at_the_end_of_the_block(world, at):
    with transaction.atomic():
        with processing(look(world), actor=handler(), at=at):
            assert standing()[0] == "zv_claims"
        assert standing() == ("zv_app", "none", "")


def test_role_and_grant_are_laid_down_after_an_error_in_the_block(world, at):
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), processing(look(world), actor=handler(), at=at):
            raise ZeroDivisionError
        assert standing() == ("zv_app", "none", "")


def test_role_and_grant_are_laid_down_after_a_database_error_in_the_block(world, at):
    with transaction.atomic():
        with pytest.raises(DatabaseError), processing(look(world), actor=handler(), at=at):
            Claim.objects.update(approved_cents=1)
        assert standing() == ("zv_app", "none", "")
        assert entries()


def test_the_entry_of_a_permit_stands_or_falls_with_the_work(world, at):
    with transaction.atomic():
        enter(look(world), at=at)
        transaction.set_rollback(True)
    assert not entries()
    # What was undone is written apart at the next occasion (test_traces.py); here it should not mix in.
    traces.forget()
    with transaction.atomic():
        enter(look(world), at=at)
        assert not entries()
    assert [entry.outcome for entry in entries()] == ["permit"]


@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt, SystemExit])
def test_that_data_were_open_is_kept_when_the_block_fails(world, at, error):
    opened = []

    def fail(grant):
        opened.append((grant.entry_id, ClaimLine.objects.count()))
        raise error

    with pytest.raises(error), transaction.atomic():
        enter(look(world), at=at, work=fail)
    assert [(entry.entry_id, 1) for entry in entries()] == opened


def test_a_refusal_is_committed_before_the_error_is_raised(world, at):
    with transaction.atomic():
        with pytest.raises(Refused) as caught, processing(look(world), actor=marketer(), at=at):
            pytest.fail("a marketer was let in")
        refused = caught.value
        assert not refused.decision.permitted
        # Seen by another session while this transaction is still open.
        assert [entry.entry_id for entry in entries()] == [refused.entry_id]
        transaction.set_rollback(True)
    assert [entry.entry_id for entry in entries()] == [refused.entry_id]


def test_a_refusal_leaves_the_callers_transaction_in_use(world, at):
    with transaction.atomic():
        with pytest.raises(Refused), processing(look(world), actor=marketer(), at=at):
            pass
        with processing(look(world), actor=handler(), at=at):
            assert ClaimLine.objects.count() == 1


def test_who_did_not_declare_secrecy_is_refused(world, at):
    unsworn = dataclasses.replace(handler(), facts={"confidentiality_bound": Sourced(False, "records")})
    with transaction.atomic(), pytest.raises(Refused), processing(look(world), actor=unsworn, at=at):
        pass


def test_a_process_cannot_say_that_an_actor_is_authorised(world, at):
    boasting = look(world, facts={**FACTS, "authorised": Sourced(True, "process")})
    with (
        transaction.atomic(),
        pytest.raises(Refused) as caught,
        processing(boasting, actor=marketer(), at=at),
    ):
        pass
    assert caught.value.decision.facts["authorised"] is False


def test_what_the_records_know_of_a_person_overrules_what_a_process_says(world, at):
    claiming = look(
        world, facts={**FACTS, "subject_age": Sourced(8, "process"), "threatened": Sourced(True, "process")}
    )
    with transaction.atomic(), processing(claiming, actor=handler(), at=at) as grant:
        facts, sources = grant.decision.facts, grant.decision.sources
    assert (facts["subject_age"], facts["threatened"]) == (46, False)
    assert sources["subject_age"] == "records, through the gate"


def test_of_several_persons_a_fact_is_known_only_when_they_agree(world, at):
    both = look(world, scope=Scope.subjects([world.anna.id, world.bram.id]))
    with transaction.atomic(), processing(both, actor=handler(), at=at) as grant:
        assert grant.decision.facts["subject_age"] == 46
        assert ClaimLine.objects.count() == 2
    stranger = look(world, scope=Scope.subjects([world.anna.id, uuid4()]))
    with transaction.atomic(), processing(stranger, actor=handler(), at=at) as grant:
        assert "subject_age" not in grant.decision.facts
        assert "threatened" not in grant.decision.facts


def test_each_of_several_persons_finds_the_processing_back(world, at):
    both = look(world, scope=Scope.subjects([world.anna.id, world.bram.id]))
    with transaction.atomic(), processing(both, actor=handler(), at=at) as grant:
        pass
    for person in (world.anna, world.bram):
        found = reading.entries_about(person.id, using="sequencer")
        assert [entry.entry_id for entry in found] == [grant.entry_id]


def test_blocks_may_be_nested_and_each_opens_its_own(world, at):
    about_bram = look(world, scope=Scope.subject(world.bram.id))
    with transaction.atomic(), processing(look(world), actor=handler(), at=at):
        with processing(about_bram, actor=handler(), at=at):
            assert [line.subject_id for line in ClaimLine.objects.all()] == [world.bram.id]
        assert [line.subject_id for line in ClaimLine.objects.all()] == [world.anna.id]


def test_an_outer_block_stays_open_after_an_inner_refusal(world, at):
    with transaction.atomic(), processing(look(world), actor=handler(), at=at):
        with pytest.raises(Refused), processing(look(world), actor=marketer(), at=at):
            pass
        assert ClaimLine.objects.count() == 1


def test_a_run_writes_one_leaf_for_all_its_rows(world, at):
    with transaction.atomic(), processing(look(world), actor=handler(), at=at) as grant:
        rows = [SegmentRow(world.anna.id, {"state": "accepted"}), SegmentRow(None, {"state": "refused"})]
        segment = grant.segment(rows)
        assert ClaimLine.objects.count() == 1
    found = {entry.entry_id: entry for entry in reading.entries_about(world.anna.id, using="sequencer")}
    assert [row.content for row in found[segment].segment_rows] == [{"state": "accepted"}]


def test_outside_a_transaction_nothing_is_decided(world, at):
    with pytest.raises(NoTransactionError, match=r"transaction\.atomic"):
        enter(look(world), at=at)


def test_a_moment_without_time_zone_is_an_error(world):
    with transaction.atomic(), pytest.raises(ValueError, match="no time zone"):
        enter(look(world), at=datetime(2026, 11, 21))  # noqa: DTZ001 — the fault under test


def test_a_request_that_would_open_nothing_of_what_it_names_says_so(world, at):
    with transaction.atomic(), pytest.raises(Refused) as caught:
        enter(look(world, frozenset({"identification"})), at=at)
    assert "identification also needs birthdate" in str(caught.value.__cause__)


def test_a_duty_before_release_must_be_acknowledged(world, at, monkeypatch):
    duty = Duty("inform-first", "GC-4.5.2", "Vertel het eerst.", BEFORE_RELEASE, "claims-handler")
    later = Duty("report", "GC-6.1", "Meld het.", "2026-12-01", "claims-handler")
    monkeypatch.setattr(
        door, "decide", lambda facts, on: dataclasses.replace(decide(facts, on), duties=(duty, later))
    )
    with (
        transaction.atomic(),
        pytest.raises(Refused) as caught,
        processing(look(world), actor=handler(), at=at),
    ):
        pass
    assert caught.value.decision.missing == ("inform-first",)
    assert "Vertel het eerst." in caught.value.decision.reason
    with transaction.atomic():
        grant = enter(look(world), at=at, acknowledge=["inform-first"])
    monkeypatch.undo()
    assert open_duties(grant.entry_id) == [("report", "2026-12-01")]


def open_duties(entry_id):
    with (
        transaction.atomic(),
        processing(
            ProcessingRequest("compliance", "consult", frozenset({"log"}), Scope.none(), FACTS),
            actor=dataclasses.replace(handler(), role="dpo"),
            at=datetime.fromisoformat("2026-11-21T12:00:00+00:00"),
        ),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT duty, due FROM ledger.open_duty WHERE entry_id = %s", [entry_id])
        return cursor.fetchall()


def marketer():
    return Actor(
        "staff", str(uuid4()), "marketer", "Verkoop", {"confidentiality_bound": Sourced(True, "records")}
    )


class TestWhateverFailsIsARefusal:
    @pytest.fixture
    def refused(self, world, at):
        def attempt(request=None):
            with transaction.atomic():
                with pytest.raises(Refused) as caught:
                    enter(request or look(world), at=at, work=lambda _: pytest.fail("data were opened"))
                assert standing() == ("zv_app", "none", "")
            return caught.value

        return attempt

    def test_an_unknown_fact(self, world, refused):
        failed = refused(look(world, facts={**FACTS, "no_such_fact": Sourced(True, "process")}))
        assert [entry.outcome for entry in entries()] == ["gap"]
        assert "storing" in failed.decision.reason

    def test_an_unknown_purpose(self, world, refused):
        assert refused(look(world, purpose="curiosity")).entry_id

    def test_a_purpose_that_no_role_does(self, refused, monkeypatch):
        monkeypatch.setattr(door, "family_of", lambda *_, **__: (_ for _ in ()).throw(LookupError("none")))
        assert refused().entry_id

    def test_an_engine_that_breaks(self, refused, monkeypatch):
        monkeypatch.setattr(door, "decide", lambda *_: (_ for _ in ()).throw(RuntimeError("engine")))
        assert [entry.outcome for entry in entries()] == []
        assert refused().decision.engine == "door: RuntimeError"
        assert [entry.outcome for entry in entries()] == ["gap"]

    def test_a_person_key_that_the_database_rejects(self, world, refused):
        failed = refused(look(world, scope=Scope.subject("no-uuid")))
        assert "InvalidTextRepresentation" in failed.decision.reason_english

    def test_a_gate_that_opens_nothing(self, refused, monkeypatch):
        monkeypatch.setattr(door, "grant_body", lambda *_, **__: None)
        assert "GateError" in refused().decision.reason_english

    def test_a_process_that_is_ended_at_the_door(self, world, at, monkeypatch):
        monkeypatch.setattr(door, "grant_body", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            enter(look(world), at=at)
        assert not entries()

    def test_a_gate_that_refuses(self, refused, monkeypatch):
        monkeypatch.setattr(gate, "GRANT_SECONDS", 4000)
        assert refused().entry_id

    def test_a_proof_key_that_is_gone(self, refused, settings, tmp_path):
        settings.KEYS_FOLDER = tmp_path
        failed = refused()
        # Without the key not even the refusal can be written: that raises an alarm.
        assert failed.entry_id is None

    def test_a_log_that_takes_nothing_in(self, refused, owner_connection):
        owner_connection.execute("REVOKE INSERT ON ledger.intake FROM zv_gate")
        waiting = refused().entry_id
        assert not entries()
        owner_connection.execute("GRANT INSERT ON ledger.intake TO zv_gate")
        apart.settle()
        assert [entry.entry_id for entry in entries()] == [waiting]

    def test_a_refusal_connection_that_is_in_a_transaction_of_its_own(self, world, at, caplog):
        with transaction.atomic(using="refusals"), transaction.atomic(), pytest.raises(Refused) as caught:
            enter(look(world), at=at, actor=marketer())
        assert "did not take in entry" in caplog.text
        apart.settle()
        assert [entry.entry_id for entry in entries()] == [caught.value.entry_id]


def test_a_commit_inside_the_block_is_noticed_and_stays_in_the_log(world, at):
    opened = []

    def commit(grant):
        opened.append(grant.entry_id)
        with connection.cursor() as cursor:
            cursor.execute("COMMIT")

    with pytest.raises(GateError), transaction.atomic():
        enter(look(world), at=at, work=commit)
    connection.close()
    assert [entry.entry_id for entry in entries()] == opened
