"""An entry that the log does not take at once waits in a file, and nothing is opened until it is in."""

import json
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.db import connections, transaction
from test_the_door import enter, entries, look, marketer

from proofs.wall.attempt import handler
from proofs.wall.world import BRAM_BSN
from zorgvuldig.ledger import apart, gate, traces
from zorgvuldig.ledger.processing import Refused, processing
from zorgvuldig.records import whole_files
from zorgvuldig.records.models import Person


@pytest.fixture
def var(settings, tmp_path):
    """A folder in which nothing of another test waits."""
    settings.VAR_FOLDER = tmp_path
    return tmp_path


@pytest.fixture
def shut(owner_connection):
    """Let the log take nothing, until it is opened again."""
    owner_connection.execute("REVOKE INSERT ON ledger.intake FROM zv_gate")
    return lambda: owner_connection.execute("GRANT INSERT ON ledger.intake TO zv_gate")


def waiting(var):
    return sorted((var / apart.FOLDER).glob("*.json"))


def refuse(world, at, actor=None):
    with pytest.raises(Refused) as caught, transaction.atomic():
        enter(look(world), at=at, actor=actor or marketer())
    return caught.value


def test_what_the_log_did_not_take_opens_nothing_until_it_is_in(world, at, var, shut):
    first, second = refuse(world, at), refuse(world, at)
    assert "UnwrittenError" in second.decision.reason_english
    assert [path.stem[13:] for path in waiting(var)] == [str(first.entry_id), str(second.entry_id)]
    assert not entries()
    shut()
    with transaction.atomic():
        opened = enter(look(world), at=at).entry_id
    assert {entry.entry_id for entry in entries()} == {first.entry_id, second.entry_id, opened}
    assert not waiting(var)


def test_what_waits_says_nothing_of_anybody_and_is_for_its_account_alone(world, at, var, shut):
    refuse(world, at)
    (path,) = waiting(var)
    assert path.stat().st_mode & 0o077 == 0
    content = path.read_text()
    assert not any(word in content for word in (world.anna.bsn, BRAM_BSN, str(world.anna.id), "Aalbers"))
    assert "expires" not in json.loads(content)


@pytest.mark.parametrize(
    "attack",
    [
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()",
        # The entry is still under way when it is to be written apart: that waits, and then waits in a file.
        "SAVEPOINT processing_1; SAVEPOINT processing_2; SAVEPOINT processing_3",
        "ALTER ROLE zv_app SET role = 'zv_marketing'",
    ],
)
def test_a_look_is_kept_whatever_sql_inside_the_block_does_to_the_writing(
    world, at, var, attack, owner_connection
):
    seen = []

    def steal():
        with traces.kept(), transaction.atomic(), processing(look(world), actor=handler(), at=at) as grant:
            seen.append(grant.entry_id)
            assert Person.objects.exists()
            with connections["default"].cursor() as cursor:
                cursor.execute("SET LOCAL role none")
                cursor.execute(attack)
            raise ZeroDivisionError

    try:
        with pytest.raises(Exception):  # noqa: B017, PT011 — whatever is left of the session says something
            steal()
    finally:
        owner_connection.execute("ALTER ROLE zv_app RESET ALL")
        connections.close_all()
    apart.settle()
    assert seen[0] in {entry.entry_id for entry in entries()}


def test_without_the_waiting_the_look_would_be_lost(world, at, var, shut, monkeypatch):
    monkeypatch.setattr(apart, "_keep", lambda *_: False)
    assert refuse(world, at).entry_id is None
    # The process ends.
    apart._nowhere.clear()
    shut()
    apart.settle()
    assert not entries()


def test_an_entry_that_two_bring_in_stands_once(world, at, var, shut):
    refuse(world, at)
    (path,) = waiting(var)
    content = path.read_text()
    shut()
    apart.settle()
    path.write_text(content)
    apart.settle()
    assert len(entries()) == 1
    assert not waiting(var)


def test_what_another_process_brought_in_meanwhile_is_passed_over(var, monkeypatch):
    monkeypatch.setattr(apart, "_waiting", lambda: [var / apart.FOLDER / "gone.json"])
    apart.settle()


def test_it_waits_once_however_often_it_is_tried(world, at, var, monkeypatch):
    monkeypatch.setattr(gate, "enter", lambda *_: 1 / 0)
    entry_id = uuid4()
    assert apart.enter(entry_id, {}) == apart.enter(entry_id, {}) == entry_id
    assert len(waiting(var)) == 1


def test_where_nothing_can_be_kept_an_alarm_is_raised(world, at, settings, tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(gate, "enter", lambda *_: 1 / 0)
    settings.VAR_FOLDER = tmp_path / "no" / "such"
    assert apart.enter(uuid4(), {}) is None
    assert "cannot be kept" in caplog.text


def test_while_an_entry_stands_nowhere_nothing_is_opened_and_then_it_stands(world, at, var, monkeypatch):
    """Neither the log nor the disk took it, and the process lives on."""
    with monkeypatch.context() as broken:
        broken.setattr(gate, "enter", lambda *_: 1 / 0)
        broken.setattr(apart, "_keep", lambda *_: False)
        assert refuse(world, at).entry_id is None
        with (
            transaction.atomic(),
            pytest.raises(Refused) as refused,
            processing(look(world), actor=handler(), at=at),
        ):
            pass
        assert isinstance(refused.value.__cause__, apart.UnwrittenError)
    with transaction.atomic(), processing(look(world), actor=handler(), at=at):
        pass
    assert sorted(entry.outcome for entry in entries()).count("permit") == 1
    assert len(entries()) == 3


def test_no_more_is_remembered_than_a_process_can_hold(var, monkeypatch):
    monkeypatch.setattr(gate, "enter", lambda *_: 1 / 0)
    monkeypatch.setattr(apart, "_keep", lambda *_: False)
    monkeypatch.setattr(apart, "MOST", 2)
    for _ in range(3):
        assert apart.enter(uuid4(), {}) is None
    assert len(apart._nowhere) == 2
    apart.forget()
    apart.settle()


def test_no_disk_is_filled_with_refusals(var, monkeypatch, caplog):
    monkeypatch.setattr(gate, "enter", lambda *_: 1 / 0)
    monkeypatch.setattr(apart, "MOST", 2)
    assert [apart.enter(uuid4(), {}) is None for _ in range(3)] == [False, False, True]
    assert "no more are kept" in caplog.text
    apart.forget()
    assert not waiting(var)


def test_a_file_of_root_goes_to_the_account_of_the_folder(var, monkeypatch):
    monkeypatch.setattr(gate, "enter", lambda *_: 1 / 0)
    given = []
    monkeypatch.setattr(whole_files.os, "geteuid", lambda: -1)
    monkeypatch.setattr(whole_files.os, "fchown", lambda *words: given.append(words[1]))
    assert apart.enter(uuid4(), {})
    assert given == [(django_settings.VAR_FOLDER / apart.FOLDER).stat().st_uid]
