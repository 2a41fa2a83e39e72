"""Verify the rows of a bulk decision: whole blocks in the order of their persons, and what opens each row."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zorgvuldig.ledger import merkle
from zorgvuldig.ledger.blocks import CLASS_BYTES, COLUMNS, Block
from zorgvuldig.ledger.merkle import HASH_BYTES
from zorgvuldig.ledger.row_stream import OPENING_BYTES
from zorgvuldig.ledger.storage import rows
from zorgvuldig.ledger.stored import sealed_part
from zorgvuldig.ledger.verifying.faults import FaultError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from django.db.backends.utils import CursorWrapper

    from zorgvuldig.ledger.verifying.personal import PersonalCheck

__all__ = ["BlocksCheck", "find_blocks"]

_CHUNK = 8
_SEGMENT = """
SELECT d.contents::text, d.size, d.personal_key, k.wrapped
FROM ledger.decided_segment d LEFT JOIN ledger.personal_key k ON k.id = d.personal_key
WHERE d.entry_id = %s::uuid
"""
_BLOCKS = f"""
SELECT {COLUMNS} FROM ledger.segment_block b
WHERE b.entry_id = %s::uuid AND b.first_row >= %s ORDER BY b.first_row LIMIT %s
"""  # noqa: S608 — every part is ours
_ELSEWHERE = "the rows of this segment from {} on do not stand in the order of their persons"
_OTHERWISE = "the block at row {} of this segment says of itself what it does not hold"


@dataclass(frozen=True)
class BlocksCheck:
    """Checks one bulk decision."""

    cursor: CursorWrapper
    entry_id: str
    place: int
    """Of its leaf, for whoever looks for the fault."""
    contents: list[str]
    size: int
    key_id: UUID
    wrapped: bytes | None
    """The key of the stream of openings; none once it was destroyed."""

    def hashes(self) -> list[bytes]:
        """Give the hash of every row, once each block was found whole and where it belongs."""
        hashes: list[bytes] = []
        last = b""
        for block in self._blocks():
            if block.first_row != len(hashes):
                raise FaultError(f"row {len(hashes)} of this segment is missing", self.place)
            self._whole(block)
            indexes = block.each_index
            if sorted(indexes) != indexes or indexes[0] <= last:
                raise FaultError(_ELSEWHERE.format(block.first_row), self.place)
            last = indexes[-1]
            try:
                hashes += [merkle.leaf_hash(content) for content in block.contents(self.contents)]
            except IndexError:
                raise FaultError(f"a row from {block.first_row} on is of no class", self.place) from None
        if len(hashes) != self.size:
            raise FaultError(f"this segment says it has {self.size} rows and has {len(hashes)}", self.place)
        return hashes

    def openings(self, personal: PersonalCheck) -> None:
        """Check what opens each row against its commitment and its index."""
        for block in self._blocks():
            personal.block(block, sealed_part(block.sealed, self.key_id, self.wrapped), self.place)

    def _blocks(self) -> Iterator[Block]:
        first = 0
        while chunk := rows(self.cursor, _BLOCKS, [self.entry_id, first, _CHUNK]):
            blocks = [Block(*columns) for columns in chunk]
            yield from blocks
            first = blocks[-1].first_row + 1

    def _whole(self, block: Block) -> None:
        """Demand that every column has its length and that the edges by which it is found are its own."""
        count, width = block.row_count, len(block.first_index)
        held = [len(column) for column in (block.indexes, block.commitments, block.classes, block.sealed)]
        sound = count > 0 and width >= HASH_BYTES
        sound = sound and held == [count * each for each in (width, HASH_BYTES, CLASS_BYTES, OPENING_BYTES)]
        edges = (block.indexes[:width], block.indexes[-width:])
        if not sound or edges != (block.first_index, block.last_index):
            raise FaultError(_OTHERWISE.format(block.first_row), self.place)


def find_blocks(cursor: CursorWrapper, entry_id: str, place: int) -> BlocksCheck | None:
    """Give the check of a bulk decision; none where an entry keeps its rows one by one."""
    for contents, *rest in rows(cursor, _SEGMENT, [entry_id]):
        return BlocksCheck(cursor, entry_id, place, json.loads(contents), *rest)
    return None
