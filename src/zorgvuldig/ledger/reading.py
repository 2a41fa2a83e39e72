"""Read the ledger: by list, by entry, by person, and as proofs. It never writes and never decides.

Every function reads with the role that holds on its connection: inside a grant of the oversight family
(`zv_audit`) everything, inside a grant of the rights family (`zv_rights`) only what is about the person of
the grant, under the verifying login (`zv_sequencer`) everything for the command line. Without any of these
PostgreSQL refuses. So whoever reads the log at a desk has passed a decision, which stands in the log.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.db import connections

from zorgvuldig.ledger import merkle, storage, tiles
from zorgvuldig.ledger.canonical import parse_canonical
from zorgvuldig.ledger.commitments import subject_index
from zorgvuldig.ledger.keys import subject_index_key, wrapping_key
from zorgvuldig.ledger.leaf import Leaf
from zorgvuldig.ledger.personal import Opening, Sealed, unseal
from zorgvuldig.ledger.proof import ProcessingProof, RowStep
from zorgvuldig.ledger.segments import row_place
from zorgvuldig.ledger.views import (
    DutyView,
    EntryView,
    SegmentRowView,
    StoredEntry,
    personal_part,
    view,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any
    from uuid import UUID

    from django.db.backends.utils import CursorWrapper

    from zorgvuldig.ledger.canonical import Json
    from zorgvuldig.ledger.storage import Words

__all__ = [
    "DutyView",
    "EntryView",
    "NotProvableError",
    "RunRow",
    "SegmentRowView",
    "UnknownEntryError",
    "entries_about",
    "entry",
    "prove",
    "receipt",
    "recent_entries",
    "run_rows",
    "state",
]

_ENTRIES = """
SELECT i.entry_id, i.position, i.leaf, i.personal, i.personal_key, k.wrapped, l.index
FROM ledger.intake i
LEFT JOIN ledger.leaf l ON l.entry_id = i.entry_id
LEFT JOIN ledger.personal_key k ON k.id = i.personal_key
"""
_RECENT = f"""{_ENTRIES}
WHERE (%(outcome)s::text IS NULL OR i.outcome = %(outcome)s)
    AND (%(purpose)s::text IS NULL OR i.purpose = %(purpose)s)
    AND (%(before)s::bigint IS NULL OR i.position < %(before)s)
ORDER BY i.position DESC LIMIT %(limit)s
"""
_ONE = f"{_ENTRIES} WHERE i.entry_id = %(entry)s::uuid"
_ABOUT = f"""{_ENTRIES}
WHERE (i.subject_index = %(subject)s
    OR i.entry_id IN (SELECT s.entry_id FROM ledger.segment_row s WHERE s.subject_index = %(subject)s)
    OR (i.subject_index IS NULL AND i.run_id IN (
        SELECT r.run_id FROM ledger.segment_row s JOIN ledger.intake r ON r.entry_id = s.entry_id
        WHERE s.subject_index = %(subject)s)))
    AND (%(before)s::bigint IS NULL OR i.position < %(before)s)
ORDER BY i.position DESC LIMIT %(limit)s
"""  # noqa: S608 — both parts are ours
_ROWS = """
SELECT s.entry_id, s.row_index, s.content, s.personal, s.personal_key, k.wrapped
FROM ledger.segment_row s
LEFT JOIN ledger.personal_key k ON k.id = s.personal_key
WHERE s.entry_id = ANY (%(entries)s::uuid[]) AND s.subject_index = %(subject)s
    AND (%(row)s::bigint IS NULL OR s.row_index = %(row)s)
ORDER BY s.entry_id, s.row_index
"""
_RUN_ROWS = """
SELECT s.entry_id, s.row_index, s.subject_index, s.content FROM ledger.segment_row s
JOIN ledger.intake i ON i.entry_id = s.entry_id
WHERE i.run_id IS NOT NULL ORDER BY i.position, s.row_index
"""


@dataclass(frozen=True, kw_only=True)
class RunRow:
    """What a row of a run says in public, and of whom by a keyed pseudonym; none for somebody unknown."""

    entry_id: UUID
    row: int
    subject: str | None
    content: Mapping[str, Json]


class UnknownEntryError(LookupError):
    """No entry that may be seen here has this identifier."""


class NotProvableError(LookupError):
    """An entry that cannot be proved: not under a checkpoint yet, or not about this person."""


def recent_entries(
    *,
    limit: int,
    outcome: str | None = None,
    purpose: str | None = None,
    before: int | None = None,
    using: str = "default",
) -> list[EntryView]:
    """List entries, newest first, by outcome and purpose; `before` is the last position already shown."""
    words: Words = {"limit": limit, "outcome": outcome, "purpose": purpose, "before": before}
    with connections[using].cursor() as cursor:
        return [
            view(_stored(row), wrapping_key=wrapping_key()) for row in storage.rows(cursor, _RECENT, words)
        ]


def entry(entry_id: UUID, *, using: str = "default") -> EntryView:
    """Show one entry."""
    with connections[using].cursor() as cursor:
        return view(_one(cursor, entry_id), wrapping_key=wrapping_key())


def entries_about(
    subject_id: UUID, *, limit: int = 100, before: int | None = None, using: str = "default"
) -> list[EntryView]:
    """List the processings about one data subject, alone or as rows of a run, newest first (inzage)."""
    index = subject_index(subject_index_key(), subject_id)
    with connections[using].cursor() as cursor:
        words: Words = {"subject": index, "limit": limit, "before": before}
        found = [_stored(row) for row in storage.rows(cursor, _ABOUT, words)]
        about: Words = {"entries": [str(stored.entry_id) for stored in found], "subject": index, "row": None}
        rows = storage.rows(cursor, _ROWS, about)
    return [
        view(
            stored,
            wrapping_key=wrapping_key(),
            rows=tuple(_row_view(row) for row in rows if row[0] == stored.entry_id),
        )
        for stored in found
    ]


def receipt(entry_id: UUID, *, using: str = "default") -> Mapping[str, Any] | None:
    """Give the receipt of an entry's decision, with every fact and its source; None once it is erased."""
    with connections[using].cursor() as cursor:
        part = personal_part(_one(cursor, entry_id), wrapping_key())
    return cast("Mapping[str, Any]", parse_canonical(part.receipt.value)) if part else None


def state(*, using: str = "default") -> storage.StoredCheckpoint | None:
    """Give the newest signed checkpoint, if there is one (ondertekende stand)."""
    with connections[using].cursor() as cursor:
        return storage.last_checkpoint(cursor)


def run_rows(*, using: str = "default") -> list[RunRow]:
    """Give every row of every run, by pseudonym, for counting (cijfers)."""
    with connections[using].cursor() as cursor:
        return [
            RunRow(
                entry_id=entry_id,
                row=row,
                subject=bytes(subject).hex() if subject is not None else None,
                content=_row_view((entry_id, row, content)).content,
            )
            for entry_id, row, subject, content in storage.rows(cursor, _RUN_ROWS)
        ]


def prove(
    entry_id: UUID, subject_id: UUID | None = None, *, row: int | None = None, using: str = "default"
) -> bytes:
    """Write the proof of one processing; about a person, it opens that person's commitment and no other.

    Of several rows about one person in a run, `row` names which; the first without it.
    """
    with connections[using].cursor() as cursor:
        stored = _one(cursor, entry_id)
        checkpoint = storage.last_checkpoint(cursor)
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
            "subject": subject_index(subject_index_key(), subject_id),
            "row": row,
        }
        for _, number, content, *rest in storage.rows(cursor, _ROWS, words)[:1]:
            read = storage.segment_tile_reader(cursor, stored.entry_id)
            step = RowStep(bytes(content), _path(read, number, leaf.segment.size))
            return step, _row_opening(stored.entry_id, number, _sealed(*rest))
    part = personal_part(stored, wrapping_key())
    opening = part.subject if part else None
    if leaf.subject is None or (opening and opening.value != str(subject_id).encode()):
        raise NotProvableError(f"entry {stored.entry_id} is not about this person")
    return None, opening


def _path(read: tiles.ReadTile, index: int, size: int) -> tuple[bytes, ...]:
    return tuple(tiles.range_root(read, *part) for part in merkle.inclusion_ranges(index, size))


def _row_opening(entry_id: UUID, number: int, sealed: Sealed | None) -> Opening | None:
    if sealed is None:
        return None
    plain = unseal(sealed, place=row_place(entry_id, number), wrapping_key=wrapping_key())
    return Opening.from_json(parse_canonical(plain))


def _one(cursor: CursorWrapper, entry_id: UUID) -> StoredEntry:
    found = storage.rows(cursor, _ONE, {"entry": str(entry_id)})
    if not found:
        raise UnknownEntryError(f"no entry {entry_id} that may be seen here")
    return _stored(found[0])


def _stored(row: Sequence[Any]) -> StoredEntry:
    entry_id, position, leaf, personal, key_id, wrapped, index = row
    return StoredEntry(
        entry_id=entry_id,
        position=position,
        leaf=bytes(leaf),
        sealed=_sealed(personal, key_id, wrapped),
        index=index,
    )


def _sealed(personal: bytes | None, key_id: UUID | None, wrapped: bytes | None) -> Sealed | None:
    if personal is None or key_id is None or wrapped is None:
        return None
    return Sealed(key_id=key_id, wrapped=bytes(wrapped), content=bytes(personal))


def _row_view(row: Sequence[Any]) -> SegmentRowView:
    fields = cast("Mapping[str, Json]", parse_canonical(bytes(row[2])))
    return SegmentRowView(row=row[1], content=cast("Mapping[str, Json]", fields["content"]))
