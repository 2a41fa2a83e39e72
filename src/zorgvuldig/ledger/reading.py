"""Read the ledger: by list, by entry, by person, and as proofs. It never writes and never decides.

Every function reads with the role that holds on its connection: inside a grant of the oversight family
(`zv_audit`) everything, inside a grant of the rights family (`zv_rights`) only what is about the person of
the grant, under the verifying login (`zv_sequencer`) everything for the command line. Without any of these
PostgreSQL refuses. So whoever reads the log at a desk has passed a decision, which stands in the log.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.db import connections

from zorgvuldig.ledger import storage
from zorgvuldig.ledger.blocks import COLUMNS, Block
from zorgvuldig.ledger.canonical import parse_canonical
from zorgvuldig.ledger.commitments import sought_indexes
from zorgvuldig.ledger.keys import subject_index_key, wrapping_key
from zorgvuldig.ledger.parameters import WITNESS_PATIENCE, in_force
from zorgvuldig.ledger.proving import NotProvableError, prove
from zorgvuldig.ledger.standing import Standing, StoredCheckpoint
from zorgvuldig.ledger.stored import ABOUT, DESKS, ENTRIES, ROWS, UnknownEntryError, one_entry, stored_entry
from zorgvuldig.ledger.views import DutyView, EntryView, SegmentRowView, personal_part, view

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from typing import Any
    from uuid import UUID

    from zorgvuldig.ledger.canonical import Json
    from zorgvuldig.ledger.storage import Words

__all__ = [
    "DutyView",
    "EntryView",
    "NotProvableError",
    "ProvedProcessing",
    "RunRow",
    "SegmentRowView",
    "UnknownEntryError",
    "entries_about",
    "entry",
    "prove",
    "prove_all",
    "receipt",
    "recent_entries",
    "run_rows",
    "standing",
    "state",
]

_RECENT = f"""{ENTRIES}
WHERE i.leaf IS NOT NULL AND (%(outcome)s::text IS NULL OR i.outcome = %(outcome)s)
    AND (%(purpose)s::text IS NULL OR i.purpose = %(purpose)s)
    AND (%(before)s::bigint IS NULL OR i.position < %(before)s)
ORDER BY i.position DESC LIMIT %(limit)s
"""
_ABOUT = f"""{ENTRIES}
WHERE i.entry_id IN ({ABOUT}) AND (%(before)s::bigint IS NULL OR i.position < %(before)s)
ORDER BY i.position DESC LIMIT %(limit)s
"""
_STANDING = """
SELECT c.heard, extract(epoch FROM clock_timestamp() - c.heard), extract(epoch FROM %(patience)s::interval),
    (SELECT coalesce(sum(p.entries), 0) FROM ledger.pruning p)
FROM (SELECT max(received_at) AS heard FROM ledger.cosignature) c
"""
_RUN_ROWS = """
SELECT s.entry_id, s.row_index, s.subject_index, s.content FROM ledger.segment_row s
JOIN ledger.intake i ON i.entry_id = s.entry_id
WHERE i.run_id IS NOT NULL ORDER BY i.position, s.row_index
"""
_RUN_BLOCKS = f"""
SELECT d.entry_id, d.contents::text, {COLUMNS} FROM ledger.segment_block b
JOIN ledger.decided_segment d ON d.entry_id = b.entry_id
JOIN ledger.intake i ON i.entry_id = d.entry_id
WHERE i.run_id IS NOT NULL ORDER BY i.position, b.first_row
"""  # noqa: S608 — every part is ours


@dataclass(frozen=True, kw_only=True)
class ProvedProcessing:
    """A processing about a person, in one row of a run or as a whole, with its proof."""

    entry: EntryView
    row: int | None
    proof: bytes | None
    """None while it is not under a checkpoint yet."""


@dataclass(frozen=True, kw_only=True)
class RunRow:
    """What a row of a run says in public, and of whom by a keyed pseudonym; none for somebody unknown."""

    entry_id: UUID
    row: int
    subject: str | None
    content: Mapping[str, Json]


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
            view(stored_entry(row), wrapping_key=wrapping_key())
            for row in storage.rows(cursor, _RECENT, words)
        ]


def entry(entry_id: UUID, *, using: str = "default") -> EntryView:
    """Show one entry, to oversight or to the verifying login."""
    with connections[using].cursor() as cursor:
        return view(one_entry(cursor, entry_id, audited=using == DESKS), wrapping_key=wrapping_key())


def entries_about(
    subject_id: UUID, *, limit: int = 100, before: int | None = None, using: str = "default"
) -> list[EntryView]:
    """List the processings about one data subject, alone or as rows of a run, newest first (inzage)."""
    index = sought_indexes(subject_index_key(), subject_id)
    with connections[using].cursor() as cursor:
        words: Words = {"subject": index, "limit": limit, "before": before}
        found = [stored_entry(row) for row in storage.rows(cursor, _ABOUT, words)]
        about: Words = {"entries": [str(stored.entry_id) for stored in found], "subject": index, "row": None}
        rows = storage.rows(cursor, ROWS, about)
    return [
        view(
            stored,
            wrapping_key=wrapping_key(),
            rows=tuple(_row_view(row) for row in rows if row[0] == stored.entry_id),
        )
        for stored in found
    ]


def prove_all(subject_id: UUID, *, page: int = 200, using: str = "default") -> Iterator[ProvedProcessing]:
    """Give every processing about one data subject, newest first, each with its proof (inzage)."""
    before = None
    while entries := entries_about(subject_id, limit=page, before=before, using=using):
        for seen in entries:
            numbers: list[int | None] = [row.row for row in seen.segment_rows]
            for number in numbers or [None]:
                proof = None
                if seen.index is not None:
                    proof = prove(seen.entry_id, subject_id, row=number, using=using)
                yield ProvedProcessing(entry=seen, row=number, proof=proof)
        before = entries[-1].position


def receipt(entry_id: UUID, *, using: str = "default") -> Mapping[str, Any] | None:
    """Give the receipt of an entry's decision, with every fact and its source; None once it is erased."""
    with connections[using].cursor() as cursor:
        part = personal_part(one_entry(cursor, entry_id, audited=using == DESKS), wrapping_key())
    return cast("Mapping[str, Any]", parse_canonical(part.receipt.value)) if part else None


def state(*, using: str = "default") -> StoredCheckpoint | None:
    """Give the newest signed checkpoint, cosigned where there is a witness (ondertekende stand)."""
    with connections[using].cursor() as cursor:
        return storage.last_cosigned(cursor) or storage.last_checkpoint(cursor)


def standing(*, on: date, using: str = "default") -> Standing:
    """Give how the log stands: its size, when the witness was heard, and how much was pruned."""
    with connections[using].cursor() as cursor:
        patience = in_force(WITNESS_PATIENCE, on).value
        ((heard, silent, patience, pruned),) = storage.rows(cursor, _STANDING, {"patience": patience})
    return Standing(
        checkpoint=state(using=using),
        heard_at=heard,
        silent_seconds=float(silent or 0),
        patience_seconds=float(patience),
        pruned=int(pruned),
    )


def run_rows(*, using: str = "default") -> list[RunRow]:
    """Give every row of every run, by pseudonym, for counting (cijfers)."""
    with connections[using].cursor() as cursor:
        found = storage.rows(cursor, _RUN_ROWS)
        for entry_id, contents, *columns in storage.rows(cursor, _RUN_BLOCKS):
            found += _rows_of(entry_id, json.loads(contents), Block(*columns))
    # Under one key: whoever stands there under an earlier key too must be counted once.
    stored = list({bytes(subject) for _, _, subject, _ in found if subject is not None})
    lifted = dict(zip(stored, subject_index_key().lift(stored), strict=True))
    return [
        RunRow(
            entry_id=entry_id,
            row=row,
            subject=lifted[bytes(subject)].hex() if subject is not None else None,
            content=_row_view((entry_id, row, content)).content,
        )
        for entry_id, row, subject, content in found
    ]


def _rows_of(entry_id: UUID, contents: Sequence[str], block: Block) -> Iterator[tuple[Any, ...]]:
    rows = zip(block.each_index, block.contents(contents), strict=True)
    for number, (index, content) in enumerate(rows, block.first_row):
        yield entry_id, number, index, content


def _row_view(row: Sequence[Any]) -> SegmentRowView:
    fields = cast("Mapping[str, Json]", parse_canonical(bytes(row[2])))
    return SegmentRowView(row=row[1], content=cast("Mapping[str, Json]", fields["content"]))
