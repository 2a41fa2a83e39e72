"""Processes run together: started, noted, ended, and never mistaken for a stranger's."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from math import inf

import pytest

from zorgvuldig.interfaces import supervision
from zorgvuldig.interfaces.database.accounts import own_account
from zorgvuldig.interfaces.supervision import (
    Member,
    MemberDiedError,
    Supervisor,
    end_noted,
    rotate,
    started_at,
)
from zorgvuldig.ledger.halting import HALTED_EXIT

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    (
        "import signal, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "print('deaf', flush=True)\n"
        "time.sleep(60)"
    ),
]
SUPERVISE = """
import sys
from pathlib import Path
from zorgvuldig.interfaces.database.accounts import own_account
from zorgvuldig.interfaces.supervision import Member, Supervisor
folder = Path(sys.argv[1])
supervisor = Supervisor(folder / "note.json", folder / "log")
with supervisor.listening():
    for number in range(2):
        words = [sys.executable, "-c", "import time; time.sleep(60)"]
        supervisor.start(Member(f"member-{number}", words, own_account(), {}))
    print("started", flush=True)
    try:
        supervisor.watch()
    finally:
        supervisor.end()
"""


@pytest.fixture
def supervisor(tmp_path):
    ours = Supervisor(tmp_path / "note.json", tmp_path / "log")
    yield ours
    for process in ours.running.values():
        process.kill()
    ours.end()


@pytest.fixture
def supervising(tmp_path):
    """Run a supervisor with two members in a process of its own."""
    with subprocess.Popen(
        [sys.executable, "-c", SUPERVISE, str(tmp_path)], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout.readline() == b"started\n"
        yield process
        process.kill()
    end_noted(tmp_path / "note.json")


def member(words=SLEEP, name="member"):
    return Member(name, words, own_account(), dict(os.environ))


def living(note):
    return [pid for pid, started in json.loads(note.read_text()) if started_at(pid) == started]


def test_a_member_runs_is_noted_and_ends_with_its_supervisor(supervisor):
    supervisor.start(member())
    pid = supervisor.running["member"].pid
    assert [pid for pid, _ in json.loads(supervisor.note.read_text())] == [os.getpid(), pid]
    supervisor.end()
    assert started_at(pid) is None
    assert not supervisor.note.exists()


def test_a_member_that_ends_by_itself_is_an_error_with_its_last_words(supervisor):
    supervisor.start(member([sys.executable, "-c", "raise SystemExit('no room left')"]))
    with pytest.raises(MemberDiedError, match="member ended by itself: no room left"):
        supervisor.watch()


def noted(note):
    return [pid for pid, _ in json.loads(note.read_text())]


@pytest.fixture
def quick(monkeypatch):
    """Let a member wait for a moment only before it starts again."""
    monkeypatch.setattr(supervision, "FIRST_PAUSE", 0.02)
    monkeypatch.setattr(supervision, "PAUSE_SECONDS", 0.02)


def test_a_member_that_was_killed_is_started_again_and_noted_anew(supervisor, quick, capsys):
    supervisor.start(member())
    supervisor.start(member(name="other"))
    first, other = supervisor.running["member"].pid, supervisor.running["other"].pid
    os.kill(first, signal.SIGKILL)

    def again_there():
        return "member" in supervisor.running and supervisor.running["member"].pid != first

    supervisor.watch(again_there, seconds=10, restart=True)
    again = supervisor.running["member"].pid
    assert set(noted(supervisor.note)) == {os.getpid(), other, again}
    assert started_at(again)
    assert started_at(other)
    assert (
        "RESTART: member ended by itself and starts again in 0.02 s (1 of 5 times)" in capsys.readouterr().out
    )


def test_a_member_that_ends_too_often_ends_everything_and_waits_longer_each_time(supervisor, quick, capsys):
    supervisor.start(member([sys.executable, "-c", "raise SystemExit('no room left')"]))
    with pytest.raises(MemberDiedError, match=r"member ended by itself 6 times in 10 minutes.*no room left"):
        supervisor.watch(seconds=30, restart=True)
    pauses = [float(line.split(" in ")[1].split()[0]) for line in capsys.readouterr().out.splitlines()]
    assert pauses == [0.02, 0.04, 0.08, 0.16, 0.32]


def test_restarts_of_long_ago_do_not_count(supervisor, quick, monkeypatch):
    monkeypatch.setattr(supervision, "WHILE_SECONDS", 0.01)
    supervisor.start(member([sys.executable, "-c", "raise SystemExit('again')"]))
    log = supervisor.logs / "member.log"
    supervisor.watch(lambda: log.read_text().count("again") > 6, seconds=30, restart=True)


def test_what_a_dead_member_started_itself_ends_before_it_starts_again(supervisor, quick, tmp_path):
    child = tmp_path / "child"
    words = [
        sys.executable,
        "-c",
        (
            f"import subprocess; from pathlib import Path; p = subprocess.Popen({SLEEP!r}); "
            f"Path({str(child)!r}).write_text(str(p.pid)); raise SystemExit(1)"
        ),
    ]
    supervisor.start(member(words))
    supervisor.watch(lambda: "member" not in supervisor.running, seconds=10, restart=True)
    until = time.monotonic() + 5
    while started_at(int(child.read_text())) and time.monotonic() < until:
        time.sleep(0.02)
    assert started_at(int(child.read_text())) is None


def test_who_found_the_log_broken_is_not_started_again(supervisor, quick, capsys):
    words = [sys.executable, "-c", f"raise SystemExit({HALTED_EXIT})"]
    supervisor.start(Member("sequencer", words, own_account(), dict(os.environ), may_halt=True))
    supervisor.watch(lambda: not supervisor.running, seconds=10, restart=True)
    assert "ALARM: the sequencer stopped for good" in capsys.readouterr().out
    assert noted(supervisor.note) == [os.getpid()]
    assert supervisor.known["sequencer"].due == inf


def test_a_member_that_never_becomes_ready_is_an_error(supervisor):
    supervisor.start(member())
    with pytest.raises(MemberDiedError, match="did not become ready in 0 s"):
        supervisor.watch(until=lambda: False, seconds=0.1)


def test_watching_ends_when_what_was_waited_for_holds(supervisor):
    supervisor.start(member())
    answers = iter([False, False, True])
    supervisor.watch(until=lambda: next(answers), seconds=10)


def test_a_member_deaf_to_kindness_is_killed(supervisor, monkeypatch):
    monkeypatch.setattr("zorgvuldig.interfaces.supervision.GRACE_SECONDS", 0.2)
    supervisor.start(member(STUBBORN))
    pid = supervisor.running["member"].pid
    while "deaf" not in (supervisor.logs / "member.log").read_text():
        time.sleep(0.02)
    supervisor.end()
    assert started_at(pid) is None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_watch(supervisor, number):
    supervisor.start(member())
    with supervisor.listening():
        threading.Timer(0.2, os.kill, (os.getpid(), number)).start()
        supervisor.watch(seconds=10)
    assert supervisor.asked_to_end


def test_stopping_from_another_shell_ends_supervisor_and_members(supervising, tmp_path):
    pids = living(tmp_path / "note.json")
    assert len(pids) == 3
    # The supervisor is this test's child: as long as nobody waits for it, it stays on as a zombie.
    assert end_noted(tmp_path / "note.json") >= 1
    assert [pid for pid in pids if started_at(pid)] == []
    assert supervising.wait(5) == 0


def test_what_a_killed_supervisor_left_is_ended_by_the_next(supervising, tmp_path):
    supervising.kill()
    supervising.wait()
    pids = living(tmp_path / "note.json")
    assert len(pids) == 2
    assert end_noted(tmp_path / "note.json") == 2
    assert [pid for pid in pids if started_at(pid)] == []


def test_a_stranger_with_a_noted_number_is_left_alone(tmp_path):
    with subprocess.Popen(SLEEP) as stranger:
        (tmp_path / "note.json").write_text(json.dumps([[stranger.pid, "1"], [os.getpid(), "1"]]))
        assert end_noted(tmp_path / "note.json") == 0
        assert stranger.poll() is None
        stranger.kill()


def test_without_a_note_there_is_nothing_to_end(tmp_path):
    assert end_noted(tmp_path / "note.json") == 0


def test_a_process_that_is_gone_never_started():
    with subprocess.Popen(["/bin/true"]) as gone:
        time.sleep(0.2)
        assert started_at(gone.pid) is None
    assert started_at(gone.pid) is None


def test_a_log_that_grew_too_long_is_put_aside_and_goes_on_at_its_beginning(tmp_path, monkeypatch):
    monkeypatch.setattr(supervision, "LOG_BYTES", 10)
    log = tmp_path / "web.log"
    with log.open("ab", buffering=0) as writing:
        for number in range(8):
            writing.write(f"line number {number}\n".encode())
            rotate(tmp_path)
        writing.write(b"short\n")
    assert log.read_text() == "short\n"
    kept = sorted(path.name for path in tmp_path.iterdir())
    assert kept == ["web.log", *(f"web.log.{number}" for number in range(1, 6))]
    assert (tmp_path / "web.log.1").read_text() == "line number 7\n"


def test_old_logs_are_removed_after_their_days(tmp_path):
    old, young = tmp_path / "web.log.2", tmp_path / "web.log.1"
    for path in (old, young):
        path.write_text("x")
    long_ago = time.time() - 36 * 86_400
    os.utime(old, (long_ago, long_ago))
    rotate(tmp_path)
    assert (old.exists(), young.exists()) == (False, True)


def test_the_members_that_live_are_known_without_their_supervisor(tmp_path):
    note = tmp_path / "processes.json"
    own = [os.getpid(), started_at(os.getpid())]
    note.write_text(json.dumps([own, own, [os.getpid(), "0"], [1, None]]))
    assert supervision.living(note) == [os.getpid()]
    assert supervision.living(tmp_path / "none.json") == []
