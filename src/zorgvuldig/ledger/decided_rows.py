"""Rows of a bulk decision: many persons, few classes, one leaf (beslissing in bulk).

What the log says of a class is written once, and a row adds its number and the commitment to its person. It
is hashed and proved as any row of a segment is. It differs in how it is kept: in blocks of about a thousand
(`blocks`), numbered in the order of the indexes of their persons, and sealed together (`row_stream`). A row
of a table, a key and a sealed text for each would cost more than all the rest.
"""

from __future__ import annotations

import base64
import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import count, pairwise
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np

from zorgvuldig.ledger import tiles
from zorgvuldig.ledger.blocks import CLASS_BYTES, Block, before_number
from zorgvuldig.ledger.canonical import canonical
from zorgvuldig.ledger.commitments import SALT_BYTES, indexes_of
from zorgvuldig.ledger.leaf import SegmentRoot
from zorgvuldig.ledger.merkle import EMPTY_ROOT, HASH_BYTES
from zorgvuldig.ledger.personal import key_context
from zorgvuldig.ledger.row_stream import OPENING_BYTES, streamed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from uuid import UUID

    from numpy.typing import NDArray

    from zorgvuldig.ledger.canonical import Json
    from zorgvuldig.ledger.tiles import Tile
    from zorgvuldig.records.key_encryption import KeyEncryption, MacKey

    Bytes = NDArray[np.uint8]

__all__ = ["BuiltRows", "DecidedRows"]

#: How many rows a block has at least, and a statement: some megabytes, whatever the size of the run.
BLOCK, PART = 1_024, 32_768
_UUID_BYTES, _NAME_BYTES = 16, 36
_KEY_BYTES = 32
#: Where the groups of a written UUID stand, and the digits of each (RFC 9562, section 4).
_GROUPS = ((0, 0, 8), (9, 8, 12), (14, 12, 16), (19, 16, 20), (24, 20, 32))


@dataclass(frozen=True)
class DecidedRows:
    """Whom a bulk decision is about, the class of each, and what may be said in public of each class."""

    subjects: Sequence[UUID]
    classes: Sequence[int]
    contents: Sequence[Mapping[str, Json]]

    def __post_init__(self) -> None:
        """Refuse rows that the table cannot hold as they are told."""
        if len(self.subjects) != len(self.classes):
            raise ValueError(
                f"{len(self.subjects)} persons and {len(self.classes)} classes: give each its own"
            )
        if len(self.contents) >= 1 << 8 * CLASS_BYTES:
            raise ValueError(f"{len(self.contents)} classes are too many for one segment")
        known = range(len(self.contents))
        if wrong := [number for number in set(self.classes) if number not in known]:
            raise ValueError(f"there is no class {min(wrong)}; the last is {len(self.contents) - 1}")

    def build(self, *, entry_id: UUID, index_key: MacKey) -> BuiltRows:
        """Commit to every person, in the order of their indexes, and hash the rows into a tree."""
        persons = _columns(b"".join([subject.bytes for subject in self.subjects]), _UUID_BYTES)
        names = _names(persons)
        indexes = _indexes(index_key, _cut(names.tobytes(), _NAME_BYTES))
        # Whole bytes are compared as text of one length is: from the first that differs, nought below all.
        order = np.argsort(_whole(indexes), kind="stable")
        salts = _columns(os.urandom(SALT_BYTES * len(order)), SALT_BYTES)
        committed = np.concatenate([salts, names[order]], axis=1).tobytes()
        sha256 = hashlib.sha256
        commitments = b"".join([sha256(one).digest() for one in _cut(committed, SALT_BYTES + _NAME_BYTES)])
        classes = np.asarray(self.classes, dtype=">u2")[order]
        written = [before_number(canonical(dict(content))) for content in self.contents]
        # As `merkle.leaf_hash` of `segments.row_bytes` is: written out, for there are millions.
        before = [b'\0%b,"row":' % one for one in written]
        told = zip(
            map(before.__getitem__, classes.tolist()),
            count(),
            _cut(commitments.hex().encode(), 2 * HASH_BYTES),
            strict=False,
        )
        hashes = [sha256(b'%b%d,"subject":"%b"}' % row).digest() for row in told]
        tree = tuple(tiles.tiles_of(hashes))
        return BuiltRows(
            entry_id=entry_id,
            root=SegmentRoot(_root(tree, len(hashes)), len(hashes)),
            tiles=tree,
            contents=[one.decode() for one in written],
            indexes=indexes[order],
            commitments=commitments,
            classes=classes.tobytes(),
            openings=np.concatenate([salts, persons[order]], axis=1).tobytes(),
        )


@dataclass(frozen=True, kw_only=True)
class BuiltRows:
    """The tree over all rows, and their columns in the order of the rows."""

    entry_id: UUID
    root: SegmentRoot
    tiles: tuple[Tile, ...]
    contents: list[str]
    """What stands in every row of a class before its number."""
    indexes: Bytes
    commitments: bytes
    classes: bytes
    openings: bytes

    @cached_property
    def cuts(self) -> list[int]:
        """Give where blocks begin and the last one ends: never between the rows of one person."""
        whole = _whole(self.indexes)
        begins = np.flatnonzero(whole[1:] != whole[:-1]) + 1
        cuts = [0]
        while (place := np.searchsorted(begins, cuts[-1] + BLOCK)) < len(begins):
            cuts.append(int(begins[place]))
        return [*cuts, self.root.size] if self.root.size else cuts

    def blocks(self, key: bytes, cuts: Sequence[int]) -> list[Block]:
        """Seal the rows between these cuts, and cut them into blocks."""
        first, end = cuts[0], cuts[-1]
        sealed = streamed(key, self.openings[first * OPENING_BYTES : end * OPENING_BYTES], first_row=first)
        joined, width = self.indexes[first:end].tobytes(), self.indexes.shape[1]
        blocks = []
        for start, until in pairwise(cuts):
            indexes = joined[(start - first) * width : (until - first) * width]
            blocks.append(
                Block(
                    first_row=start,
                    row_count=until - start,
                    first_index=indexes[:width],
                    last_index=indexes[-width:],
                    indexes=indexes,
                    commitments=self.commitments[start * HASH_BYTES : until * HASH_BYTES],
                    classes=self.classes[start * CLASS_BYTES : until * CLASS_BYTES],
                    sealed=sealed[(start - first) * OPENING_BYTES : (until - first) * OPENING_BYTES],
                )
            )
        return blocks

    def parts(self, wrapping_key: KeyEncryption) -> Iterator[tuple[dict[str, Any], bytes]]:
        """Write the rows as the gate takes them in: what is proved of each part, and the part.

        The key is drawn anew each time, for a stream under it must be the only one.
        """
        made = self._made(wrapping_key)
        with ThreadPoolExecutor(1) as maker:
            # Each part is made while the database is busy with the one before it.
            coming = maker.submit(next, made, None)
            while part := coming.result():
                coming = maker.submit(next, made, None)
                yield part

    def _made(self, wrapping_key: KeyEncryption) -> Iterator[tuple[dict[str, Any], bytes]]:
        key_id, key = uuid4(), os.urandom(_KEY_BYTES)
        (wrapped,) = wrapping_key.wrap_many([(key, key_context(key_id))])
        segment: dict[str, Any] | None = {
            "contents": self.contents,
            "key": str(key_id),
            "wrapped": base64.b64encode(wrapped).decode(),
            "size": self.root.size,
        }
        each = max(PART // BLOCK, 1)
        parts = -(-(len(self.cuts) - 1) // each)
        some = -(-len(self.tiles) // max(parts, 1))
        for number in range(parts):
            blocks = self.blocks(key, self.cuts[number * each : (number + 1) * each + 1])
            tree = self.tiles[number * some : (number + 1) * some]
            packed = b"".join(
                [*(block.packed for block in blocks), *(one for tile in tree for one in tile.hashes)]
            )
            body = {
                "entry_id": str(self.entry_id),
                "segment": segment,
                "first": blocks[0].first_row,
                "width": self.indexes.shape[1],
                "blocks": [block.row_count for block in blocks],
                "tiles": [(tile.level, tile.index, len(tile.hashes)) for tile in tree],
                "packed": hashlib.sha256(packed).hexdigest(),
            }
            segment = None
            yield body, packed


def _columns(joined: bytes, width: int) -> Bytes:
    return np.frombuffer(joined, np.uint8).reshape(-1, width)


def _whole(rows: Bytes) -> NDArray[np.bytes_]:
    return np.ascontiguousarray(rows).view(f"S{rows.shape[1]}").ravel()


def _cut(joined: bytes, width: int) -> list[bytes]:
    return [joined[start : start + width] for start in range(0, len(joined), width)]


def _names(persons: Bytes) -> Bytes:
    """Write each number of a person as its text is: `str` of a million costs as much as hashing them."""
    digits = _columns(persons.tobytes().hex().encode(), 2 * _UUID_BYTES)
    names = np.full((len(persons), _NAME_BYTES), ord("-"), np.uint8)
    for place, start, end in _GROUPS:
        names[:, place : place + end - start] = digits[:, start:end]
    return names


def _indexes(key: MacKey, names: Sequence[bytes]) -> Bytes:
    """Give the index of each, all under one key: it may have changed while they were made."""
    made = indexes_of(key, names)
    width = len(made[0]) if made else HASH_BYTES
    prefix = made[0][:-HASH_BYTES] if made else b""
    if not all(len(index) == width and index.startswith(prefix) for index in made):
        made = key.lift(made)
        width = len(made[0])
    return _columns(b"".join(made), width)


def _root(tree: Sequence[Tile], size: int) -> bytes:
    known = {(tile.level, tile.index): tile.hashes for tile in tree}
    return tiles.range_root(lambda level, index: known[level, index], 0, size) if size else EMPTY_ROOT
