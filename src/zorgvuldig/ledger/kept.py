"""A kept note: the last signed checkpoint, in a file outside of the database.

Who has all power over the database can cut the log off or begin it anew, and sign nothing. A kept note
remembers how long the log was and what its root was, under the account that keeps it: the sequencer's own
(also the file that C2SP tlog-tiles serves as ``checkpoint``), the witness's, and whoever else keeps one.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zorgvuldig.ledger.checkpoint import Checkpoint
from zorgvuldig.ledger.note import VerifierKey, open_note

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["ForkError", "KeptNote"]


class ForkError(RuntimeError):
    """The log is not a continuation of what was signed before: it was cut off, rewritten or split."""


@dataclass(frozen=True)
class KeptNote:
    """One file with one note."""

    path: Path

    def note(self) -> str | None:
        """Give the kept note; none before the first."""
        try:
            return self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None

    def keep(self, note: str) -> None:
        """Keep a note, whole or not at all, also when the power goes."""
        draft = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        with draft.open("w", encoding="utf-8") as file:
            file.write(note)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(0o644)
        draft.replace(self.path)

    def allow(self, *, size: int, key: VerifierKey) -> None:
        """Refuse to go on from a size below the kept one: that log was signed and is not the one here."""
        note = self.note()
        seen = Checkpoint.parse(open_note(note, [key])) if note else None
        if seen and seen.size > size:
            raise ForkError(
                f"{self.path} remembers a log of {seen.size} leaves and the database holds {size}. It was "
                "restored from an older backup, or cut off. Bring back the missing entries; a log that may "
                "start anew needs a new signing key and an empty folder beside it."
            )
