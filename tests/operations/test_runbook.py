"""The runbook does what it says: its marked blocks are run in order, in a throwaway installation."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from zorgvuldig.interfaces.database.cluster import embedded_cluster

pytestmark = [
    pytest.mark.cluster,
    pytest.mark.skipif(not shutil.which("curl"), reason="the runbook asks the pages with curl"),
]
PAGE = Path(__file__).parents[2] / "docs" / "operations.md"
BLOCK = re.compile(r"^```sh run\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MINUTES = 8


def blocks():
    return BLOCK.findall(PAGE.read_text(encoding="utf-8"))


@pytest.fixture
def throwaway(open_folder, port):
    """Give the surroundings of an installation of its own, and end everything in it."""
    var = open_folder / "var"
    var.mkdir()
    surroundings = {name: word for name, word in os.environ.items() if not name.startswith("ZORGVULDIG_")}
    surroundings.pop("DJANGO_SETTINGS_MODULE", None)
    yield surroundings | {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "ZORGVULDIG_VAR": str(var),
        "PORT": str(port),
        "BACKUPS": str(open_folder / "backups"),
        "INSURER": str(open_folder / "insurer"),
        "RETURNS": str(open_folder / "returns"),
        "SERVE_LOG": str(open_folder / "serve.log"),
    }
    cluster = embedded_cluster(var)
    cluster.stop()
    shutil.rmtree(cluster.home, ignore_errors=True)


def test_the_page_has_a_block_for_every_matter_that_can_be_tried():
    words = " ".join(blocks())
    for command in (
        "database prepare",
        "migrate",
        "serve",
        "metrics",
        "ledger verify",
        "backup make",
        "backup verify",
        "backup prune",
        "backup point",
        "restore",
        "stop",
    ):
        assert f"zorgvuldig {command}" in words, command


@pytest.mark.slow
def test_every_block_of_the_runbook_does_what_the_page_says(throwaway):
    script = "set -eu\nset -x\n" + "\n".join(blocks())
    running = subprocess.Popen(
        ["/bin/bash", "-c", script],
        cwd="/",
        env=throwaway,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        told, _ = running.communicate(timeout=MINUTES * 60)
    except subprocess.TimeoutExpired:
        os.killpg(running.pid, signal.SIGKILL)
        told, _ = running.communicate()
        raise AssertionError(f"the runbook did not end: {told[-3000:]}") from None
    assert running.returncode == 0, told[-4000:]
    assert "CLOSED: the ledger" in told
    assert "The service is closed until a person decides" in told
    assert "open again: the log is as long as what was signed" in told
