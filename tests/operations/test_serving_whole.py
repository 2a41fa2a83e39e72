"""A whole installation with a key server of its own: filled, served, locked, reloaded under load, ended."""

import http.client
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from zorgvuldig.interfaces.supervision import started_at

pytestmark = [pytest.mark.cluster, pytest.mark.slow]
READY_SECONDS = 150


@pytest.fixture
def zorgvuldig(open_folder, port):
    """Run commands for this installation alone, and end whatever is left of it."""
    var = open_folder / "var"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ZORGVULDIG_")}
    environment |= {"ZORGVULDIG_VAR": str(var), "PORT": str(port)}
    environment["ZORGVULDIG_KEYS"] = f"unix:{var}/key-server/socket"

    def run(*words):
        program = [sys.executable, "-m", "zorgvuldig.interfaces.command_line", *map(str, words)]
        return subprocess.Popen(program, env=environment, stdout=subprocess.PIPE, text=True)

    yield run
    run("stop").communicate()


def done(process):
    told, _ = process.communicate(timeout=READY_SECONDS)
    assert process.returncode == 0, told
    return told


def asked(port, path):
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        asking.request("GET", path, headers={"Host": "localhost", "Connection": "close"})
        answer = asking.getresponse()
        return answer.status, answer.read()
    finally:
        asking.close()


def test_a_key_server_of_its_own_serves_the_whole_and_pages_are_replaced_without_a_dropped_request(
    zorgvuldig, open_folder, port
):
    served = zorgvuldig("demo", open_folder / "demo", "--insured", 60, "--claims", 60)
    try:
        told = []
        for line in served.stdout:
            told.append(line)
            if line.startswith("READY"):
                break
        assert told[-1].startswith("READY"), told
        var = open_folder / "var"
        assert json.loads(asked(port, "/readyz")[1])["keys"] == "ok"
        no_process_leaves_its_memory(var)
        the_keys_are_asked_of_the_server_alone(var)
        done(zorgvuldig("keys", "lock"))
        assert json.loads(asked(port, "/readyz")[1])["keys"] == "unavailable"
        done(zorgvuldig("keys", "unlock"))
        answers, told = under_load(port, lambda: done(zorgvuldig("reload")))
        assert told == "2 page processes were replaced.\n"
        assert set(answers) == {200}
        assert len(answers) > 20
        assert json.loads(asked(port, "/readyz")[1])["keys"] == "ok"
        refused = zorgvuldig("database", "dump", open_folder / "early.dump")
        refused.communicate()
        assert refused.returncode == 2
        pids = [pid for pid, _ in json.loads((var / "processes.json").read_text())]
    finally:
        done(zorgvuldig("stop"))
        served.communicate()
    assert [pid for pid in pids if started_at(pid)] == []
    done(zorgvuldig("database", "dump", open_folder / "whole.dump"))
    assert (open_folder / "whole.dump").read_bytes().startswith(b"PGDMP")
    assert (open_folder / "whole.dump").stat().st_mode & 0o777 == 0o600


def no_process_leaves_its_memory(var):
    """Core dumps are forbidden in every process of the installation."""
    noted = json.loads((var / "processes.json").read_text())
    assert len(noted) >= 6
    for pid, _ in noted:
        limits = Path(f"/proc/{pid}/limits").read_text(encoding="utf-8").splitlines()
        (core,) = [line.split()[4:6] for line in limits if line.startswith("Max core file size")]
        assert core == ["0", "0"], pid


def the_keys_are_asked_of_the_server_alone(var):
    lines = [json.loads(line) for line in (var / "key-server" / "audit.log").read_text().splitlines()]
    assert {"wrap", "unwrap", "mac"} <= {line["op"] for line in lines}
    assert {line["outcome"] for line in lines} == {"done"}
    if os.geteuid() == 0:
        owners = {(var / "keys" / name).stat().st_uid for name in ("kek", "gate-proof", "bsn-index")}
        assert owners == {(var / "key-server").stat().st_uid}
        assert (var / "keys" / "django-secret").stat().st_uid not in owners


def under_load(port, work):
    """Ask for pages all the while that something is done; give every answer and what was done."""
    answers, stop = [], threading.Event()

    def ask():
        while not stop.is_set():
            answers.append(asked(port, "/inloggen/")[0])
            # Less often than one address is turned away for asking too much, also where replacing takes long.
            time.sleep(0.15)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        told = work()
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    return answers, told
