"""A log that may not go on: sequencer and witness leave a note of why, and start no more until it was read.

The note stands in the folder that its process alone writes, readable by all: pages tell of it in words, and
`/healthz` that something is wrong. It names sizes and never a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["HALTED", "HALTED_EXIT", "Halt", "HaltedError", "halt", "halts", "refuse_while_halted"]

HALTED = "halted"
#: With what sequencer and witness end when they find the log broken: nobody starts them again.
HALTED_EXIT = 7
#: Whose folder it is, in words that pages use.
FOLDERS = {"ledger": "sequencer", "witness": "witness"}


class HaltedError(RuntimeError):
    """The log was found damaged or forked before, and nobody cleared it since."""


@dataclass(frozen=True)
class Halt:
    """Who stopped, and why."""

    who: str
    why: str


def halts(var: Path) -> tuple[Halt, ...]:
    """List who stopped and why; empty while all is well."""
    found = ((who, var / folder / HALTED) for folder, who in FOLDERS.items())
    return tuple(Halt(who, _words(path)) for who, path in found if path.exists())


def halt(folder: Path, why: str) -> None:
    """Leave the note; the first reason stays."""
    path = folder / HALTED
    if not path.exists():
        path.write_text(f"{why}\n", encoding="utf-8")
        path.chmod(0o644)


def refuse_while_halted(folder: Path) -> None:
    """Start nothing on a log that was found broken, until a person removed the note."""
    path = folder / HALTED
    if path.exists():
        raise HaltedError(
            f"{_words(path)} Nothing is signed until this is understood (docs/ledger.md, 'When it says no'); "
            f"after that remove {path}."
        )


def _words(path: Path) -> str:
    return " ".join(path.read_text(encoding="utf-8", errors="replace").split())
