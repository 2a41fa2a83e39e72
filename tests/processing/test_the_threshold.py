"""The threshold of a processing: whatever breaks inside it, nothing stays open and the log keeps it."""

import os
import socket

import pytest
from django.db import DatabaseError, connection, transaction
from psycopg import OperationalError
from psycopg.errors import InvalidSavepointSpecification

from proofs.wall.attempt import about_anna
from zorgvuldig.ledger import gate, reading, trip


def entries():
    return reading.recent_entries(limit=5, using="sequencer")


def savepoint():
    return connection.savepoint_ids[-1]


def test_the_savepoint_of_the_threshold_is_gone_after_it(world):
    with transaction.atomic():
        before = list(connection.savepoint_ids)
        with about_anna(world):
            assert savepoint().startswith("processing_")
        assert connection.savepoint_ids == before


def test_a_connection_that_breaks_inside_is_given_up_and_the_look_is_kept(world):
    with pytest.raises(ZeroDivisionError), transaction.atomic(), about_anna(world) as grant:
        do_and_fail(connection.close)
    assert [entry.entry_id for entry in entries()] == [grant.entry_id]


def test_a_threshold_that_was_taken_away_cannot_be_left(world):
    gone = pytest.raises((InvalidSavepointSpecification, DatabaseError))
    with gone, transaction.atomic(), about_anna(world) as grant:
        release()
    assert [entry.entry_id for entry in entries()] == [grant.entry_id]


def test_what_cannot_be_turned_back_here_is_turned_back_further_out(world):
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), about_anna(world):
            do_and_fail(release)
        assert connection.needs_rollback
    assert len(entries()) == 1


def do_and_fail(work):
    work()
    raise ZeroDivisionError


def release():
    with connection.cursor() as cursor:
        cursor.execute(f'RELEASE SAVEPOINT "{savepoint()}"')


def test_what_waits_for_the_commit_is_forgotten_with_the_work(world):
    done = []
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), about_anna(world):
            do_and_fail(lambda: transaction.on_commit(lambda: done.append("inside")))
        transaction.on_commit(lambda: done.append("outside"))
    assert done == ["outside"]


def test_a_server_that_is_gone_without_a_word_is_an_outage(database):
    """Pages and jobs tell an outage, to be tried again, from a fault of ours."""
    connection.ensure_connection()
    with socket.socket(fileno=os.dup(connection.connection.pgconn.socket)) as line:
        line.shutdown(socket.SHUT_RDWR)
    with pytest.raises(OperationalError, match="lost"):
        trip.plain(connection, "SELECT 1")
    connection.close()


def standing():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role'), coalesce(current_setting('zv.grant', true), '')")
        return cursor.fetchone()


def take_a_role():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE zv_claims")


def test_who_steps_back_stands_again_as_before_also_after_an_error(world):
    with transaction.atomic(), about_anna(world):
        before = standing()
        assert before != gate.BARE
        with gate.stepped_back("default"):
            assert standing() == gate.BARE
        assert standing() == before
        with pytest.raises(ZeroDivisionError), gate.stepped_back("default"):
            do_and_fail(take_a_role)
        assert standing() == before


def test_who_held_nothing_holds_nothing_after_stepping_back(database):
    with transaction.atomic():
        with gate.stepped_back("default"):
            take_a_role()
            assert standing() == ("zv_claims", "")
        assert standing() == gate.BARE


def test_nothing_is_asked_over_a_connection_that_was_closed(world):
    def ask():
        connection.connection.close()
        trip.plain(connection, "SELECT 1")

    with pytest.raises(OperationalError, match="is closed"), transaction.atomic():
        ask()
