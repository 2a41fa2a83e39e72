"""The tree as the tables hold it: tiles of leaves, nodes and segments, and the last checkpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from django.db import connections

from zorgvuldig.ledger import tiles
from zorgvuldig.ledger.merkle import HASH_BYTES
from zorgvuldig.ledger.standing import StoredCheckpoint

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from django.db.backends.utils import CursorWrapper

    from zorgvuldig.ledger.tiles import ReadTile

    Word: TypeAlias = int | str | bytes | list[str] | list[bytes] | None
    Words: TypeAlias = Mapping[str, Word] | Sequence[int | str | bytes | None]

__all__ = [
    "StoredCheckpoint",
    "last_checkpoint",
    "last_cosigned",
    "log_size",
    "rows",
    "segment_tile_reader",
    "tile_reader",
]

_LAST = "SELECT size, root, note FROM ledger.checkpoint ORDER BY size DESC LIMIT 1"
_COSIGNED = """
SELECT c.size, c.root, c.note || s.line FROM ledger.cosignature s JOIN ledger.checkpoint c ON c.size = s.size
ORDER BY s.size DESC LIMIT 1
"""
_LEAVES = "SELECT leaf_hash FROM ledger.leaf WHERE index >= %(first)s AND index < %(end)s ORDER BY index"
_NODES = """
SELECT hash FROM ledger.node
WHERE level = %(level)s AND index >= %(first)s AND index < %(end)s ORDER BY index
"""
_SEGMENT = """
SELECT hashes FROM ledger.segment_tile
WHERE entry_id = %(entry)s::uuid AND level = %(level)s AND index = %(tile)s
"""


def rows(cursor: CursorWrapper, statement: str, words: Words | None = None) -> list[Any]:
    """Run a query and fetch all of its rows."""
    cursor.execute(statement, words)
    return list(cursor.fetchall())


def last_checkpoint(cursor: CursorWrapper) -> StoredCheckpoint | None:
    """Give the checkpoint of the largest size."""
    found = rows(cursor, _LAST)
    return StoredCheckpoint(found[0][0], bytes(found[0][1]), found[0][2]) if found else None


def last_cosigned(cursor: CursorWrapper) -> StoredCheckpoint | None:
    """Give the largest checkpoint that a witness cosigned, with its line; none before there was a witness."""
    found = rows(cursor, _COSIGNED)
    return StoredCheckpoint(found[0][0], bytes(found[0][1]), found[0][2]) if found else None


def log_size(using: str) -> int:
    """Give the size that was signed last."""
    with connections[using].cursor() as cursor:
        last = last_checkpoint(cursor)
    return last.size if last else 0


def tile_reader(cursor: CursorWrapper) -> ReadTile:
    """Give a function that reads tiles of the main tree, each from the database once."""

    def read(level: int, index: int) -> list[bytes]:
        first = index << tiles.HEIGHT
        words: Words = {"level": level, "first": first, "end": first + tiles.WIDTH}
        return [bytes(hashed) for (hashed,) in rows(cursor, _NODES if level else _LEAVES, words)]

    return _once(read)


def segment_tile_reader(cursor: CursorWrapper, entry_id: UUID) -> ReadTile:
    """Give a function that reads tiles of the tree under one segment leaf, each from the database once."""

    def read(level: int, index: int) -> list[bytes]:
        words: Words = {"entry": str(entry_id), "level": level, "tile": index}
        joined = b"".join(bytes(hashes) for (hashes,) in rows(cursor, _SEGMENT, words))
        return [joined[start : start + HASH_BYTES] for start in range(0, len(joined), HASH_BYTES)]

    return _once(read)


def _once(read: ReadTile) -> ReadTile:
    known: dict[tuple[int, int], Sequence[bytes]] = {}

    def reader(level: int, index: int) -> Sequence[bytes]:
        if (level, index) not in known:
            known[level, index] = read(level, index)
        return known[level, index]

    return reader
