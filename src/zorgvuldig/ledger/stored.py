"""Entries and rows as the tables hold them, read back with what opens them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.ledger import storage
from zorgvuldig.ledger.personal import Sealed
from zorgvuldig.ledger.views import StoredEntry

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any
    from uuid import UUID

    from django.db.backends.utils import CursorWrapper

__all__ = [
    "ABOUT",
    "DESKS",
    "ENTRIES",
    "ROWS",
    "UnknownEntryError",
    "entries_at",
    "one_entry",
    "sealed_part",
    "stored_entry",
]

#: On this connection the desks read, each inside a grant.
DESKS = "default"
ENTRIES = """
SELECT i.entry_id, i.position, i.leaf, i.personal, i.personal_key, k.wrapped, l.index
FROM ledger.intake i
LEFT JOIN ledger.leaf l ON l.entry_id = i.entry_id
LEFT JOIN ledger.personal_key k ON k.id = i.personal_key
"""
# A union, not an "or": each part by its own index, where an "or" would read the whole log.
ABOUT = """
WITH met AS MATERIALIZED (
    SELECT s.entry_id FROM ledger.segment_row s WHERE s.subject_index = ANY (%(subject)s)
    UNION SELECT d.entry_id FROM gate.decided_rows(%(subject)s::bytea[]) d
)
SELECT a.entry_id FROM ledger.intake a WHERE a.subject_index = ANY (%(subject)s)
UNION SELECT m.entry_id FROM met m
UNION SELECT o.entry_id FROM met m
    JOIN ledger.intake r ON r.entry_id = m.entry_id
    JOIN ledger.intake o ON o.run_id = r.run_id AND o.subject_index IS NULL
"""
_ONE = f"{ENTRIES} WHERE i.entry_id = %(entry)s::uuid AND i.leaf IS NOT NULL"
_AUDITED = "SELECT e.* FROM gate.entry_of(%(entry)s::uuid) e"
_AT = f"{ENTRIES} WHERE i.position = ANY (%(positions)s::bigint[]) ORDER BY i.position DESC"
_AUDITED_AT = "SELECT e.* FROM gate.entries_at(%(positions)s::bigint[]) e"
#: The last column tells a row of a bulk decision, whose opening is sealed together with the others'.
ROWS = """
SELECT s.entry_id, s.row_index, s.content, s.personal, s.personal_key, k.wrapped, s.together
FROM (
    SELECT r.entry_id, r.row_index, r.content, r.personal, r.personal_key, false AS together
    FROM ledger.segment_row r
    WHERE r.entry_id = ANY (%(entries)s::uuid[]) AND r.subject_index = ANY (%(subject)s)
    UNION ALL
    SELECT d.entry_id, d.row_index, d.content, d.sealed, d.personal_key, true
    FROM gate.decided_rows(%(subject)s::bytea[]) d WHERE d.entry_id = ANY (%(entries)s::uuid[])
) s
LEFT JOIN ledger.personal_key k ON k.id = s.personal_key
WHERE %(row)s::bigint IS NULL OR s.row_index = %(row)s
ORDER BY s.entry_id, s.row_index
"""


class UnknownEntryError(LookupError):
    """No entry that may be seen here has this identifier."""


def one_entry(cursor: CursorWrapper, entry_id: UUID, *, audited: bool = False) -> StoredEntry:
    """Give one entry, or say that there is none; `audited` finds it by the index, in a grant of oversight."""
    found = storage.rows(cursor, _AUDITED if audited else _ONE, {"entry": str(entry_id)})
    if not found:
        raise UnknownEntryError(f"no entry {entry_id} that may be seen here")
    return stored_entry(found[0])


def entries_at(
    cursor: CursorWrapper, positions: Iterable[int], *, audited: bool = False
) -> list[StoredEntry]:
    """Give the entries at these positions, newest first; `audited` likewise."""
    words: storage.Words = {"positions": [str(position) for position in positions]}
    return [stored_entry(row) for row in storage.rows(cursor, _AUDITED_AT if audited else _AT, words)]


def stored_entry(row: Sequence[Any]) -> StoredEntry:
    """Give an entry from a row of `ENTRIES`."""
    entry_id, position, leaf, personal, key_id, wrapped, index = row
    return StoredEntry(
        entry_id=entry_id,
        position=position,
        leaf=bytes(leaf),
        sealed=sealed_part(personal, key_id, wrapped),
        index=index,
    )


def sealed_part(personal: bytes | None, key_id: UUID | None, wrapped: bytes | None) -> Sealed | None:
    """Give a personal part; none where there is none, or once its key was destroyed."""
    if personal is None or key_id is None or wrapped is None:
        return None
    return Sealed(key_id=key_id, wrapped=bytes(wrapped), content=bytes(personal))
