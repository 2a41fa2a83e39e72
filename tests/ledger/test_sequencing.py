"""The sequencer on a real database: nothing lost, nothing reordered, nothing signed on top of damage."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connections
from ledger_entries import AT, plain_leaf

from zorgvuldig.ledger import keys, merkle, storage, tiles
from zorgvuldig.ledger import sequencer as sequencer_module
from zorgvuldig.ledger.checkpoint import Checkpoint
from zorgvuldig.ledger.note import SigningKey, open_note
from zorgvuldig.ledger.sequencer import ALIAS, LedgerDamagedError, Sequencer
from zorgvuldig.ledger.verifying import verify_ledger
from zorgvuldig.records.wall.catalog import APPEND_ONLY

INTAKE = (
    "INSERT INTO ledger.intake (entry_id, leaf, purpose, outcome) VALUES (%s, %s, 'formal-control', 'permit')"
)


CHILD = os.environ | {
    "DJANGO_SETTINGS_MODULE": "zorgvuldig.interfaces.settings",
    "ZORGVULDIG_PROCESS": "sequencer",
}


@pytest.fixture
def child(database):
    """Start a process that may be a sequencer; it finds the database by the note of its own account."""
    var = Path(os.environ["ZORGVULDIG_VAR"])
    shutil.copy(var / "database.json", var / "database-sequencer.json")

    def start(program: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-c", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=CHILD,
        )

    return start


def append(connection, entry_id: UUID | None = None) -> UUID:
    entry_id = entry_id or uuid4()
    connection.execute(INTAKE, [entry_id, plain_leaf(entry_id=entry_id).as_bytes()])
    return entry_id


def log(connection) -> list[UUID]:
    found = connection.execute("SELECT index, entry_id FROM ledger.leaf ORDER BY index").fetchall()
    assert [index for index, _ in found] == list(range(len(found)))
    return [entry_id for _, entry_id in found]


def another(connection) -> psycopg.Connection:
    return psycopg.connect(connection.info.dsn, autocommit=False)


def test_an_empty_intake_is_sequenced_into_nothing(sequencer, owner_connection):
    done = sequencer.run_once(at=AT)
    assert (done.taken, done.size, done.note) == (0, 0, None)
    assert owner_connection.execute("SELECT count(*) FROM ledger.checkpoint").fetchone() == (0,)


def test_entries_get_their_places_in_order_under_a_signed_checkpoint(sequencer, owner_connection):
    entries = [append(owner_connection) for _ in range(5)]
    done = sequencer.run_once(at=AT)
    assert (done.taken, done.size) == (5, 5)
    assert log(owner_connection) == entries
    checkpoint = Checkpoint.parse(open_note(done.note, [keys.published_key()]))
    leaves = owner_connection.execute("SELECT leaf FROM ledger.intake ORDER BY position").fetchall()
    assert checkpoint.root == merkle.root([merkle.leaf_hash(leaf) for (leaf,) in leaves])
    stored = owner_connection.execute("SELECT size, root, note, made_at FROM ledger.checkpoint").fetchall()
    assert stored == [(5, checkpoint.root, done.note, AT)]


def test_a_second_pass_takes_nothing_and_signs_nothing(sequencer, owner_connection):
    append(owner_connection)
    first = sequencer.run_once(at=AT)
    assert sequencer.run_once(at=AT) == type(first)(0, 1, first.note)
    assert owner_connection.execute("SELECT count(*) FROM ledger.checkpoint").fetchone() == (1,)


def test_a_full_batch_leaves_the_rest_for_the_next_pass(owner_connection):
    sequencer = Sequencer(keys.signing_key(), batch=3)
    entries = [append(owner_connection) for _ in range(8)]
    assert [sequencer.run_once(at=AT).taken for _ in range(4)] == [3, 3, 2, 0]
    assert log(owner_connection) == entries


def test_an_entry_that_commits_late_is_not_lost(sequencer, owner_connection):
    with another(owner_connection) as slow:
        late = append(slow)
        early = [append(owner_connection) for _ in range(3)]
        assert sequencer.run_once(at=AT).taken == 3
        slow.commit()
    assert sequencer.run_once(at=AT).taken == 1
    assert log(owner_connection) == [*early, late]


def test_an_entry_that_began_before_the_horizon_moved_is_taken_when_it_commits(sequencer, owner_connection):
    first = append(owner_connection)
    sequencer.run_once(at=AT)
    with another(owner_connection) as slow:
        late = append(slow)
        middle = append(owner_connection)
        for taken in (1, 0, 0):
            assert sequencer.run_once(at=AT).taken == taken
        slow.commit()
    after = append(owner_connection)
    while sequencer.run_once(at=AT).taken:
        pass
    assert log(owner_connection) == [first, middle, late, after]


def test_a_backlog_of_several_passes_is_looked_for_once(owner_connection, monkeypatch):
    entries = [append(owner_connection) for _ in range(8)]
    sequencer = Sequencer(keys.signing_key(), batch=3)
    finds, find = [], Sequencer._find
    monkeypatch.setattr(Sequencer, "_find", lambda *words: finds.append(1) or find(*words))
    while sequencer.run_once(at=AT).taken:
        pass
    assert len(finds) == 2
    assert log(owner_connection) == entries


def test_between_the_passes_of_a_backlog_nobody_overtakes_who_committed_before(owner_connection):
    sequencer = Sequencer(keys.signing_key(), batch=2)
    with another(owner_connection) as slow:
        late = append(slow)
        early = [append(owner_connection) for _ in range(3)]
        assert sequencer.run_once(at=AT).taken == 2
        slow.commit()
    after = append(owner_connection)
    while sequencer.run_once(at=AT).taken:
        pass
    assert log(owner_connection) == [*early, late, after]


def test_a_pass_that_fails_amid_a_backlog_loses_nothing(owner_connection, monkeypatch):
    entries = [append(owner_connection) for _ in range(8)]
    sequencer = Sequencer(keys.signing_key(), batch=3)
    sequencer.run_once(at=AT)
    with monkeypatch.context() as broken:
        broken.setattr(sequencer_module, "last_checkpoint", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            sequencer.run_once(at=AT)
    assert [sequencer.run_once(at=AT).taken for _ in range(3)] == [3, 2, 0]
    assert log(owner_connection) == entries


def test_an_entry_that_was_rolled_back_leaves_no_gap(sequencer, owner_connection):
    with another(owner_connection) as failing:
        append(failing)
        failing.rollback()
    kept = append(owner_connection)
    sequencer.run_once(at=AT)
    assert log(owner_connection) == [kept]


def test_entries_of_a_restored_dump_are_taken_whatever_their_transaction_numbers(owner_connection):
    restored = append(owner_connection)
    owner_connection.execute("ALTER TABLE ledger.intake DISABLE TRIGGER append_only")
    owner_connection.execute("UPDATE ledger.intake SET xid = '9000000000'")
    sequencer = Sequencer(keys.signing_key())
    assert sequencer.run_once(at=AT).taken == 1
    assert log(owner_connection) == [restored]


def test_two_sequencers_at_once_give_every_entry_one_place(owner_connection, database):
    entries = [append(owner_connection) for _ in range(200)]
    faults: list[BaseException] = []

    def run() -> None:
        try:
            sequencer = Sequencer(keys.signing_key(), batch=17)
            while sequencer.run_once(at=AT).taken:
                pass
        except BaseException as error:  # noqa: BLE001 — told to the test below
            faults.append(error)
        finally:
            connections[ALIAS].close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert log(owner_connection) == entries


def test_eight_writers_lose_nothing_and_reorder_nothing(owner_connection, sequencer, sequence):
    """Each writer commits one to three entries at a time, some late and some never, while passes go on."""
    committed: list[list[UUID]] = [[] for _ in range(8)]
    spans: dict[UUID, tuple[float, float]] = {}

    def write(number: int) -> None:
        chance = random.Random(number)  # noqa: S311 — a drawn delay
        with another(owner_connection) as connection:
            for _ in range(60):
                begun = time.monotonic()
                batch = [append(connection) for _ in range(chance.randint(1, 3))]
                time.sleep(chance.random() / 200)
                if chance.random() < 0.1:
                    connection.rollback()
                    continue
                connection.commit()
                committed[number].extend(batch)
                spans.update(dict.fromkeys(batch, (begun, time.monotonic())))

    writers = [threading.Thread(target=write, args=[number]) for number in range(8)]
    for writer in writers:
        writer.start()
    passes = 0
    while any(writer.is_alive() for writer in writers):
        passes += sequencer.run_once(at=AT).taken > 0
    sequence()
    found = log(owner_connection)
    assert passes > 5
    assert sorted(found) == sorted(entry for mine in committed for entry in mine)
    place = {entry: number for number, entry in enumerate(found)}
    for mine in committed:
        assert [place[entry] for entry in mine] == sorted(place[entry] for entry in mine)
    # Whatever was committed before another began stands before it, also among different writers.
    earliest_end = float("inf")
    for entry in reversed(found):
        begun, ended = spans[entry]
        assert earliest_end >= begun
        earliest_end = min(earliest_end, ended)
    assert verify_ledger(key=keys.published_key(), using=ALIAS).fault is None


KILLED = """
import os, sys, django
django.setup()
from zorgvuldig.ledger import keys, sequencer
class Dying(sequencer.SigningKey):
    def sign(self, text):
        note = super().sign(text)
        print("signed", flush=True)
        sys.stdin.readline()
        return note
key = keys.signing_key()
from datetime import UTC, datetime
sequencer.Sequencer(Dying(key.name, key.seed), batch=20).run_once(at=datetime.now(UTC))
"""


def test_a_kill_in_the_middle_of_a_pass_leaves_nothing_of_it(sequencer, owner_connection, child):
    """The child has written leaves and nodes and has signed, and dies before the commit."""
    entries = [append(owner_connection) for _ in range(30)]
    with child(KILLED) as process:
        assert process.stdout.readline() == "signed\n"
        process.send_signal(signal.SIGKILL)
    assert log(owner_connection) == []
    while sequencer.run_once(at=AT).taken:
        pass
    assert log(owner_connection) == entries
    assert verify_ledger(key=keys.published_key(), using=ALIAS).fault is None


# Kills at any moment, of the server too, are what the drill b01-crash is.
@pytest.mark.slow
def test_kills_at_any_moment_leave_a_sound_ledger(sequencer, owner_connection, child):
    entries = [append(owner_connection) for _ in range(600)]
    chance = random.Random(7)  # noqa: S311 — a drawn delay
    for _ in range(4):
        with child(LOOPING) as process:
            assert process.stdout.readline() == "ready\n"
            time.sleep(chance.random() / 10)
            process.send_signal(signal.SIGKILL)
        assert verify_ledger(key=keys.published_key(), using=ALIAS).fault is None
        entries += [append(owner_connection) for _ in range(20)]
    assert 0 < len(log(owner_connection)) < len(entries)
    while sequencer.run_once(at=AT).taken:
        pass
    assert log(owner_connection) == entries


LOOPING = """
import django
django.setup()
from datetime import UTC, datetime
from zorgvuldig.ledger import keys, sequencer
passes = sequencer.Sequencer(keys.signing_key(), batch=3)
while passes.run_once(at=datetime.now(UTC)).taken:
    print("ready", flush=True)
"""


def test_full_tiles_are_stored_and_the_edge_is_loaded_from_them(owner_connection):
    with owner_connection.cursor() as cursor:
        ids = [uuid4() for _ in range(600)]
        cursor.executemany(INTAKE, [(entry, plain_leaf(entry_id=entry).as_bytes()) for entry in ids])
    for _ in range(3):
        Sequencer(keys.signing_key(), batch=250).run_once(at=AT)
    assert owner_connection.execute("SELECT level, index FROM ledger.node ORDER BY 1, 2").fetchall() == [
        (1, 0),
        (1, 1),
    ]
    hashes = [h for (h,) in owner_connection.execute("SELECT leaf_hash FROM ledger.leaf ORDER BY index")]
    with connections[ALIAS].cursor() as cursor:
        edge = tiles.RightEdge.load(600, storage.tile_reader(cursor))
        last = storage.last_checkpoint(cursor)
    assert last.size == storage.log_size(ALIAS) == 600
    assert edge.root() == last.root == merkle.root(hashes)


@contextlib.contextmanager
def with_all_power(connection, *tables):
    for table in tables:
        connection.execute(f"ALTER TABLE ledger.{table} DISABLE TRIGGER append_only")
    yield
    for table in tables:
        connection.execute(f"ALTER TABLE ledger.{table} ENABLE TRIGGER append_only")


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        ("UPDATE ledger.leaf SET leaf_hash = sha256('x') WHERE index = 2", "do not lead to the checkpoint"),
        ("DELETE FROM ledger.leaf WHERE index = 2", "do not lead to the checkpoint"),
        ("UPDATE ledger.checkpoint SET root = sha256('x')", "do not lead to the checkpoint"),
        ("UPDATE ledger.checkpoint SET note = replace(note, '3', '4')", "not one of ours"),
        ("DELETE FROM ledger.checkpoint", "no checkpoint was signed over"),
    ],
)
def test_nothing_is_signed_on_top_of_damage(sequencer, owner_connection, damage, why):
    for _ in range(3):
        append(owner_connection)
    sequencer.run_once(at=AT)
    append(owner_connection)
    with with_all_power(owner_connection, "leaf", "checkpoint"):
        owner_connection.execute(damage)
    before = owner_connection.execute("SELECT count(*) FROM ledger.leaf").fetchone()
    with pytest.raises(LedgerDamagedError, match=why):
        sequencer.run_once(at=AT)
    assert owner_connection.execute("SELECT count(*) FROM ledger.leaf").fetchone() == before


def test_a_pass_that_failed_is_made_up_by_the_next_one(owner_connection, database):
    """The floor may only be remembered once what lies below it is really in the tree."""
    entry = append(owner_connection)
    stranger = Sequencer(SigningKey.generate("other.example"))
    with with_all_power(owner_connection, "checkpoint"):
        Sequencer(keys.signing_key()).run_once(at=AT)
    append(owner_connection)
    with pytest.raises(LedgerDamagedError, match="not one of ours"):
        stranger.run_once(at=AT)
    assert log(owner_connection) == [entry]


FLOOR = "SELECT floor::text::bigint, life, placed_until FROM gate.sequencing"


def test_where_a_pass_ended_the_next_process_begins(sequencer, owner_connection):
    append(owner_connection)
    horizon = owner_connection.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
    sequencer.run_once(at=AT)
    assert owner_connection.execute(FLOOR).fetchone()[0] >= horizon.fetchone()[0]
    owner_connection.execute("ALTER TABLE ledger.intake DISABLE TRIGGER append_only")
    skipped = append(owner_connection)
    owner_connection.execute("UPDATE ledger.intake SET xid = '3' WHERE entry_id = %s", [skipped])
    assert Sequencer(sequencer.key).run_once(at=AT).taken == 0


@pytest.mark.parametrize("change", ["life = 'of another server'", "floor = '9000000000'"])
def test_a_floor_of_another_life_of_the_database_is_not_trusted(sequencer, owner_connection, change):
    append(owner_connection)
    sequencer.run_once(at=AT)
    owner_connection.execute(f"UPDATE gate.sequencing SET {change}")  # noqa: S608 — two words of ours
    append(owner_connection)
    owner_connection.execute("ALTER TABLE ledger.intake DISABLE TRIGGER append_only")
    owner_connection.execute("UPDATE ledger.intake SET xid = '3'")
    assert sequencer.run_once(at=AT).taken == 1
    floor, life, _ = owner_connection.execute(FLOOR).fetchone()
    assert floor < 9_000_000_000
    assert life.isdecimal()


def test_an_idle_sequencer_says_so_now_and_then_and_writes_nothing_between(sequencer, owner_connection):
    append(owner_connection)
    sequencer.run_once(at=AT)
    first = owner_connection.execute(FLOOR).fetchone()
    sequencer.run_once(at=AT)
    assert owner_connection.execute(FLOOR).fetchone() == first
    for away in ("-1 hour", "1 hour"):
        owner_connection.execute("UPDATE gate.sequencing SET placed_until = now() + %s::interval", [away])
        sequencer.run_once(at=AT)
        moment = owner_connection.execute(FLOOR).fetchone()[2]
        assert abs(datetime.now(UTC) - moment) < timedelta(minutes=1)


def test_a_full_batch_promises_nothing_yet(owner_connection):
    for _ in range(3):
        append(owner_connection)
    sequencer = Sequencer(keys.signing_key(), batch=3)
    sequencer.run_once(at=AT)
    assert owner_connection.execute(FLOOR).fetchone()[2] is None
    sequencer.run_once(at=AT)
    assert owner_connection.execute(FLOOR).fetchone()[2] is not None


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize(
    "change", ["UPDATE ledger.{} SET {} = {}", "DELETE FROM ledger.{}", "TRUNCATE ledger.{}"]
)
def test_even_the_owner_cannot_change_the_log_by_mistake(owner_connection, table, change):
    column = owner_connection.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'ledger' AND table_name = %s"
        " AND is_identity = 'NO' LIMIT 1",
        [table],
    ).fetchone()[0]
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
        owner_connection.execute(
            change.format(table, column, column) + (" CASCADE" if "TRUNC" in change else "")
        )


def test_the_sequencer_can_add_to_the_tree_and_change_nothing(database):
    with connections[ALIAS].cursor() as cursor:
        for statement in (
            "UPDATE ledger.leaf SET index = index",
            "DELETE FROM ledger.checkpoint",
            "TRUNCATE ledger.leaf",
            "INSERT INTO ledger.intake (leaf, purpose, outcome) VALUES ('', '', 'gap')",
            "DELETE FROM ledger.personal_key",
            "SELECT * FROM records.person",
            "SELECT * FROM gate.proof_key",
        ):
            with pytest.raises(Exception, match="permission denied"):
                cursor.execute(statement)
