"""Verify a segment: its rows without gaps, their root in the leaf, and the tiles that paths are read from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

from zorgvuldig.ledger import merkle, tiles
from zorgvuldig.ledger.segments import row_place
from zorgvuldig.ledger.storage import rows
from zorgvuldig.ledger.stored import sealed_part
from zorgvuldig.ledger.verifying.blocks import find_blocks
from zorgvuldig.ledger.verifying.faults import FaultError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.backends.utils import CursorWrapper

    from zorgvuldig.ledger.verifying.personal import PersonalCheck

__all__ = ["check_segment"]

_CHUNK = 2_000
_ROWS = """
SELECT s.row_index, s.content, s.subject_index, s.personal, s.personal_key, k.wrapped
FROM ledger.segment_row s
LEFT JOIN ledger.personal_key k ON k.id = s.personal_key
WHERE s.entry_id = %s::uuid AND s.row_index >= %s ORDER BY s.row_index LIMIT %s
"""
_TILES = """
SELECT level, index, hashes FROM ledger.segment_tile WHERE entry_id = %s::uuid ORDER BY level, index
"""


def check_segment(cursor: CursorWrapper, leaf: Mapping[str, Any], personal: PersonalCheck, place: int) -> int:
    """Check one segment; give the number of its rows."""
    decided = find_blocks(cursor, leaf["id"], place)
    hashes = decided.hashes() if decided else _hashes(cursor, leaf["id"], personal, place)
    if [len(hashes), merkle.root(hashes).hex()] != [leaf["segment"]["size"], leaf["segment"]["root"]]:
        raise FaultError("the rows of this segment are not the ones its leaf stands for", place)
    stored = [(level, index, bytes(joined)) for level, index, joined in rows(cursor, _TILES, [leaf["id"]])]
    if stored != [(tile.level, tile.index, b"".join(tile.hashes)) for tile in tiles.tiles_of(hashes)]:
        raise FaultError("the tiles of this segment are not what its rows give", place)
    if decided:
        decided.openings(personal)
    return len(hashes)


def _hashes(cursor: CursorWrapper, entry_id: str, personal: PersonalCheck, place: int) -> list[bytes]:
    """Give the hash of each row that stands by itself, once its personal part was checked."""
    hashes: list[bytes] = []
    while chunk := rows(cursor, _ROWS, [entry_id, len(hashes), _CHUNK]):
        for number, content, subject_index, *sealed in chunk:
            if number != len(hashes):
                raise FaultError(f"row {len(hashes)} of this segment is missing", place)
            hashes.append(merkle.leaf_hash(bytes(content)))
            where = (row_place(UUID(entry_id), number), place)
            index = None if subject_index is None else bytes(subject_index)
            personal.row(_subject(bytes(content), number, place), sealed_part(*sealed), index, where)
    return hashes


def _subject(content: bytes, number: int, place: int) -> str | None:
    row: dict[str, Any] = json.loads(content)
    if row["row"] != number:
        raise FaultError(f"row {number} of this segment calls itself row {row['row']}", place)
    subject: str | None = row["subject"]
    return subject
