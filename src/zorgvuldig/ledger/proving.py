"""Write the proof of one processing from the entry and the tiles that its path passes (verwerkingsbewijs)."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.db import connections

from zorgvuldig.ledger import merkle, storage, tiles
from zorgvuldig.ledger.canonical import parse_canonical
from zorgvuldig.ledger.commitments import sought_indexes
from zorgvuldig.ledger.keys import subject_index_key, wrapping_key
from zorgvuldig.ledger.leaf import Leaf
from zorgvuldig.ledger.personal import Opening, Sealed, unseal
from zorgvuldig.ledger.proof import ProcessingProof, RowStep
from zorgvuldig.ledger.row_stream import unseal_row
from zorgvuldig.ledger.segments import row_place
from zorgvuldig.ledger.stored import DESKS, ROWS, one_entry, sealed_part
from zorgvuldig.ledger.views import StoredEntry, personal_part

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.db.backends.utils import CursorWrapper

    from zorgvuldig.ledger.canonical import Json
    from zorgvuldig.ledger.storage import Words

__all__ = ["NotProvableError", "prove"]


class NotProvableError(LookupError):
    """An entry that cannot be proved: not under a checkpoint yet, or not about this person."""


def prove(
    entry_id: UUID, subject_id: UUID | None = None, *, row: int | None = None, using: str = "default"
) -> bytes:
    """Write the proof of one processing; about a person, it opens that person's commitment and no other.

    Of several rows about one person in a run, `row` names which; the first without it. At the desks, whoever
    names nobody is oversight.
    """
    with connections[using].cursor() as cursor:
        stored = one_entry(cursor, entry_id, audited=subject_id is None and using == DESKS)
        # Once a witness looks, nothing is proved without it: half a proof would be taken for a whole one.
        checkpoint = storage.last_cosigned(cursor) or storage.last_checkpoint(cursor)
        if stored.index is None or checkpoint is None or checkpoint.size <= stored.index:
            raise NotProvableError(f"entry {entry_id} is not under a checkpoint yet: ask again in a moment")
        step, opening = _person_in(cursor, stored, subject_id, row)
        path = _path(storage.tile_reader(cursor), stored.index, checkpoint.size)
    proof = ProcessingProof(
        leaf=stored.leaf,
        index=stored.index,
        path=path,
        note=checkpoint.note,
        row=step,
        subject=opening.value.decode() if opening else None,
        salt=opening.salt if opening else b"",
    )
    return proof.as_text().encode()


def _person_in(
    cursor: CursorWrapper, stored: StoredEntry, subject_id: UUID | None, row: int | None
) -> tuple[RowStep | None, Opening | None]:
    """Find where a person stands in an entry: in the leaf itself, or in a row of its segment."""
    leaf = Leaf.from_bytes(stored.leaf)
    if subject_id is None:
        return None, None
    if leaf.segment is not None:
        words: Words = {
            "entries": [str(stored.entry_id)],
            "subject": sought_indexes(subject_index_key(), subject_id),
            "row": row,
        }
        for _, number, content, *rest, together in storage.rows(cursor, ROWS, words)[:1]:
            read = storage.segment_tile_reader(cursor, stored.entry_id)
            step = RowStep(bytes(content), _path(read, number, leaf.segment.size))
            sealed = sealed_part(*rest)
            if sealed is None:
                return step, None
            if together:
                return step, _opening_of_many(number, step.row, sealed)
            return step, _opening(stored.entry_id, number, sealed)
    if leaf.subject is None and leaf.run is not None and row is None:
        # What was decided or written for a whole run, with nothing in it of this person: proved as such.
        return None, None
    part = personal_part(stored, wrapping_key())
    opening = part.subject if part else None
    if leaf.subject is None or (opening and opening.value != str(subject_id).encode()):
        raise NotProvableError(f"entry {stored.entry_id} is not about this person")
    return None, opening


def _path(read: tiles.ReadTile, index: int, size: int) -> tuple[bytes, ...]:
    return tuple(tiles.range_root(read, *part) for part in merkle.inclusion_ranges(index, size))


def _opening(entry_id: UUID, number: int, sealed: Sealed) -> Opening:
    """Open what a row was sealed with alone."""
    plain = unseal(sealed, place=row_place(entry_id, number), wrapping_key=wrapping_key())
    return Opening.from_json(parse_canonical(plain))


def _opening_of_many(number: int, content: bytes, sealed: Sealed) -> Opening:
    """Open a row of a bulk decision: to what the row committed to, or not at all."""
    commitment = str(cast("Mapping[str, Json]", parse_canonical(content))["subject"])
    return unseal_row(sealed, row=number, commitment=commitment, wrapping_key=wrapping_key())
