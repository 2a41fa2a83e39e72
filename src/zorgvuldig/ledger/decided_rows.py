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
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np

from zorgvuldig.ledger.blocks import CLASS_BYTES, Block, before_number
from zorgvuldig.ledger.canonical import canonical
from zorgvuldig.ledger.commitments import SALT_BYTES, indexes_of
from zorgvuldig.ledger.leaf import SegmentRoot
from zorgvuldig.ledger.merkle import HASH_BYTES
from zorgvuldig.ledger.personal import key_context
from zorgvuldig.ledger.row_stream import OPENING_BYTES, streamed
from zorgvuldig.ledger.tiles import Growing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from uuid import UUID

    from numpy.typing import NDArray

    from zorgvuldig.ledger.canonical import Json
    from zorgvuldig.ledger.tiles import Tile
    from zorgvuldig.records.key_encryption import KeyEncryption, MacKey

    Bytes = NDArray[np.uint8]

__all__ = ["DecidedRows", "OrderedRows"]

#: How many rows a block has at least, and a statement: two megabytes, whatever the size of the run.
BLOCK, PART = 1_024, 16_384
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

    def ordered(self, *, entry_id: UUID, index_key: MacKey) -> OrderedRows:
        """Put the rows in the order of the indexes of their persons, and draw a salt for each."""
        persons = _columns(b"".join([subject.bytes for subject in self.subjects]), _UUID_BYTES)
        names = _names(persons)
        indexes = _indexes(index_key, names)
        # Whole bytes are compared as text of one length is: from the first that differs, nought below all.
        order = np.argsort(_whole(indexes), kind="stable")
        salts = _columns(os.urandom(SALT_BYTES * len(order)), SALT_BYTES)
        return OrderedRows(
            entry_id=entry_id,
            contents=[before_number(canonical(dict(content))).decode() for content in self.contents],
            indexes=indexes[order],
            classes=np.asarray(self.classes, dtype=">u2")[order],
            committed=np.concatenate([salts, names[order]], axis=1),
            openings=np.concatenate([salts, persons[order]], axis=1),
        )


@dataclass(kw_only=True)
class OrderedRows:
    """The rows in their order, and the tree over those that were hashed."""

    entry_id: UUID
    contents: list[str]
    """What stands in every row of a class before its number."""
    indexes: Bytes
    classes: NDArray[np.uint16]
    committed: Bytes
    """Salt and person of each row, as they are committed to."""
    openings: Bytes
    """Salt and person of each row, as they are sealed."""
    tree: Growing = field(default_factory=Growing)

    @property
    def size(self) -> int:
        """Give the number of rows."""
        return len(self.indexes)

    @property
    def root(self) -> SegmentRoot:
        """Give the root over all rows, once the last of them was made."""
        if self.tree.size != self.size:
            raise ValueError(f"{self.tree.size} of {self.size} rows were hashed: make the others first")
        return SegmentRoot(self.tree.root(), self.size)

    @cached_property
    def cuts(self) -> list[int]:
        """Give where blocks begin and the last one ends: never between the rows of one person."""
        whole = _whole(self.indexes)
        begins = np.flatnonzero(whole[1:] != whole[:-1]) + 1
        cuts = [0]
        while (place := np.searchsorted(begins, cuts[-1] + BLOCK)) < len(begins):
            cuts.append(int(begins[place]))
        return [*cuts, self.size] if self.size else cuts

    def made(self, key: bytes) -> Iterator[tuple[list[Block], list[Tile]]]:
        """Hash and seal the rows, part by part; with each go the tiles that are full by then."""
        self.tree = Growing()
        each = max(PART // BLOCK, 1)
        for start in range(0, len(self.cuts) - 1, each):
            cuts = self.cuts[start : start + each + 1]
            commitments = self._commitments(cuts[0], cuts[-1])
            full = self.tree.add(self._hashes(cuts[0], cuts[-1], commitments))
            last = self.tree.end() if cuts[-1] == self.size else []
            yield self._blocks(key, cuts, commitments), full + last

    def parts(self, wrapping_key: KeyEncryption) -> Iterator[tuple[dict[str, Any], bytes]]:
        """Write the rows as the gate takes them in: what is proved of each part, and the part.

        The key is drawn anew each time, for a stream under it must be the only one.
        """
        key_id, key = uuid4(), os.urandom(_KEY_BYTES)
        (wrapped,) = wrapping_key.wrap_many([(key, key_context(key_id))])
        segment: dict[str, Any] | None = {
            "contents": self.contents,
            "key": str(key_id),
            "wrapped": base64.b64encode(wrapped).decode(),
            "size": self.size,
        }
        for blocks, tiles in self.made(key):
            packed = b"".join(
                [*(block.packed for block in blocks), *(one for tile in tiles for one in tile.hashes)]
            )
            body = {
                "entry_id": str(self.entry_id),
                "segment": segment,
                "first": blocks[0].first_row,
                "width": self.indexes.shape[1],
                "blocks": [block.row_count for block in blocks],
                "tiles": [(tile.level, tile.index, len(tile.hashes)) for tile in tiles],
                "packed": hashlib.sha256(packed).hexdigest(),
            }
            segment = None
            yield body, packed

    def _commitments(self, first: int, end: int) -> bytes:
        committed = _cut(self.committed[first:end].tobytes(), SALT_BYTES + _NAME_BYTES)
        return b"".join([hashlib.sha256(one).digest() for one in committed])

    def _hashes(self, first: int, end: int, commitments: bytes) -> list[bytes]:
        """Hash as `merkle.leaf_hash` of `segments.row_bytes` does: written out, for there are millions."""
        before = [f'\0{content},"row":'.encode() for content in self.contents]
        told = zip(
            map(before.__getitem__, self.classes[first:end].tolist()),
            range(first, end),
            _cut(commitments.hex().encode(), 2 * HASH_BYTES),
            strict=True,
        )
        sha256 = hashlib.sha256
        return [sha256(b'%b%d,"subject":"%b"}' % row).digest() for row in told]

    def _blocks(self, key: bytes, cuts: Sequence[int], commitments: bytes) -> list[Block]:
        first, end = cuts[0], cuts[-1]
        sealed = streamed(key, self.openings[first:end].tobytes(), first_row=first)
        blocks = []
        for start, until in pairwise(cuts):
            indexes, width = self.indexes[start:until].tobytes(), self.indexes.shape[1]
            here = slice(start - first, until - first)
            blocks.append(
                Block(
                    first_row=start,
                    row_count=until - start,
                    first_index=indexes[:width],
                    last_index=indexes[-width:],
                    indexes=indexes,
                    commitments=_rows(commitments, HASH_BYTES, here),
                    classes=self.classes[start:until].tobytes(),
                    sealed=_rows(sealed, OPENING_BYTES, here),
                )
            )
        return blocks


def _rows(joined: bytes, width: int, rows: slice) -> bytes:
    return joined[rows.start * width : rows.stop * width]


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


def _indexes(key: MacKey, names: Bytes) -> Bytes:
    """Give the index of each, all under one key: it may have changed while they were made."""
    made: list[bytes] = []
    for start in range(0, len(names), PART):
        made += indexes_of(key, _cut(names[start : start + PART].tobytes(), _NAME_BYTES))
    if not made:
        return np.empty((0, HASH_BYTES), np.uint8)
    joined, width = b"".join(made), len(made[0])
    # An index is bare or names its key, so one length for all together is one length for each.
    if len(joined) == width * len(made):
        rows = _columns(joined, width)
        if (rows[:, :-HASH_BYTES] == rows[0, :-HASH_BYTES]).all():
            return rows
    made = key.lift(made)
    return _columns(b"".join(made), len(made[0]))
