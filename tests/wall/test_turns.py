"""Runs of claims settle one after another: the turn waits at the gate, and no login can take or keep it."""

import threading
import time

import pytest
from django.db import connections, transaction

from proofs.wall.attempt import SERVICE, Session, about_anna, bare, recording
from proofs.wall.world import MOMENT
from zorgvuldig.ledger.processing import processing
from zorgvuldig.processes.claims_handling import decide
from zorgvuldig.records.turns import settle_in_turn

TURN = "SELECT gate.settle_in_turn()"
WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%settle_in_turn%'"
)


def looking_up(world, run_id=None):
    request = decide.look_up(
        run_id=run_id or world.anna.run_id,
        subject_indexes=(bytes(world.anna.number),),
        data=frozenset({"claim", "bsn"}),
    )
    return processing(request, actor=SERVICE, at=MOMENT)


def until(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def settle(world, order, name, let_go=None):
    try:
        with transaction.atomic():
            with looking_up(world, world.bram.run_id):
                settle_in_turn()
            order.append(f"{name} settles")
            if let_go is not None:
                assert let_go.wait(20)
            order.append(f"{name} ends")
    finally:
        connections.close_all()


def test_the_second_of_two_runs_settles_when_the_first_has_ended(world, owner_connection):
    order, let_go = [], threading.Event()
    first = threading.Thread(target=settle, args=(world, order, "first", let_go))
    second = threading.Thread(target=settle, args=(world, order, "second"))
    first.start()
    until(lambda: order)
    second.start()
    until(lambda: owner_connection.execute(WAITING).fetchone()[0] == 1)
    let_go.set()
    for thread in (first, second):
        thread.join()
    assert order == ["first settles", "first ends", "second settles", "second ends"]


def test_a_run_settles_in_turn_though_a_crash_emptied_the_table(world, owner_connection):
    owner_connection.execute("TRUNCATE gate.turn")
    order = []
    settle(world, order, "alone")
    assert order == ["alone settles", "alone ends"]
    assert owner_connection.execute("SELECT number FROM gate.turn").fetchall() == [(4096,)]


def test_while_a_run_settles_nobody_sees_an_advisory_lock(world):
    with transaction.atomic():
        with looking_up(world):
            settle_in_turn()
        with connections["refusals"].cursor() as other:
            other.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
            assert other.fetchone() == (0,)


@pytest.mark.parametrize("role", ["zv_app", "zv_claims", "zv_intake", "zv_formal_control"])
def test_without_a_decision_no_role_takes_the_turn(world, role):
    def attempt(session, _world):
        if role != "zv_app":
            session.take(f"SET LOCAL ROLE {role}")
        return session.count(TURN)

    assert bare(attempt)(world) == 0


def test_a_grant_about_a_person_or_of_another_family_has_no_turn(world):
    with transaction.atomic():
        with about_anna(world):
            assert Session().count(TURN) == 0
        with recording(world, frozenset({"claim", "bsn"})):
            session = Session()
            got = session.count(TURN)
            session.take("SET LOCAL ROLE zv_formal_control")
            assert got + session.count(TURN) == 0
