"""Whoever does something with the same thing waits for it, by a row that no login can see, name or take."""

import itertools
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import DatabaseError, connections, transaction

from zorgvuldig.ledger.sequencer import ALIAS

THINGS = [UUID(int=number) for number in range(1, 4)]
TAKE = "SELECT gate.one_at_a_time(%s::uuid[])"
LOCKS = "SELECT locktype, relation::regclass::text FROM pg_locks WHERE pid = %s"


@pytest.fixture
def gate(test_server, owner_connection):
    """Give a second session with the gate's own rights, which gives up waiting after a moment."""
    database = owner_connection.info.dbname
    with test_server.cluster.connect(role="zv_bootstrap", database=database) as session:
        session.execute("SET ROLE zv_gate; SET lock_timeout = '150ms'")
        yield session


def taken(session, *things):
    try:
        session.execute(TAKE, [list(things)])
    except psycopg.errors.LockNotAvailable:
        return False
    return True


def test_no_number_of_a_lock_can_be_seen(owner_connection):
    with owner_connection.transaction(), connections["default"].cursor() as app:
        owner_connection.execute(TAKE, [THINGS])
        app.execute(LOCKS, [owner_connection.info.backend_pid])
        seen = app.fetchall()
    assert {kind for kind, _ in seen} == {"relation", "virtualxid", "transactionid"}
    assert ("relation", "gate.turn") in seen


@pytest.mark.parametrize("alias", ["default", ALIAS])
def test_no_login_touches_the_rows_that_are_waited_for(database, alias):
    for attack in (
        "SELECT * FROM gate.turn",
        "SELECT FROM gate.turn FOR UPDATE",
        "INSERT INTO gate.turn VALUES (1)",
        "DELETE FROM gate.turn",
        "LOCK TABLE gate.turn IN ACCESS SHARE MODE",
        "SELECT gate.one_at_a_time('{}')",
    ):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(alias):
            connections[alias].cursor().execute(attack)


def test_the_same_thing_waits_until_the_first_is_done_and_another_does_not(owner_connection, gate):
    with owner_connection.transaction():
        owner_connection.execute(TAKE, [[THINGS[0], None]])
        assert taken(gate, *THINGS[1:])
        assert not taken(gate, *THINGS)
    assert taken(gate, *THINGS)


def test_rows_do_not_grow_in_number_and_are_no_new_versions(owner_connection):
    shape = "SELECT count(*), max(ctid), max(number) FROM gate.turn"
    before = owner_connection.execute(shape).fetchone()
    owner_connection.execute(TAKE, [[uuid4() for _ in range(200)]])
    assert owner_connection.execute(shape).fetchone() == before
    # One more than the things share: that of runs of claims.
    assert (before[0], before[2]) == (4097, 4096)


def test_where_a_row_lies_does_not_tell_its_number(owner_connection):
    found = owner_connection.execute("SELECT number FROM gate.turn ORDER BY ctid").fetchall()
    neighbours = itertools.pairwise(found)
    assert sum(two - one == 1 for (one,), (two,) in neighbours) < 40


def test_rows_that_a_crash_took_are_laid_again_and_waited_for(owner_connection, gate):
    owner_connection.execute("TRUNCATE gate.turn")
    with owner_connection.transaction():
        owner_connection.execute(TAKE, [THINGS])
        assert not taken(gate, THINGS[1])
    assert taken(gate, *THINGS)
    with owner_connection.transaction(force_rollback=True):
        owner_connection.execute(TAKE, [[uuid4()]])
    assert owner_connection.execute("SELECT count(*) FROM gate.turn").fetchone() == (3,)
