"""`zorgvuldig load`: loads a synthetic insurer into the database, through decisions."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from zorgvuldig.interfaces.command_line.bars import progress_bar
from zorgvuldig.interfaces.services import service
from zorgvuldig.processes.policy_administration.usecases import (
    AlreadyLoadedError,
    CollisionError,
    DirectoryError,
    load_insurer,
)

if TYPE_CHECKING:
    import argparse

SUMMARY = "load a synthetic insurer into the database"
NEEDS_DATABASE = True
PROCESSES_DATA = True
BAD_INPUT = 2
LOADER = service("zorgvuldig load", None)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the directory."""
    parser.add_argument("directory", type=Path, metavar="DIR", help="what `zorgvuldig synth --out DIR` wrote")


def run(arguments: argparse.Namespace) -> int:
    """Load the directory; returns 2 with a message when it cannot be loaded, and then nothing was."""
    try:
        with progress_bar("loading") as step:
            loaded = load_insurer(
                actor=LOADER, source=arguments.directory, at=datetime.now(UTC), progress=step
            )
    except (DirectoryError, AlreadyLoadedError, CollisionError) as error:
        print(f"zorgvuldig load: {error}", file=sys.stderr)
        return BAD_INPUT
    print(f"{arguments.directory}: {loaded.sentence()}")
    return 0
