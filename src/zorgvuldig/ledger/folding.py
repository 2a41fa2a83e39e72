"""Read the ledger with equal refusals in one line, so that nobody can bury what matters under refusals.

A refusal costs whoever asks for it little and shows nothing to anyone. So of one day, by one role, for one
purpose, with one outcome and by the same norms they are one line, which says how often; each still stands in
the log and opens from that line. What was permitted is never folded. Every page begins below a position, so
the list goes on to its very end, and only what a page shows is decrypted.

Like `reading`, this reads with the role that holds on its connection.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.db import connections

from zorgvuldig.ledger import storage
from zorgvuldig.ledger.canonical import parse_canonical
from zorgvuldig.ledger.commitments import sought_indexes
from zorgvuldig.ledger.keys import subject_index_key, wrapping_key
from zorgvuldig.ledger.stored import ABOUT, DESKS, entries_at
from zorgvuldig.ledger.views import EntryLine, view

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime
    from typing import Any

    from zorgvuldig.ledger.canonical import Json
    from zorgvuldig.ledger.storage import Words

__all__ = ["EntryLine", "alike", "claim_rows", "lines_about", "refused_lines"]

_LEAF = "convert_from(i.leaf, 'UTF8')::jsonb"
#: A representative logs in as a person too, and is not the one whose data it is.
NOT_ONESELF = f"({_LEAF} ->> 'kind' <> 'subject' OR {_LEAF} ->> 'role' = 'legal-representative')"
_AT = f"({_LEAF} ->> 'at')::timestamptz"
_FOLD = f"""CASE WHEN i.outcome = 'permit' THEN i.position::text ELSE jsonb_build_array(
    {_LEAF} -> 'kind', {_LEAF} -> 'role', i.purpose, i.outcome, {_LEAF} -> 'norms',
    ({_AT} AT TIME ZONE 'Europe/Amsterdam')::date)::text END"""
_TOLD = f"""
WITH told AS MATERIALIZED (
    SELECT i.position, {_FOLD} AS fold, {_AT} AS at FROM ledger.intake i
    WHERE i.entry_id IN ({ABOUT}) AND i.leaf IS NOT NULL
        AND (NOT %(used)s OR (i.outcome = 'permit' AND {NOT_ONESELF}))
)
"""  # noqa: S608 — every part is ours
_GROUPED = """
SELECT max(t.position), count(*), min(t.at) FROM told t GROUP BY t.fold
HAVING %(before)s::bigint IS NULL OR max(t.position) < %(before)s
ORDER BY 1 DESC LIMIT %(limit)s
"""
_LINES = _TOLD + _GROUPED
_ALIKE = f"""{_TOLD}
SELECT t.position, 1, t.at FROM told t
WHERE t.fold = (SELECT w.fold FROM told w WHERE w.position = %(alike)s) AND t.fold <> t.position::text
    AND (%(before)s::bigint IS NULL OR t.position < %(before)s)
ORDER BY 1 DESC LIMIT %(limit)s
"""  # noqa: S608 — every part is ours
_BY_NORM = f"""
WITH told AS MATERIALIZED (
    SELECT i.position, {_FOLD} AS fold, {_AT} AS at FROM {{forbidden}} i
)
SELECT max(t.position), count(*), min(t.at) FROM told t GROUP BY t.fold ORDER BY 1 DESC
"""  # noqa: S608 — every part is ours
_REFUSED = _BY_NORM.format(
    forbidden=f"""(
        SELECT i.* FROM ledger.intake i
        WHERE i.recorded_at >= %(since)s::timestamptz AND i.outcome = 'forbid'
            AND jsonb_exists_any({_LEAF} -> 'norms', %(norms)s::text[])
    )"""  # noqa: S608 — every part is ours
)
_AUDITED = _BY_NORM.format(forbidden="gate.forbidden_since(%(since)s::timestamptz, %(norms)s::text[])")
_CLAIM_ROWS = """
SELECT s.entry_id, s.row_index, s.content FROM (
    SELECT r.entry_id, r.row_index, r.content FROM ledger.segment_row r
    WHERE r.subject_index = ANY (%(subject)s)
    UNION ALL
    SELECT d.entry_id, d.row_index, d.content FROM gate.decided_rows(%(subject)s::bytea[]) d
) s
JOIN ledger.leaf l ON l.entry_id = s.entry_id
WHERE convert_from(s.content, 'UTF8')::jsonb -> 'content' ->> %(named)s::text = ANY (%(claims)s)
ORDER BY l.index DESC, s.row_index
"""


def lines_about(
    subject_id: UUID, *, limit: int, before: int | None = None, used: bool = False, using: str = "default"
) -> list[EntryLine]:
    """List the processings about one data subject in lines, newest first (inzage).

    `before` is the position of the last line shown; `used` leaves out refusals and the person's own looks.
    """
    words: Words = {**_about(subject_id), "used": used, "before": before, "limit": limit}
    return _read(_LINES, words, using)


def alike(
    subject_id: UUID, position: int, *, limit: int, before: int | None = None, using: str = "default"
) -> list[EntryLine]:
    """Open the line in which this refusal stands: each entry of it, newest first; nothing for a permit."""
    words: Words = {
        **_about(subject_id),
        "used": False,
        "alike": position,
        "before": before,
        "limit": limit,
    }
    return _read(_ALIKE, words, using)


def refused_lines(norms: Collection[str], *, since: datetime, using: str = "default") -> list[EntryLine]:
    """List what was forbidden by any of these norms since a moment, in lines, newest first (toezicht)."""
    audited = using == DESKS
    words: Words = {"norms": sorted(norms), "since": since.isoformat()}
    return _read(_AUDITED if audited else _REFUSED, words, using, audited=audited)


def claim_rows(
    subject_id: UUID, claims: Collection[UUID], *, using: str = "default"
) -> Mapping[UUID, tuple[UUID, int]]:
    """Give the entry and the row in which each of these claims of a person was decided first, once placed."""
    words: Words = {**_about(subject_id), "named": "claim", "claims": [str(claim) for claim in claims]}
    with connections[using].cursor() as cursor:
        found = storage.rows(cursor, _CLAIM_ROWS, words)
    return {_claim(content): (entry_id, row) for entry_id, row, content in found}


def _claim(content: bytes) -> UUID:
    fields = cast("Mapping[str, Any]", parse_canonical(bytes(content)))
    return UUID(str(cast("Mapping[str, Json]", fields["content"])["claim"]))


def _about(subject_id: UUID) -> dict[str, list[bytes]]:
    return {"subject": sought_indexes(subject_index_key(), subject_id)}


def _read(statement: str, words: Words, using: str, *, audited: bool = False) -> list[EntryLine]:
    """Find the lines first, and open only the entries that stand for them."""
    with connections[using].cursor() as cursor:
        lines = {position: line for position, *line in storage.rows(cursor, statement, words)}
        found = entries_at(cursor, lines, audited=audited)
    return [
        EntryLine(
            entry=view(stored, wrapping_key=wrapping_key()),
            times=lines[stored.position][0],
            first_at=lines[stored.position][1],
        )
        for stored in found
    ]
