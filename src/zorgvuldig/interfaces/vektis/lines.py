"""Physical lines of a file, one at a time and never longer than a limit (regels, standard 5.3.7).

The standard ends each record with CR/LF; LF alone is accepted. A line without end must not fill the memory,
so what goes beyond the limit is counted and thrown away.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator

MAXIMUM_LINE = 4096
END_OF_FILE_MARK = b"\x1a"


@dataclass(frozen=True, slots=True)
class PhysicalLine:
    """One line of a file: its number from 1, its bytes without line end, and how long it really was."""

    number: int
    content: bytes
    ending: bytes
    size: int


class LineReader:
    """Read a stream line by line, and keep the digest of all its bytes (SHA-256, hexadecimal)."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._hash = hashlib.sha256()

    @property
    def digest(self) -> str:
        """Give the digest of what was read so far."""
        return self._hash.hexdigest()

    def __iter__(self) -> Iterator[PhysicalLine]:
        """Give the lines of the stream, one at a time."""
        number = 0
        while content := self._read(MAXIMUM_LINE):
            number += 1
            size = len(content)
            if not content.endswith(b"\n") and size == MAXIMUM_LINE:
                rest, ending = self._skip()
                yield PhysicalLine(number, content, ending, size + rest)
                continue
            body = content.rstrip(b"\n")
            ending = content[len(body) :]
            if ending and body.endswith(b"\r"):
                body, ending = body[:-1], b"\r\n"
            yield PhysicalLine(number, body, ending, len(body))

    def finish(self) -> None:
        """Read what is left, so that the digest is that of the whole file."""
        while self._read(1 << 20):
            pass

    def _read(self, limit: int) -> bytes:
        # readline splits at LF only: a lone CR stays in the line, where it is named as a control character
        content = self._stream.readline(limit)
        self._hash.update(content)
        return content

    def _skip(self) -> tuple[int, bytes]:
        skipped = 0
        while content := self._read(MAXIMUM_LINE):
            if content.endswith(b"\n"):
                body = content.rstrip(b"\r\n")
                return skipped + len(body), content[len(body) :]
            skipped += len(content)
        return skipped, b""
