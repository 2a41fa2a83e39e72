"""Legal holds (vernietigingsverbod): entries that stay readable beyond their term, for a dispute or a claim.

A hold and its end are each a decision that stands in the log, with a sealed reason. Pruning leaves what is
held alone; an entry that is let go follows its term again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connections

from zorgvuldig.ledger import gate, storage
from zorgvuldig.ledger.sealed_words import open_words, seal_words

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

__all__ = ["HoldView", "hold", "holds", "let_go"]

_HOLDS = """
SELECT h.entry_id, i.recorded_at, i.purpose, h.placed_at, h.lifted_at, h.by_entry, h.lifted_by_entry,
    h.reason, h.reason_key, k.wrapped, h.lift_reason, h.lift_key, l.wrapped
FROM ledger.legal_hold h
JOIN ledger.intake i ON i.entry_id = h.entry_id
LEFT JOIN ledger.personal_key k ON k.id = h.reason_key
LEFT JOIN ledger.personal_key l ON l.id = h.lift_key
ORDER BY h.lifted_at DESC NULLS FIRST, h.placed_at DESC LIMIT %(limit)s
"""


@dataclass(frozen=True, kw_only=True)
class HoldView:
    """One hold as the oversight desk sees it."""

    entry_id: UUID
    at: datetime
    purpose: str | None
    """None once the entry was let go and pruned."""
    placed_at: datetime
    by_entry: UUID
    reason: str
    lifted_at: datetime | None
    lift_reason: str


def holds(*, limit: int, using: str = "default") -> list[HoldView]:
    """List what is kept, the newest first, and after that what was let go; under a grant of oversight."""
    with connections[using].cursor() as cursor:
        found = storage.rows(cursor, _HOLDS, {"limit": limit})
    return [
        HoldView(
            entry_id=entry_id,
            at=at,
            purpose=purpose,
            placed_at=placed_at,
            by_entry=by_entry,
            reason=open_words(_place(by_entry), *sealed[:3]),
            lifted_at=lifted_at,
            lift_reason=open_words(_place(lifted_by), *sealed[3:]),
        )
        for entry_id, at, purpose, placed_at, lifted_at, by_entry, lifted_by, *sealed in found
    ]


def hold(entry_id: UUID, *, by_entry: UUID, reason: str, using: str = "default") -> None:
    """Keep an entry readable beyond its term (bewaren).

    Raises:
        psycopg.Error: there is no such entry, or it is held already.
    """
    _hold(entry_id, by_entry, reason, placed=True, using=using)


def let_go(entry_id: UUID, *, by_entry: UUID, reason: str, using: str = "default") -> None:
    """Let an entry follow its term again (niet langer bewaren).

    Raises:
        psycopg.Error: it is not held.
    """
    _hold(entry_id, by_entry, reason, placed=False, using=using)


def _hold(entry_id: UUID, by_entry: UUID, reason: str, *, placed: bool, using: str) -> None:
    words = seal_words(reason, place=_place(by_entry))
    body = {"entry": str(entry_id), "by": str(by_entry), "placed": placed, **words}
    with gate.stepped_back(using):
        gate.ask(using, "hold", "hold", body)


def _place(by_entry: UUID | None) -> str:
    return f"{by_entry}/hold"
