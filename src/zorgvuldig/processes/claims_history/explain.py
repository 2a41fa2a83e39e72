"""What became of taking over a history, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class TakenOver:
    """What was taken over from all files of a directory, and the ledger entries under which it was."""

    files: int
    claims: int
    lines: int
    entries: tuple[UUID, ...]

    def sentence(self) -> str:
        """Tell what was taken over in one line."""
        return (
            f"{self.files} files of history taken over: {self.claims} claims, {self.lines} lines, "
            f"{len(self.entries)} decisions"
        )
