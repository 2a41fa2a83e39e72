"""What was opened stays known, also when something later undoes its transaction."""

import json
from uuid import uuid4

import pytest
from django.db import DatabaseError, connections, transaction
from test_the_door import enter, entries, look, marketer

from zorgvuldig.interfaces.command_line import dispatch
from zorgvuldig.ledger import apart, gate, traces, trip
from zorgvuldig.ledger.processing import Refused


def test_what_was_opened_is_kept_when_something_later_in_its_transaction_fails(world, at):
    opened = []

    def work():
        with traces.kept(), transaction.atomic():
            opened.append(enter(look(world), at=at).entry_id)
            opened.append(enter(look(world), at=at).entry_id)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()
    assert sorted(entry.entry_id for entry in entries()) == sorted(opened)


def test_without_the_keeping_the_trace_would_be_gone(world, at):
    with transaction.atomic():
        enter(look(world), at=at)
        transaction.set_rollback(True)
    assert not entries()
    # And a later block of the same thread still writes it.
    with traces.kept():
        assert len(entries()) == 1


def test_what_was_committed_is_written_once(world, at):
    with traces.kept(), transaction.atomic():
        enter(look(world), at=at)
    assert len(entries()) == 1
    assert traces.write_left(using="default") == 0


def test_a_return_to_a_savepoint_does_not_take_the_trace_along(world, at):
    with traces.kept(), transaction.atomic():
        with transaction.atomic():
            first = enter(look(world), at=at).entry_id
            transaction.set_rollback(True)
        second = enter(look(world), at=at).entry_id
    assert {entry.entry_id for entry in entries()} == {first, second}


def smuggle(statement):
    """Send what a hole in a page would send: as the program's own login, in its own session."""
    connections["default"].connection.pgconn.exec_(statement.encode())


@pytest.mark.parametrize(
    "smuggled",
    ["ROLLBACK", "ROLLBACK; BEGIN", "ROLLBACK; BEGIN; SELECT pg_current_xact_id()", "ABORT AND CHAIN"],
)
def test_a_transaction_that_was_ended_from_inside_does_not_take_the_trace_along(world, at, smuggled):
    with traces.kept(), transaction.atomic():
        opened = enter(look(world), at=at).entry_id
        smuggle(smuggled)
    assert [entry.entry_id for entry in entries()] == [opened]


@pytest.mark.parametrize(
    "left_behind",
    ["SET ROLE zv_claims", "SET row_security = off", "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"],
)
def test_a_session_that_was_turned_against_the_question_does_not_either(world, at, left_behind):
    with traces.kept(), transaction.atomic():
        opened = enter(look(world), at=at).entry_id
        smuggle(f"ROLLBACK; {left_behind}; BEGIN")
    assert [entry.entry_id for entry in entries()] == [opened]


def test_where_nobody_keeps_traces_the_commit_itself_asks(world, at):
    with transaction.atomic():
        opened = enter(look(world), at=at).entry_id
        smuggle("ROLLBACK; BEGIN")
    assert [entry.entry_id for entry in entries()] == [opened]


def test_one_question_settles_all_that_a_transaction_opened(world, at, monkeypatch):
    asked = []
    monkeypatch.setattr(traces, "row", lambda *words: asked.append(words) or trip.row(*words))
    with traces.kept(), transaction.atomic():
        for _ in range(3):
            enter(look(world), at=at)
    assert len(asked) == 1
    assert len(entries()) == 3


def test_an_entry_of_a_transaction_that_still_runs_does_not_stand(world, at):
    def stands():
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT gate.stands(%s::uuid[])", [[opened, uuid4()]])
            return cursor.fetchone()[0]

    with transaction.atomic():
        opened = enter(look(world), at=at).entry_id
        assert stands() == []
    assert stands() == [opened]


def test_asking_what_stands_reads_no_other_entries(world, at, owner_connection):
    """The plan is kept from when there were few entries: joined, each look cost more than the one before."""
    entered = []
    for _ in range(3):
        with transaction.atomic():
            entered.append(enter(look(world), at=at).entry_id)
    with owner_connection.transaction():
        owner_connection.execute("SET LOCAL ROLE zv_gate")
        owner_connection.execute("SELECT gate.stands(%s)", [entered[:1]])
        read = owner_connection.execute(
            "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_all_tables "
            "WHERE relid = 'ledger.intake'::regclass"
        ).fetchone()
    assert read == (1,)


def test_what_the_log_did_not_take_is_tried_again(world, at, monkeypatch):
    """A stranger with this login can end the session in which a trace is being written."""
    with transaction.atomic():
        opened = enter(look(world), at=at).entry_id
        smuggle("ROLLBACK; BEGIN")
        with monkeypatch.context() as broken:
            broken.setattr(gate, "enter", lambda *_: 1 / 0)
            smuggle("COMMIT")
            transaction.get_connection().in_atomic_block = False
            assert traces.write_left(using="default") == 1
            transaction.get_connection().in_atomic_block = True
    assert not entries()
    apart.settle()
    assert [entry.entry_id for entry in entries()] == [opened]


def test_a_refusal_that_ends_the_work_keeps_what_was_opened_before_it(world, at):
    def work():
        with traces.kept(), transaction.atomic():
            enter(look(world), at=at)
            enter(look(world), at=at, actor=marketer())

    with pytest.raises(Refused):
        work()
    assert max(entry.outcome for entry in entries()) == "permit"
    assert len(entries()) == 2


def test_inside_a_transaction_that_still_runs_nothing_is_written_yet(world, at):
    with transaction.atomic():
        with traces.kept():
            enter(look(world), at=at)
        assert not entries()
    assert len(entries()) == 1


def test_a_command_that_fails_after_it_looked_leaves_its_traces(world, at, monkeypatch):
    def run(_arguments):
        with transaction.atomic():
            enter(look(world), at=at)
            raise OSError("the folder cannot be written")

    monkeypatch.setattr("zorgvuldig.interfaces.command_line.tables_publish.run", run)
    assert dispatch.main(["tables", "publish"]) == dispatch.BAD_CALL
    assert len(entries()) == 1


def test_a_proof_is_of_no_use_in_another_session(world):
    payload, proof = gate.prove("claim", {"claim": str(uuid4())})
    assert json.loads(payload)["session"] == connections["default"].connection.info.backend_pid
    with connections["refusals"].cursor() as cursor, pytest.raises(DatabaseError, match="another session"):
        cursor.execute("SELECT gate.claim_of(%s, %s)", [payload, proof])
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT gate.claim_of(%s, %s)", [payload, proof])
        assert cursor.fetchone() == (None,)


def test_what_neither_log_nor_file_took_is_tried_again_by_this_thread(world, at, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(gate, "enter", lambda *_: 1 / 0)
        broken.setattr(apart, "_keep", lambda *_: False)
        with traces.kept(), transaction.atomic():
            opened = enter(look(world), at=at).entry_id
            smuggle("ROLLBACK; BEGIN")
    assert not entries()
    with traces.kept():
        pass
    assert [entry.entry_id for entry in entries()] == [opened]
