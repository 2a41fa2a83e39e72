"""`zorgvuldig load`: loads a synthetic insurer into the database, through decisions."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from zorgvuldig.decisions import Actor, Sourced
from zorgvuldig.processes.policy_administration.usecases import (
    AlreadyLoadedError,
    DirectoryError,
    load_insurer,
)

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

SUMMARY = "load a synthetic insurer into the database"
NEEDS_DATABASE = True
BAD_INPUT = 2
LOADER = Actor(
    kind="system",
    identifier="zorgvuldig load",
    role="system",
    unit=None,
    facts={"confidentiality_bound": Sourced(value=True, source="service of the insurer; nobody reads along")},
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the directory."""
    parser.add_argument("directory", type=Path, metavar="DIR", help="what `zorgvuldig synth --out DIR` wrote")


def run(arguments: argparse.Namespace) -> int:
    """Load the directory; returns 2 with a message when it cannot be loaded, and then nothing was."""
    try:
        with _progress() as step:
            loaded = load_insurer(
                actor=LOADER, source=arguments.directory, at=datetime.now(UTC), progress=step
            )
    except (DirectoryError, AlreadyLoadedError) as error:
        print(f"zorgvuldig load: {error}", file=sys.stderr)
        return BAD_INPUT
    print(f"{arguments.directory}: {loaded.sentence()}")
    return 0


@contextmanager
def _progress() -> Iterator[Callable[[str, int], None]]:
    """Show a bar on a terminal; stay silent elsewhere."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("loading", total=None)

        def step(file: str, rows: int) -> None:
            progress.update(task, description=file, advance=rows)

        yield step
