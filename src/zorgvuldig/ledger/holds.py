"""Legal holds (vernietigingsverbod): entries that stay readable beyond their term, for a dispute or a claim.

A hold and its end are each a decision that stands in the log, with a sealed reason, and by two people: who
laid it does not lift it. Pruning leaves what is held alone; an entry that is let go follows its term again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
from django.db import connections

from zorgvuldig.ledger import gate, storage
from zorgvuldig.ledger.keys import subject_index_key
from zorgvuldig.ledger.sealed_words import open_words, seal_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

__all__ = ["HoldView", "OwnHoldError", "hold", "holds", "let_go"]

_ACTOR_LABEL = b"zorgvuldig/ledger/holding-actor/v1\n"
#: By which the gate says that this is who laid it.
_OWN = "ZV002"

_HOLDS = """
SELECT h.entry_id, i.recorded_at, i.purpose, h.placed_at, h.lifted_at, h.by_entry, h.lifted_by_entry,
    h.reason, h.reason_key, k.wrapped, h.lift_reason, h.lift_key, l.wrapped
FROM ledger.legal_hold h
JOIN ledger.intake i ON i.entry_id = h.entry_id
LEFT JOIN ledger.personal_key k ON k.id = h.reason_key
LEFT JOIN ledger.personal_key l ON l.id = h.lift_key
ORDER BY h.lifted_at DESC NULLS FIRST, h.placed_at DESC LIMIT %(limit)s
"""


class OwnHoldError(PermissionError):
    """Who laid a hold wanted to lift it."""


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


def hold(entry_id: UUID, *, by_entry: UUID, actor: str, reason: str, using: str = "default") -> None:
    """Keep an entry readable beyond its term (bewaren).

    Raises:
        psycopg.Error: there is no such entry, or it is held already.
    """
    words = {"placed": True, "actor": subject_index_key().mac(_named(actor)).hex()}
    _ask(entry_id, by_entry, reason, words, using)


def let_go(entry_id: UUID, *, by_entry: UUID, actor: str, reason: str, using: str = "default") -> None:
    """Let an entry follow its term again (niet langer bewaren, MZ-functiescheiding).

    Raises:
        OwnHoldError: this is who laid the hold.
        psycopg.Error: it is not held.
    """
    known = [index.hex() for index in subject_index_key().mac_every(_named(actor))]
    try:
        _ask(entry_id, by_entry, reason, {"placed": False, "actors": known}, using)
    except psycopg.Error as error:
        if error.sqlstate != _OWN:
            raise
        raise OwnHoldError(
            f"entry {entry_id} is held by who wants to let it go: ask another officer to lift the hold"
        ) from error


def _ask(entry_id: UUID, by_entry: UUID, reason: str, words: Mapping[str, Any], using: str) -> None:
    sealed = seal_words(reason, place=_place(by_entry))
    with gate.stepped_back(using):
        gate.ask(using, "hold", "hold", {"entry": str(entry_id), "by": str(by_entry), **words, **sealed})


def _named(actor: str) -> bytes:
    return _ACTOR_LABEL + actor.encode()


def _place(by_entry: UUID | None) -> str:
    return f"{by_entry}/hold"
