"""What was destroyed stays destroyed, also when an older backup of the database is put back."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from proofs.wall.attacks_gate import lawful_body
from zorgvuldig.ledger import gate
from zorgvuldig.ledger.threshold import Threshold
from zorgvuldig.records import tombstones
from zorgvuldig.records.envelope import destroy
from zorgvuldig.records.tombstones import (
    BEGUN,
    DATA_KEY,
    DONE,
    PERSONAL_KEY,
    VOID,
    TombstonesError,
    bury,
    journal,
    read_tombstones,
    replay_tombstones,
    write_down,
)

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
ONE, TWO, THREE = (UUID(int=number) for number in (1, 2, 3))


@pytest.fixture
def var(settings, tmp_path):
    """A folder for a journal of this test's own."""
    settings.VAR_FOLDER = tmp_path
    (tmp_path / "tombstones").mkdir()
    return tmp_path


def test_an_installation_that_destroyed_nothing_has_no_journal(var):
    assert read_tombstones().due(DATA_KEY) == []


def test_what_was_confirmed_or_only_begun_is_due_and_what_was_taken_back_is_not(var):
    write_down(DATA_KEY, [ONE, TWO, THREE], BEGUN, at=AT)
    write_down(DATA_KEY, [ONE], DONE, at=AT)
    write_down(DATA_KEY, [TWO], VOID, at=AT)
    found = read_tombstones()
    assert found.due(DATA_KEY) == sorted([ONE, THREE])
    assert found.begun[DATA_KEY] == {THREE: "2026-11-21T12:00:00+00:00"}
    assert found.due(PERSONAL_KEY) == []


def test_the_journal_holds_nothing_but_random_names_and_moments(var):
    write_down(DATA_KEY, [ONE], DONE, at=AT)
    assert journal().read_text() == f"data-key {ONE} done 2026-11-21T12:00:00+00:00\n"
    assert journal().stat().st_mode & 0o077 == 0


def test_a_line_that_a_power_failure_cut_off_is_passed_over_and_the_next_stands_whole(var):
    write_down(DATA_KEY, [ONE], DONE, at=AT)
    with journal().open("a") as file:
        file.write(f"data-key {TWO} do")
    assert read_tombstones().due(DATA_KEY) == [ONE]
    write_down(PERSONAL_KEY, [THREE], DONE, at=AT)
    assert read_tombstones().due(DATA_KEY) == [ONE]
    assert read_tombstones().due(PERSONAL_KEY) == [THREE]


@pytest.mark.parametrize(
    "line", ["data-key x done 2026", f"data-key {ONE} gone 2026", f"other {ONE} done 2026", "a"]
)
def test_a_damaged_line_is_told_with_its_number(var, line):
    write_down(DATA_KEY, [ONE], DONE, at=AT)
    with journal().open("a") as file:
        file.write(f"{line}\n")
    with pytest.raises(TombstonesError, match="line 2"):
        read_tombstones()


def test_a_journal_that_is_no_text_is_told(var):
    journal().write_bytes(b"\xff\xfe")
    with pytest.raises(TombstonesError, match="cannot be read"):
        read_tombstones()


def key_of(owner, world):
    """Plant a wrapped key of a year that is due."""
    key = uuid4()
    owner.execute(
        "INSERT INTO records.data_key (id, subject_id, compartment, retention_class, year, wrapped,"
        " key_encryption_key) VALUES (%s, %s, 'AV', 'insurance', 2018, 'x', 'y')",
        [key, world.anna.id],
    )
    return key


def erase(world):
    """Erase what is due of 2018, under a grant of the retention family."""
    body = lawful_body(world)
    body["grant"] |= {"family": "zv_retention"}
    threshold = Threshold("default")
    threshold.cross(None)
    try:
        token = gate.open_grant("default", body, family="zv_retention")
        done = destroy(subject=world.anna.id, compartment="AV", retention_class="insurance", year=2018, at=AT)
        threshold.leave(token)
    except BaseException:
        threshold.turn_back()
        raise
    return done


def alive(owner, key):
    return owner.execute("SELECT 1 FROM records.data_key WHERE id = %s", [key]).fetchone() is not None


def test_a_key_that_an_old_backup_brings_back_is_destroyed_again(var, world, owner_connection):
    key = key_of(owner_connection, world)
    before = owner_connection.execute("SELECT * FROM records.data_key WHERE id = %s", [key]).fetchone()
    with transaction.atomic():
        assert erase(world) == 1
    assert not alive(owner_connection, key)
    # What restoring a backup that is older than the erasure does.
    owner_connection.execute("INSERT INTO records.data_key VALUES (%s, %s, %s, %s, %s, %s, %s)", before)
    assert alive(owner_connection, key)
    assert replay_tombstones(owner_connection) == 1
    assert not alive(owner_connection, key)
    assert replay_tombstones(owner_connection) == 0


def test_a_personal_key_of_the_ledger_is_destroyed_again_too(var, world, owner_connection):
    owner_connection.execute("INSERT INTO ledger.personal_key VALUES (%s, 'x')", [ONE])
    write_down(PERSONAL_KEY, [ONE], DONE, at=AT)
    assert replay_tombstones(owner_connection) == 1


def test_an_erasure_is_written_down_before_it_happens_and_confirmed_when_it_is_committed(
    var, world, owner_connection
):
    key = key_of(owner_connection, world)
    with transaction.atomic():
        erase(world)
        assert read_tombstones().begun[DATA_KEY].keys() == {key}
    assert read_tombstones().destroyed[DATA_KEY] == {key}


def test_an_erasure_that_was_rolled_back_is_never_confirmed(var, world, owner_connection):
    key = key_of(owner_connection, world)
    with transaction.atomic():
        erase(world)
        transaction.set_rollback(True)
    assert read_tombstones().destroyed[DATA_KEY] == set()
    assert alive(owner_connection, key)


def test_what_cannot_be_written_down_is_not_destroyed(var, world, owner_connection, settings):
    key = key_of(owner_connection, world)
    settings.VAR_FOLDER = var / "elsewhere"
    with pytest.raises(TombstonesError, match="nothing was destroyed"), transaction.atomic():
        erase(world)
    assert alive(owner_connection, key)


def test_a_full_disk_stops_the_erasure(var, monkeypatch):
    monkeypatch.setattr(tombstones.os, "write", lambda *_: 3)
    with pytest.raises(TombstonesError, match="only a part"):
        write_down(DATA_KEY, [ONE], BEGUN, at=AT)


def test_burying_nothing_writes_nothing(var):
    bury(DATA_KEY, [], at=AT)
    assert not journal().exists()


def test_the_owner_who_is_held_by_the_wall_replays_too_and_the_wall_stands_after_it(
    var, world, owner_connection
):
    key = key_of(owner_connection, world)
    write_down(DATA_KEY, [key], DONE, at=AT)
    owner_connection.execute("SET ROLE zv_owner")
    assert owner_connection.execute("DELETE FROM records.data_key").rowcount == 0
    assert replay_tombstones(owner_connection) == 1
    assert owner_connection.execute("SELECT count(*) FROM records.data_key").fetchone() == (0,)
    owner_connection.execute("RESET ROLE")
    assert not alive(owner_connection, key)
    forced = "SELECT relforcerowsecurity FROM pg_class WHERE oid = 'records.data_key'::regclass"
    assert owner_connection.execute(forced).fetchone() == (True,)


def test_the_connection_of_a_migration_replays_as_it_is(var, world, as_owner, owner_connection):
    key = key_of(owner_connection, world)
    write_down(DATA_KEY, [key], DONE, at=AT)
    assert replay_tombstones(as_owner) == 1
    assert not alive(owner_connection, key)
