"""What is opened soon has its place in the signed log, or nothing opens: attacked with the own login."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import connections, transaction
from ledger_entries import AT

from proofs.wall.attempt import about_anna
from zorgvuldig.interfaces.database.facts import APPLICATION_ROLE
from zorgvuldig.interfaces.places import DATABASE_FACTS
from zorgvuldig.interfaces.waking import read_facts
from zorgvuldig.ledger import keys
from zorgvuldig.ledger.kept import KeptNote
from zorgvuldig.ledger.processing import Refused
from zorgvuldig.ledger.witness import Witness

SLOW = "UPDATE gate.sequencing SET placed_until = clock_timestamp() - %s"


@pytest.fixture
def stranger(database):
    """Give a session that anybody can have who learned the application's password."""
    words = read_facts(DATABASE_FACTS).words(role=APPLICATION_ROLE)
    with psycopg.connect(**words) as connection:
        yield connection


@pytest.fixture
def witness(sequencer, tmp_path):
    return Witness(keys.cosigning_key(), keys.published_key(), KeptNote(tmp_path / "checkpoint"))


def opens(world):
    with transaction.atomic(), about_anna(world):
        return True


def waiting(owner_connection):
    return owner_connection.execute(
        "SELECT count(*) FROM ledger.intake i LEFT JOIN ledger.leaf l USING (entry_id) WHERE l.index IS NULL"
    ).fetchone()[0]


def test_a_transaction_that_a_stranger_keeps_open_holds_up_no_entry(
    world, sequencer, stranger, owner_connection
):
    stranger.execute("SELECT pg_current_xact_id()")
    for _ in range(2):
        assert opens(world)
        assert sequencer.run_once(at=AT).taken == 1
        assert waiting(owner_connection) == 0


def test_no_lock_that_a_stranger_can_take_holds_up_the_sequencer(world, sequencer, stranger):
    assert opens(world)
    stranger.execute("SELECT pg_advisory_lock(%s)", [int.from_bytes(b"zvledger", "big")])
    for table in ("gate.sequencing", "ledger.checkpoint", "ledger.leaf", "ledger.intake"):
        for mode in ("ACCESS SHARE", "ROW EXCLUSIVE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), stranger.transaction():
                stranger.execute(f"LOCK TABLE {table} IN {mode} MODE")
    with connections["sequencer"].cursor() as cursor:
        cursor.execute("SET lock_timeout = '2s'")
    assert sequencer.run_once(at=AT).taken == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE gate.sequencing SET placed_until = now()",
        "SELECT * FROM gate.sequencing",
        "SELECT gate.demand_witness()",
    ],
)
def test_a_stranger_cannot_speak_for_the_sequencer(stranger, statement):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        stranger.execute(statement)


def test_while_the_sequencer_is_held_up_the_gate_shuts_although_the_witness_speaks(
    world, sequencer, witness, owner_connection
):
    assert opens(world)
    sequencer.run_once(at=AT)
    # Somebody with more power than that login keeps the sequencer from its work, or nobody runs it.
    with psycopg.connect(owner_connection.info.dsn) as holder:
        holder.execute("LOCK TABLE gate.sequencing IN ROW EXCLUSIVE MODE")
        connections["sequencer"].cursor().execute("SET lock_timeout = '50ms'")
        with pytest.raises(Exception, match="lock timeout"):
            sequencer.run_once(at=AT)
    witness.look(at=datetime.now(UTC))
    owner_connection.execute(SLOW, [timedelta(minutes=14)])
    assert opens(world)
    owner_connection.execute(SLOW, [timedelta(minutes=16)])
    before = waiting(owner_connection)
    with pytest.raises(Refused) as refused:
        opens(world)
    # The refusal itself is written down all the same.
    assert refused.value.entry_id is not None
    assert waiting(owner_connection) == before + 1
    sequencer.run_once(at=AT)
    assert opens(world)


def test_a_clock_that_stands_before_the_sequencers_last_word_opens_nothing(
    world, sequencer, owner_connection
):
    assert opens(world)
    sequencer.run_once(at=AT)
    owner_connection.execute(SLOW, [timedelta(minutes=-5)])
    with pytest.raises(Refused):
        opens(world)


DURABILITY = "SELECT current_setting('synchronous_commit')"


def durability():
    with connections["default"].cursor() as cursor:
        cursor.execute(DURABILITY)
        return cursor.fetchone()[0]


@pytest.mark.parametrize("chosen", ["off", "local"])
def test_a_login_that_gave_itself_less_durability_gets_no_entry_that_way(world, stranger, chosen):
    stranger.execute(f"ALTER ROLE zv_app SET synchronous_commit = {chosen}")
    stranger.commit()
    try:
        connections.close_all()
        assert durability() == chosen
        with transaction.atomic():
            with about_anna(world):
                assert durability() == "on"
            assert durability() == "on"
        assert durability() == chosen
    finally:
        stranger.execute("ALTER ROLE zv_app RESET synchronous_commit")
        stranger.commit()
        connections.close_all()


def test_what_the_administrator_laid_down_for_all_stays(world, sequencer, owner_connection):
    # The server of the tests has it off, which the sequencer's session meets as anybody does.
    assert opens(world)
    sequencer.run_once(at=AT)
    assert owner_connection.execute("SELECT durability FROM gate.sequencing").fetchone() == ("off",)
    with transaction.atomic(), about_anna(world):
        assert durability() == "off"
    owner_connection.execute("UPDATE gate.sequencing SET durability = 'remote_write'")
    with transaction.atomic(), about_anna(world):
        assert durability() == "remote_write"
