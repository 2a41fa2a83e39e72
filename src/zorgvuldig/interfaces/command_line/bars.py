"""The progress bar of long commands: seen on a terminal, silent elsewhere."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def progress_bar(task: str, *, total: int | None = None) -> Iterator[Callable[[str, int], None]]:
    """Show a bar; gives the handle that says what was done and how many of it."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        shown = progress.add_task(task, total=total)

        def step(what: str, count: int) -> None:
            progress.update(shown, description=what, advance=count)

        yield step
