"""The log is kept whole and once, a gap in it is seen, and old backups go."""

import json
import subprocess
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pytest

from zorgvuldig.interfaces.command_line import dispatch
from zorgvuldig.interfaces.database import archive, closing
from zorgvuldig.interfaces.database.archive import ArchiveError, archive_settings, choose_archive, gaps
from zorgvuldig.interfaces.database.backups import Backup, BackupError, check_log, list_backups, prune_backups
from zorgvuldig.interfaces.database.restoring import State, Target, choose_backup

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SEGMENT = "000000010000000000000007"


def backup(days_ago, start="0/2000028", timeline=1):
    made_at = NOW - timedelta(days=days_ago)
    return Backup(
        identifier=made_at.strftime("%Y%m%dT%H%M%SZ"),
        made_at=made_at.isoformat(),
        server_version=18,
        system="7",
        timeline=timeline,
        start=start,
        stop=start,
        files=1,
        size=1,
        outside={},
        ledger_size=0,
        ledger_note=None,
    )


@pytest.fixture
def kept(tmp_path):
    """Give a folder with backups of 40, 20 and 1 days old, and a log."""
    (tmp_path / "base").mkdir()
    (tmp_path / "wal").mkdir()
    for one in (backup(40), backup(20, "0/5000028"), backup(1, "0/8000028")):
        (tmp_path / "base" / one.identifier).mkdir()
        (tmp_path / "base" / f"{one.identifier}.json").write_text(json.dumps(asdict(one)))
    for number in range(2, 10):
        (tmp_path / "wal" / f"0000000100000000{number:08X}.gz").write_bytes(b"")
    return tmp_path


@pytest.fixture
def handed(tmp_path):
    """Give a server's home and a way to hand a segment to its archive command."""
    home, folder = tmp_path / "home", tmp_path / "wal"
    home.mkdir()
    folder.mkdir()
    choose_archive(home, folder)
    command = archive_settings(home)["archive_command"]

    def hand(content, name=SEGMENT):
        (home / name).write_bytes(content)
        words = command.replace("%p", name).replace("%f", name)
        return subprocess.run(["/bin/sh", "-c", words], cwd=home, check=False).returncode

    return hand, folder


def test_a_segment_is_kept_and_comes_back_as_it_was(handed, tmp_path):
    hand, folder = handed
    assert hand(b"what was written" * 1000) == 0
    words = archive.restore_command(folder).replace("%f", SEGMENT).replace("%p", "back")
    assert subprocess.run(["/bin/sh", "-c", words], cwd=tmp_path, check=False).returncode == 0
    assert (tmp_path / "back").read_bytes() == b"what was written" * 1000


def test_a_segment_that_is_offered_again_after_a_crash_is_taken_as_kept(handed):
    hand, _ = handed
    assert [hand(b"same"), hand(b"same")] == [0, 0]


def test_another_segment_under_the_same_name_is_never_written_over_the_first(handed):
    hand, folder = handed
    hand(b"first")
    before = (folder / f"{SEGMENT}.gz").read_bytes()
    assert hand(b"second") != 0
    assert (folder / f"{SEGMENT}.gz").read_bytes() == before


def test_a_full_or_missing_disk_is_told_to_the_server_which_then_keeps_the_segment(handed):
    hand, folder = handed
    folder.rmdir()
    assert hand(b"nowhere") != 0


def test_a_log_that_was_not_kept_does_not_come_back_as_an_empty_one(tmp_path):
    words = archive.restore_command(tmp_path).replace("%f", SEGMENT).replace("%p", "back")
    assert subprocess.run(["/bin/sh", "-c", words], cwd=tmp_path, check=False).returncode != 0
    assert not (tmp_path / "back").exists()


@pytest.mark.parametrize("name", ["it's", "a b", "$(id)", "%f", "a;b", "line\nend"])
def test_a_folder_whose_name_a_shell_would_read_otherwise_is_refused(tmp_path, name):
    with pytest.raises(ArchiveError, match="letters, digits"):
        choose_archive(tmp_path, tmp_path / name)


def test_nothing_is_kept_before_a_backup_was_made_and_the_server_waits_for_nobody(tmp_path):
    assert archive_settings(tmp_path) == {"archive_mode": "on", "archive_command": "/bin/true"}


def test_a_gap_in_the_log_is_named():
    names = [f"0000000100000000{number:08X}" for number in (2, 3, 5)]
    assert list(gaps(names)) == [f"the log between {names[1]} and {names[2]} is missing"]


def test_a_step_to_another_timeline_or_to_the_next_256_segments_is_no_gap():
    names = ["0000000100000000000000FF", "000000010000000100000000", "000000020000000100000000"]
    assert list(gaps(names)) == []


def test_a_piece_of_log_that_does_not_unpack_is_named(kept):
    newest = list_backups(kept)[-1]
    assert any("is damaged" in fault for fault in check_log(kept, newest))


def test_backups_over_their_term_go_with_the_log_that_only_they_needed(kept):
    gone = prune_backups(kept, days=35, at=NOW)
    assert gone == [backup(40).identifier]
    assert [one.identifier for one in list_backups(kept)] == [backup(20).identifier, backup(1).identifier]
    assert min(path.name for path in (kept / "wal").iterdir()).startswith("000000010000000000000005")


@pytest.mark.parametrize("days", [0, 36])
def test_no_backup_stays_longer_than_thirty_five_days(kept, days):
    with pytest.raises(BackupError, match="1 to 35 days"):
        prune_backups(kept, days=days, at=NOW)


def test_the_last_backup_is_never_removed_for_its_age(kept):
    with pytest.raises(BackupError, match="make a new one first"):
        prune_backups(kept, days=1, at=NOW + timedelta(days=30))
    assert len(list_backups(kept)) == 3


def test_a_restore_begins_at_the_newest_copy_from_which_the_moment_can_be_reached(kept):
    until = Target(until=NOW - timedelta(days=5))
    assert choose_backup(kept, until).identifier == backup(20).identifier
    assert choose_backup(kept, Target()).identifier == backup(1).identifier
    with pytest.raises(BackupError, match="no backup that reaches"):
        choose_backup(kept, Target(until=NOW - timedelta(days=50)))
    with pytest.raises(BackupError, match="knows no point"):
        choose_backup(kept, Target(point="never"))


def test_what_would_be_lost_is_said_in_numbers():
    here = State(4, 7, NOW, {"records.claim": 9, "ledger.intake": 7, "records.person": 2})
    there = State(4, 5, NOW, {"records.claim": 6, "ledger.intake": 5, "records.person": 2})
    assert here.beyond(there) == [f"2 entries of the ledger, the newest of {NOW}", "records.claim: 3 rows"]
    assert there.beyond(here) == []


def test_a_closed_service_opens_on_a_persons_word_alone_and_the_word_is_kept(tmp_path):
    closing.need_open(tmp_path)
    (tmp_path / "ledger").mkdir()
    (tmp_path / "ledger" / "checkpoint").write_text("signed")
    closing.close(tmp_path, why="the log is shorter", at=NOW)
    with pytest.raises(closing.ClosedError, match="the log is shorter"):
        closing.need_open(tmp_path)
    closing.decide_to_open(tmp_path, who="the officer", because="the rest is lost", at=NOW)
    closing.need_open(tmp_path)
    told = json.loads((tmp_path / "opened.jsonl").read_text())
    assert (told["by"], told["because"], told["signed_before"]) == (
        "the officer",
        "the rest is lost",
        "signed",
    )
    assert not (tmp_path / "ledger" / "checkpoint").exists()
    with pytest.raises(closing.ClosedError, match="nothing to decide"):
        closing.decide_to_open(tmp_path, who="x", because="y", at=NOW)


def test_a_note_of_closing_that_cannot_be_read_keeps_the_service_closed(tmp_path):
    (tmp_path / "closed.json").write_text("{")
    with pytest.raises(closing.ClosedError, match="cannot be read"):
        closing.need_open(tmp_path)


@pytest.mark.parametrize("words", [["jobs", "--once"], ["ledger", "sequence"], ["tables", "publish"]])
def test_nothing_that_adds_to_the_log_starts_while_the_service_is_closed(database, settings, capsys, words):
    closing.close(settings.VAR_FOLDER, why="the log is shorter", at=NOW)
    try:
        assert dispatch.main(words) == dispatch.BAD_CALL
        assert "closed until a person decides" in capsys.readouterr().err
    finally:
        closing.reopen(settings.VAR_FOLDER)


def test_the_unfinished_end_of_the_log_comes_from_the_server_that_is_replaced(tmp_path):
    kept, left = tmp_path / "wal", tmp_path / "pg_wal"
    kept.mkdir()
    left.mkdir()
    (left / SEGMENT).write_bytes(b"the last minute")
    words = archive.restore_command(kept, leftover=[left]).replace("%f", SEGMENT).replace("%p", "back")
    assert subprocess.run(["/bin/sh", "-c", words], cwd=tmp_path, check=False).returncode == 0
    assert (tmp_path / "back").read_bytes() == b"the last minute"


def test_a_service_opens_by_itself_once_nothing_is_left_to_decide(tmp_path):
    assert closing.reopen(tmp_path) is None
    closing.close(tmp_path, why="the log is shorter", at=NOW)
    assert "the log is shorter" in (closing.reopen(tmp_path) or "")
    closing.need_open(tmp_path)
