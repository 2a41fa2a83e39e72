"""`zorgvuldig load`: loads a synthetic insurer into the database, through decisions."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

from zorgvuldig.interfaces.command_line.bars import progress_bar
from zorgvuldig.interfaces.services import service
from zorgvuldig.processes.claims_history.usecases import HistoryError, TakenOver, take_over_history
from zorgvuldig.processes.policy_administration.usecases import (
    AlreadyLoadedError,
    CollisionError,
    DirectoryError,
    load_insurer,
)

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from zorgvuldig.processes.policy_administration.explain import Loaded

SUMMARY = "load a synthetic insurer into the database"
NEEDS_DATABASE = True
PROCESSES_DATA = True
BAD_INPUT = 2
LOADER = service("zorgvuldig load", None)
TAKER = service("zorgvuldig load", "claims")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the directory."""
    parser.add_argument("directory", type=Path, metavar="DIR", help="what `zorgvuldig synth --out DIR` wrote")


def run(arguments: argparse.Namespace) -> int:
    """Load the directory; returns 2 with a message when it cannot be loaded, and then nothing was."""
    try:
        with progress_bar("loading") as step:
            loaded, history = _load(arguments.directory, step)
    except (DirectoryError, AlreadyLoadedError, CollisionError, HistoryError) as error:
        print(f"zorgvuldig load: {error}", file=sys.stderr)
        return BAD_INPUT
    print(f"{arguments.directory}: {loaded.sentence()}")
    if history.files:
        print(history.sentence())
    return 0


def _load(source: Path, step: Callable[[str, int], None]) -> tuple[Loaded, TakenOver]:
    """Load the register and take over the history in one transaction: whole, or not at all."""
    at = datetime.now(UTC)
    with transaction.atomic():
        loaded = load_insurer(actor=LOADER, source=source, at=at, progress=step)
        return loaded, take_over_history(actor=TAKER, source=source, at=at, progress=step)
