"""Rows of a bulk decision: many persons, few classes, one leaf (beslissing in bulk).

What the log says of a class is written once, and a row adds its number and the commitment to its person. The
rows stand in the same tables, under the same kind of leaf and with the same proofs as those of any segment;
they differ in one thing: what opens their commitments is sealed under one key for all of them, for they have
one term, and a key for each row costs more than all the rest of a row.
"""

from __future__ import annotations

import base64
import hashlib
import os
from binascii import b2a_base64
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from zorgvuldig.ledger import tiles
from zorgvuldig.ledger.canonical import canonical
from zorgvuldig.ledger.commitments import SALT_BYTES, indexes_of
from zorgvuldig.ledger.leaf import SegmentRoot
from zorgvuldig.ledger.merkle import EMPTY_ROOT
from zorgvuldig.ledger.personal import key_context, part_context

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from zorgvuldig.ledger.canonical import Json
    from zorgvuldig.ledger.tiles import Tile
    from zorgvuldig.records.key_encryption import KeyEncryption, MacKey

__all__ = ["BuiltRows", "DecidedRows", "PackedPart", "build_rows", "gate_bodies"]

#: How many rows go in one statement: some megabytes, whatever the size of the run.
PART = 10_000
_CLASS_BYTES, _NONCE_BYTES = 2, 12


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
        if len(self.contents) >= 1 << 8 * _CLASS_BYTES:
            raise ValueError(f"{len(self.contents)} classes are too many for one segment")
        if wrong := next((number for number in self.classes if not 0 <= number < len(self.contents)), None):
            raise ValueError(f"there is no class {wrong}; the last is {len(self.contents) - 1}")


@dataclass(frozen=True)
class PackedPart:
    """Some rows of a segment as the gate takes them in: of one width, one after the other."""

    first: int
    count: int
    packed: bytes


@dataclass(frozen=True)
class BuiltRows:
    """The tree over all rows, and what their parts are made of."""

    rows: DecidedRows
    entry_id: UUID
    root: SegmentRoot
    tiles: tuple[Tile, ...]
    names: Sequence[bytes]
    salts: bytes
    commitments: Sequence[bytes]

    @property
    def contents(self) -> list[str]:
        """Give what stands in every row of a class before its number."""
        return [_before(content).decode() for content in self.rows.contents]

    def key_body(self, key_id: UUID, key: bytes, wrapping_key: KeyEncryption) -> dict[str, str]:
        """Write the one key of the rows as the gate takes it in."""
        (wrapped,) = wrapping_key.wrap_many([(key, key_context(key_id))])
        return {"id": str(key_id), "wrapped": base64.b64encode(wrapped).decode()}

    def parts(self, key: bytes, index_key: MacKey) -> Iterator[PackedPart]:
        """Seal and pack the rows, part by part."""
        cipher, place = AESGCM(key), part_context(f"{self.entry_id}/")
        classes = [number.to_bytes(_CLASS_BYTES, "big") for number in range(len(self.rows.contents))]
        for first in range(0, self.root.size, PART):
            names = self.names[first : first + PART]
            nonces = os.urandom(_NONCE_BYTES * len(names))
            packed: list[bytes] = []
            for offset, (name, index) in enumerate(zip(names, indexes_of(index_key, names), strict=True)):
                number, nonce = first + offset, nonces[offset * _NONCE_BYTES : (offset + 1) * _NONCE_BYTES]
                salt = b2a_base64(self.salts[number * SALT_BYTES : (number + 1) * SALT_BYTES], newline=False)
                # As `Opening.as_json` and `row_place` are: written out, for there are millions.
                opening = b'{"salt":"%b","value":"%b"}' % (salt, name)
                packed += (
                    self.commitments[number],
                    index,
                    classes[self.rows.classes[number]],
                    nonce,
                    cipher.encrypt(nonce, opening, b"%b%d" % (place, number)),
                )
            yield PackedPart(first, len(names), b"".join(packed))


def build_rows(rows: DecidedRows, *, entry_id: UUID) -> BuiltRows:
    """Commit to every person and hash the rows into a tree."""
    salts = os.urandom(SALT_BYTES * len(rows.subjects))
    before = [_before(content) for content in rows.contents]
    names = [str(subject).encode() for subject in rows.subjects]
    sha256 = hashlib.sha256
    commitments, hashes = [], []
    for number, (name, kind) in enumerate(zip(names, rows.classes, strict=True)):
        salt = salts[number * SALT_BYTES : (number + 1) * SALT_BYTES]
        commitment = sha256(salt + name)
        commitments.append(commitment.digest())
        # As `merkle.leaf_hash` of `segments.row_bytes` is: written out, for there are millions.
        hashes.append(
            sha256(
                b'\0%b,"row":%d,"subject":"%b"}' % (before[kind], number, commitment.hexdigest().encode())
            ).digest()
        )
    cut = tuple(tiles.tiles_of(hashes))
    root = SegmentRoot(_root(cut, len(hashes)), len(hashes))
    return BuiltRows(rows, entry_id, root, cut, names, salts, commitments)


def new_key() -> tuple[UUID, bytes]:
    """Draw the one key of the rows of a segment."""
    return uuid4(), AESGCM.generate_key(bit_length=256)


def gate_bodies(
    built: BuiltRows, index_key: MacKey, wrapping_key: KeyEncryption
) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Write the rows as the gate takes them in: what is proved of each part, and the part."""
    key_id, key = new_key()
    count = -(-built.root.size // PART)
    each = -(-len(built.tiles) // max(count, 1))
    for number, part in enumerate(_ahead(built.parts(key, index_key))):
        yield (
            {
                "entry_id": str(built.entry_id),
                "contents": built.contents,
                "first": part.first,
                "count": part.count,
                "packed": hashlib.sha256(part.packed).hexdigest(),
                "key": str(key_id),
                "keys": [] if number else [built.key_body(key_id, key, wrapping_key)],
                "rows": [],
                "tiles": [tile.as_json() for tile in built.tiles[number * each : (number + 1) * each]],
            },
            part.packed,
        )


def _ahead(parts: Iterator[PackedPart]) -> Iterator[PackedPart]:
    """Make each part while the database is busy with the one before it."""
    with ThreadPoolExecutor(1) as maker:
        coming = maker.submit(next, parts, None)
        while part := coming.result():
            coming = maker.submit(next, parts, None)
            yield part


def _before(content: Mapping[str, Json]) -> bytes:
    return b'{"content":' + canonical(dict(content))


def _root(cut: Sequence[Tile], size: int) -> bytes:
    known = {(tile.level, tile.index): tile.hashes for tile in cut}
    return tiles.range_root(lambda level, index: known[level, index], 0, size) if size else EMPTY_ROOT
