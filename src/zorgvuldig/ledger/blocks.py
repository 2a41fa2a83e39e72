"""Blocks: about a thousand rows of a bulk decision in one row of a table, read back row by row.

The rows of a bulk decision stand in the order of the indexes of their persons. So one look in an index finds
the one block in which a person's rows are, and the rows of a person are never in two blocks.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zorgvuldig.ledger.merkle import HASH_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["CLASS_BYTES", "COLUMNS", "Block", "before_number"]

CLASS_BYTES = 2
#: In the order of the fields of a block.
COLUMNS = (
    "b.first_row, b.row_count, b.first_index, b.last_index, b.indexes, b.commitments, b.classes, b.sealed"
)


@dataclass(frozen=True)
class Block:
    """Some rows as the table holds them: each column of all of them side by side."""

    first_row: int
    row_count: int
    first_index: bytes
    last_index: bytes
    indexes: bytes
    commitments: bytes
    classes: bytes
    sealed: bytes

    @property
    def packed(self) -> bytes:
        """Give the block as the gate takes it in."""
        return b"".join((self.indexes, self.commitments, self.classes, self.sealed))

    @property
    def each_index(self) -> list[bytes]:
        """Give the index of each row."""
        width = len(self.first_index)
        return [self.indexes[start : start + width] for start in range(0, len(self.indexes), width)]

    @property
    def each_commitment(self) -> list[str]:
        """Give the commitment of each row, as it stands in the row."""
        written, width = self.commitments.hex(), 2 * HASH_BYTES
        return [written[start : start + width] for start in range(0, len(written), width)]

    def contents(self, before: Sequence[str]) -> Iterator[bytes]:
        """Write each row in full, as `segments.row_bytes` does, from what is said of its class."""
        classes = struct.unpack(f">{len(self.classes) // CLASS_BYTES}H", self.classes)
        told = zip(classes, self.each_commitment, strict=True)
        for number, (kind, commitment) in enumerate(told, self.first_row):
            yield f'{before[kind]},"row":{number},"subject":"{commitment}"}}'.encode()


def before_number(content: bytes) -> bytes:
    """Give what stands in a row up to its number, from the canonical form of what is said of its class."""
    return b'{"content":' + content
