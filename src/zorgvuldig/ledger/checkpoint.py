"""Checkpoints (C2SP tlog-checkpoint): origin, size and root of the log, as the text of a signed note."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zorgvuldig.ledger.merkle import HASH_BYTES
from zorgvuldig.ledger.note import NoteError, decode_base64, encode_base64

__all__ = ["Checkpoint"]

_FORM = re.compile(r"([^\s+]+)\n(0|[1-9][0-9]{0,18})\n([A-Za-z0-9+/=]+)\n")


@dataclass(frozen=True)
class Checkpoint:
    """What a log says of itself at one size."""

    origin: str
    size: int
    root: bytes

    def as_text(self) -> str:
        """Write the three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{encode_base64(self.root)}\n"

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Read the three lines; extension lines are refused, since nobody can audit them."""
        match = _FORM.fullmatch(text)
        if match is None:
            raise NoteError("a checkpoint has three lines: origin, size, root")
        root = decode_base64(match[3])
        if len(root) != HASH_BYTES:
            raise NoteError(f"the root in this checkpoint has {len(root)} bytes, not {HASH_BYTES}")
        return cls(match[1], int(match[2]), root)
