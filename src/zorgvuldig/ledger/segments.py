"""Segments: one leaf for a bulk run of N rows, and a two-step proof for each person in it.

The rows form a Merkle tree of their own; its root and size stand in the segment leaf. A person's proof goes
from the row to that root, and from the leaf to the checkpoint. The row's number stands in the row, so that
two equal rows stay two.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from zorgvuldig.ledger import merkle
from zorgvuldig.ledger.canonical import Json, canonical
from zorgvuldig.ledger.commitments import subject_indexes
from zorgvuldig.ledger.leaf import SegmentRoot
from zorgvuldig.ledger.personal import Opening, Sealed, seal_many
from zorgvuldig.ledger.tiles import Tile, tiles_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from uuid import UUID

    from zorgvuldig.records.key_encryption import KeyEncryption, MacKey

__all__ = ["BuiltSegment", "SealedRow", "SegmentRow", "build_segment", "row_bytes", "row_place"]


_BATCH = 2000


@dataclass(frozen=True)
class SegmentRow:
    """A row of a run as its process gives it: whom it is about, and what may be said in public."""

    subject_id: UUID | None
    content: Mapping[str, Json]


@dataclass(frozen=True, kw_only=True)
class SealedRow:
    """A row as the table holds it."""

    content: bytes
    subject_index: bytes | None
    sealed: Sealed | None


@dataclass(frozen=True)
class BuiltSegment:
    """Root for the leaf, rows and tiles for the tables."""

    root: SegmentRoot
    rows: tuple[SealedRow, ...]
    tiles: tuple[Tile, ...]


def build_segment(
    rows: Iterable[SegmentRow], *, entry_id: UUID, index_key: MacKey, wrapping_key: KeyEncryption
) -> BuiltSegment:
    """Commit to every row's subject, hash the rows into a tree, and seal what opens the commitments."""
    told = tuple(rows)
    sealed: list[SealedRow] = []
    for start in range(0, len(told), _BATCH):
        sealed += _sealed_rows(told[start : start + _BATCH], start, entry_id, index_key, wrapping_key)
    hashes = [merkle.leaf_hash(row.content) for row in sealed]
    return BuiltSegment(SegmentRoot(merkle.root(hashes), len(hashes)), tuple(sealed), tuple(tiles_of(hashes)))


def row_bytes(number: int, subject: str | None, content: Mapping[str, Json]) -> bytes:
    """Write a row in canonical form: its number, the commitment to its subject, and its content."""
    return canonical({"row": number, "subject": subject, "content": cast("Json", content)})


def row_place(entry_id: UUID, number: int) -> str:
    """Name the place for which a row's personal part is sealed."""
    return f"{entry_id}/{number}"


def _sealed_rows(
    rows: Sequence[SegmentRow], start: int, entry_id: UUID, index_key: MacKey, wrapping_key: KeyEncryption
) -> Iterator[SealedRow]:
    """Seal some rows, asking for each key once: a key may live in another process."""
    subjects = [row.subject_id for row in rows if row.subject_id is not None]
    indexes = subject_indexes(index_key, list(dict.fromkeys(subjects)))
    openings = {
        number: Opening.new(str(row.subject_id))
        for number, row in enumerate(rows, start)
        if row.subject_id is not None
    }
    parts = [
        (canonical(opening.as_json()), row_place(entry_id, number)) for number, opening in openings.items()
    ]
    sealed = dict(zip(openings, seal_many(parts, wrapping_key=wrapping_key), strict=True))
    for number, row in enumerate(rows, start):
        opening = openings.get(number)
        yield SealedRow(
            content=row_bytes(number, opening.commitment if opening else None, row.content),
            subject_index=None if row.subject_id is None else indexes[row.subject_id],
            sealed=sealed.get(number),
        )
