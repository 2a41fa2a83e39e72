"""A made-up insurer with settled claims, and the letters about them, set by the real Typst."""

from __future__ import annotations

import json
import shutil

import pytest
from django.db import transaction
from django.utils import timezone

from zorgvuldig.interfaces.command_line import main
from zorgvuldig.interfaces.letters import spool


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("insurer") / "made"
    assert main(["synth", "--insured", "150", "--claims", "60", "--seed", "11", "--out", str(folder)]) == 0
    return folder


def receive(made):
    assert main(["load", str(made)]) == 0
    files = sorted(str(path) for path in (made / "claims").iterdir())
    assert main(["claims", "receive", *files, "--respond", str(made.parent)]) in {0, 1, 2}


def write(made, once_built):
    once_built("received", lambda: receive(made))
    assert main(["letters", "write"]) == 0


@pytest.fixture
def received(made, once_built):
    """Load the insurer and receive its claims; nobody was written to."""
    once_built("received", lambda: receive(made))
    shutil.rmtree(spool.OUTBOUND, ignore_errors=True)


@pytest.fixture
def written(made, once_built):
    """Load the insurer, receive its claims, and write the letters about them."""

    once_built("letters", lambda: write(made, once_built))
    shutil.rmtree(spool.OUTBOUND, ignore_errors=True)


@pytest.fixture
def sent(made, once_built):
    """Send what was written, once; the spool is as that left it."""
    kept = made.parent / "outbound"

    def build():
        once_built("letters", lambda: write(made, once_built))
        shutil.rmtree(spool.OUTBOUND, ignore_errors=True)
        assert main(["--debug", "letters", "send"]) in {0, 1}
        shutil.copytree(spool.OUTBOUND, kept)

    once_built("sent", build)
    shutil.rmtree(spool.OUTBOUND, ignore_errors=True)
    shutil.copytree(kept, spool.OUTBOUND)


@pytest.fixture
def people(made):
    rows = json.loads((made / "demo_cast.json").read_text(encoding="utf-8"))
    return rows if isinstance(rows, list) else rows["cast"]


@pytest.fixture
def in_one():
    def run(use_case, **words):
        with transaction.atomic():
            return use_case(at=timezone.now(), **words)

    return run
