"""Physical lines of a file, one at a time and never longer than a limit (regels, standard 5.3.7).

The standard ends each record with CR/LF; LF alone is accepted. A line without end must not fill the memory,
so what goes beyond the limit is counted and thrown away. Where lines are as long as they must be and end as
they must, many are read at once (`block`); the first that is not goes line by line.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator

MAXIMUM_LINE = 4096
END_OF_FILE_MARK = b"\x1a"
END = b"\r\n"
_CONTROL = bytes([*range(0x20), 0x7F])
#: How many lines are looked at together.
LINES_A_BLOCK = 2_048


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
        self._number = 0

    @property
    def digest(self) -> str:
        """Give the digest of what was read so far."""
        return self._hash.hexdigest()

    def __iter__(self) -> Iterator[PhysicalLine]:
        """Give the lines of the stream, one at a time."""
        while content := self._read(MAXIMUM_LINE):
            self._number += 1
            number = self._number
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

    def block(self, length: int) -> tuple[int, bytes] | None:
        """Give lines of this length that end with CR/LF, many at once, with the number of the first.

        Nothing where the next lines are others; whoever does not take the lines puts them back.
        """
        whole = length + len(END)
        content = self._stream.read(LINES_A_BLOCK * whole)
        count = len(content) // whole
        block = content[: count * whole]
        regular = count > 0 and _is_regular(block, length, count)
        self._stream.seek((len(block) if regular else 0) - len(content), io.SEEK_CUR)
        return (self._number + 1, block) if regular else None

    def take(self, block: bytes) -> None:
        """Count the lines of a block as read."""
        self._number += block.count(END)
        self._hash.update(block)

    def put_back(self, block: bytes) -> None:
        """Put a block back: it is read line by line after all."""
        self._stream.seek(-len(block), io.SEEK_CUR)

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


def _is_regular(block: bytes, length: int, count: int) -> bool:
    """Say whether so many lines of this length fill a block, each with CR/LF and no other control byte."""
    whole = length + len(END)
    ends = block[length::whole] == b"\r" * count and block[length + 1 :: whole] == b"\n" * count
    return ends and len(block.translate(None, _CONTROL)) == len(block) - len(END) * count
