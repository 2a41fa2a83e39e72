"""The return file on disk: complete and safe before the transaction ends, visible only after it stands.

A crash between the two leaves the whole answer under a name that starts with a dot; never half an answer.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_OWNER_ONLY = 0o600


@dataclass(frozen=True)
class Response:
    """A return file (retourbestand) that waits for its transaction."""

    waiting: Path
    final: Path

    @property
    def name(self) -> str:
        """Give the name of the file once it shows."""
        return self.final.name

    @classmethod
    def prepare(cls, folder: Path, name: str, content: bytes) -> Response:
        """Write the whole file under a hidden name, on disk."""
        response = cls(waiting=folder / f".{name}.waiting", final=folder / name)
        descriptor = os.open(response.waiting, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OWNER_ONLY)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        return response

    def publish(self) -> None:
        """Show the file under its own name, now that what it answers stands."""
        self.waiting.replace(self.final)
