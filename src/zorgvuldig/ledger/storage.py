"""The tree as the tables hold it: tiles of leaves, nodes and segments, and the last checkpoint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from zorgvuldig.ledger import tiles

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from uuid import UUID

    from django.db.backends.utils import CursorWrapper

    Words: TypeAlias = Mapping[str, int | str | bytes | list[str] | None] | Sequence[int | str | bytes | None]

__all__ = ["StoredCheckpoint", "last_checkpoint", "range_reader", "rows", "segment_reader", "tile"]

_LAST = "SELECT size, root, note FROM ledger.checkpoint ORDER BY size DESC LIMIT 1"
_LEAVES = "SELECT leaf_hash FROM ledger.leaf WHERE index >= %(first)s AND index < %(end)s ORDER BY index"
_NODES = """
SELECT hash FROM ledger.node
WHERE level = %(level)s AND index >= %(first)s AND index < %(end)s ORDER BY index
"""
_SEGMENT = """
SELECT hashes FROM ledger.segment_tile
WHERE entry_id = %(entry)s::uuid AND level = %(level)s AND index = %(tile)s
"""
_HASH_BYTES = 32


@dataclass(frozen=True)
class StoredCheckpoint:
    """A checkpoint as stored; whether it is ours is for the reader to verify."""

    size: int
    root: bytes
    note: str


def rows(cursor: CursorWrapper, statement: str, words: Words | None = None) -> list[Any]:
    """Run a query and fetch all of its rows."""
    cursor.execute(statement, words)
    return list(cursor.fetchall())


def last_checkpoint(cursor: CursorWrapper) -> StoredCheckpoint | None:
    """Give the checkpoint of the largest size."""
    found = rows(cursor, _LAST)
    return StoredCheckpoint(found[0][0], bytes(found[0][1]), found[0][2]) if found else None


def tile(cursor: CursorWrapper, level: int, index: int, width: int = tiles.WIDTH) -> list[bytes]:
    """Give the first `width` hashes of one tile."""
    first = index << tiles.HEIGHT
    words = {"level": level, "first": first, "end": first + width}
    return [bytes(hashed) for (hashed,) in rows(cursor, _NODES if level else _LEAVES, words)]


def range_reader(cursor: CursorWrapper) -> Callable[[int, int], bytes]:
    """Give a function that reads range roots of the main tree, each tile from the database once."""
    return _reader(lambda level, index: tile(cursor, level, index))


def segment_reader(cursor: CursorWrapper, entry_id: UUID) -> Callable[[int, int], bytes]:
    """Give a function that reads range roots of the tree under one segment leaf."""

    def read(level: int, index: int) -> list[bytes]:
        words: Words = {"entry": str(entry_id), "level": level, "tile": index}
        joined = b"".join(bytes(hashes) for (hashes,) in rows(cursor, _SEGMENT, words))
        return [joined[start : start + _HASH_BYTES] for start in range(0, len(joined), _HASH_BYTES)]

    return _reader(read)


def _reader(read: Callable[[int, int], list[bytes]]) -> Callable[[int, int], bytes]:
    known: dict[tuple[int, int], list[bytes]] = {}

    def once(level: int, index: int) -> list[bytes]:
        if (level, index) not in known:
            known[level, index] = read(level, index)
        return known[level, index]

    return lambda start, end: tiles.range_root(once, start, end)
