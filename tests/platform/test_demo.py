"""The demo, from nothing to pages that answer: built, killed on the way, built anew, served, stopped."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request

import pytest

from zorgvuldig.interfaces.command_line import demo
from zorgvuldig.interfaces.supervision import started_at

pytestmark = pytest.mark.cluster
SMALL = ("--insured", "60", "--claims", "60")
READY_SECONDS = 120


@pytest.fixture
def show(open_folder, port):
    """Run the command of the demo, and end whatever is left of it."""
    environment = {
        **{name: value for name, value in os.environ.items() if name != "ZORGVULDIG_PROCESS"},
        "ZORGVULDIG_VAR": str(open_folder / "var"),
        "PORT": str(port),
    }
    words = [sys.executable, "-m", "zorgvuldig.interfaces.command_line"]
    started = []

    def run(*more, wait=False):
        process = subprocess.Popen([*words, *more], env=environment, stdout=subprocess.PIPE, text=True)
        started.append(process)
        if wait:
            told = process.communicate()[0]
            assert process.returncode == 0, told
            return told
        return process

    yield run
    run("stop", wait=True)
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stdout.close()


def read_until(process, word):
    until = time.monotonic() + READY_SECONDS
    told = []
    while time.monotonic() < until:
        line = process.stdout.readline()
        told.append(line)
        if word in line:
            return told
        if not line and process.poll() is not None:
            break
    raise AssertionError(f"never said {word}: {told}")


@pytest.mark.slow
def test_a_demo_killed_on_its_way_is_built_anew_served_shown_again_and_stopped(show, open_folder, port):
    folder, var = open_folder / "demo", open_folder / "var"
    killed = show("demo", str(folder), *SMALL)
    read_until(killed, "loading it")
    killed.send_signal(signal.SIGKILL)
    killed.wait()

    shown = show("demo", str(folder), *SMALL)
    assert read_until(shown, "READY")[-1] == f"READY http://localhost:{port}\n"
    check_what_was_made(folder)
    check_what_is_served(port)
    logins = (folder / "logins.json").read_text()

    again = show("demo", str(folder), *SMALL)
    assert not any("making the demo insurer" in line for line in read_until(again, "READY"))
    assert shown.wait(30) == 0, "the earlier demo gives way"
    assert (folder / "logins.json").read_text() == logins

    noted = json.loads((var / "processes.json").read_text())
    # Database, pages, jobs, sequencer, witness, and the test provider of the national schemes.
    assert len(noted) == 6
    assert "stopped" in show("stop", wait=True)
    assert again.wait(30) == 0
    assert [pid for pid, since in noted if started_at(pid) == since] == []
    assert not (var / "postgres" / "data" / "postmaster.pid").exists()


def check_what_was_made(folder):
    logins = json.loads((folder / "logins.json").read_text())
    assert {login["desk"] for login in logins} == {
        *("staff", "medical", "insured"),
        *("provider", "partner", "oversight"),
    }
    assert all(set(login) == {"user", "password", "totp_secret", "desk"} for login in logins)
    assert stat.S_IMODE((folder / "logins.json").stat().st_mode) == 0o600
    totals = json.loads((folder / "received.json").read_text())["totals"]
    assert totals["accepted"] > totals["refused"] > 0


def check_what_is_served(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
        assert json.load(answer) == {"status": "ok"}
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("written", "made", "state"),
    [
        (None, True, demo.NONE),
        ('{"state": "whole"}', True, demo.WHOLE),
        ('{"state": "whole"}', False, demo.BEGUN),
        ('{"state": "begun"}', True, demo.BEGUN),
        ("{half", True, demo.BEGUN),
    ],
)
def test_a_demo_is_whole_only_when_it_was_finished_and_is_still_there(
    tmp_path, monkeypatch, written, made, state
):
    monkeypatch.setattr(demo, "STATE", tmp_path / "demo.json")
    if written is not None:
        demo.STATE.write_text(written)
    if made:
        (tmp_path / "insurer").mkdir()
        (tmp_path / "insurer" / "manifest.json").touch()
    assert demo.read_state(tmp_path) == state


def test_a_port_that_is_taken_is_named_before_anything_starts(show, port):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        serving = subprocess.run(
            [sys.executable, "-m", "zorgvuldig.interfaces.command_line", "serve", "--port", str(port)],
            capture_output=True,
            text=True,
            check=False,
        )
    assert serving.returncode == 2
    assert f"Port {port} on 127.0.0.1 cannot be used" in serving.stderr
