"""Deferred notice (uitgestelde inzage, Code of Conduct article 3.13): what a person sees only later.

An entry that is deferred stands in the log as any other. Only the person's own view leaves it out (in list,
count and keys) until somebody other than who deferred it released it, with words for the person. The reason
is sealed: it may say what would harm an investigation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connections

from zorgvuldig.ledger import gate, storage
from zorgvuldig.ledger.keys import subject_index_key
from zorgvuldig.ledger.sealed_words import open_words, seal_words
from zorgvuldig.ledger.standing import DeferredView, ReleasedWords

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from zorgvuldig.decisions import Deferral

__all__ = [
    "DeferredView",
    "actor_index",
    "actor_indexes",
    "deferral_body",
    "deferred_entries",
    "extend",
    "release",
    "released_words",
]

_ACTOR_LABEL = b"zorgvuldig/ledger/deferring-actor/v1\n"
_DEFERRED = """
SELECT d.entry_id, i.recorded_at, i.purpose,
    coalesce((SELECT v.review_on FROM ledger.deferral_review v WHERE v.entry_id = d.entry_id
        ORDER BY v.id DESC LIMIT 1), d.review_on),
    (SELECT count(*) FROM ledger.deferral_review v WHERE v.entry_id = d.entry_id),
    d.reason, d.reason_key, k.wrapped
FROM ledger.deferral d
JOIN ledger.intake i ON i.entry_id = d.entry_id
LEFT JOIN ledger.personal_key k ON k.id = d.reason_key
WHERE NOT EXISTS (
    SELECT FROM ledger.deferral_review v WHERE v.entry_id = d.entry_id AND v.review_on IS NULL
)
ORDER BY 4, i.position
"""
_RELEASED = """
SELECT v.entry_id, v.made_at, v.by_entry, v.reason, v.reason_key, k.wrapped
FROM ledger.deferral_review v LEFT JOIN ledger.personal_key k ON k.id = v.reason_key
WHERE v.review_on IS NULL AND v.entry_id = ANY (%(entries)s::uuid[])
"""


def actor_indexes(identifier: str) -> list[bytes]:
    """Give every index under which an earlier act of this person may stand."""
    return subject_index_key().mac_every(_ACTOR_LABEL + identifier.encode())


def actor_index(identifier: str) -> bytes:
    """Give the keyed index by which two acts of one person are known as such, and nobody is named."""
    return subject_index_key().mac(_ACTOR_LABEL + identifier.encode())


def deferral_body(deferral: Deferral, *, entry_id: UUID, actor: str) -> dict[str, Any]:
    """Write a deferral as the gate takes it in, with its reason sealed for this entry."""
    return {
        "review_on": deferral.review_on.isoformat(),
        "actor": actor_index(actor).hex(),
        **seal_words(deferral.reason, place=_place(entry_id)),
    }


def deferred_entries(*, using: str = "default") -> list[DeferredView]:
    """List what persons do not see yet, the first to be looked at again first; under a grant of oversight."""
    with connections[using].cursor() as cursor:
        found = storage.rows(cursor, _DEFERRED)
    return [
        DeferredView(
            entry_id=entry_id,
            at=at,
            purpose=purpose,
            review_on=review_on,
            extended=extended,
            reason=open_words(_place(entry_id), *sealed),
        )
        for entry_id, at, purpose, review_on, extended, *sealed in found
    ]


def release(entry_id: UUID, *, by_entry: UUID, actor: str, told: str, using: str = "default") -> None:
    """Show an entry to its person from now on, with words for that person (vrijgeven).

    Raises:
        django.db.DatabaseError: it is not deferred, or this is who deferred it.
    """
    _review(entry_id, by_entry, actor, told, None, using)


def extend(
    entry_id: UUID, *, by_entry: UUID, actor: str, review_on: date, reason: str, using: str = "default"
) -> None:
    """Put a deferral off until another day, with the reason why its ground still stands (verlengen)."""
    _review(entry_id, by_entry, actor, reason, review_on, using)


def released_words(entries: list[UUID], *, using: str = "default") -> Mapping[UUID, ReleasedWords]:
    """Give, of entries that were deferred and released, since when and why (in the person's own view)."""
    with connections[using].cursor() as cursor:
        found = storage.rows(cursor, _RELEASED, {"entries": [str(entry) for entry in entries]})
    return {
        entry_id: ReleasedWords(since=since, told=open_words(_place(by_entry), *sealed))
        for entry_id, since, by_entry, *sealed in found
    }


def _review(
    entry_id: UUID, by_entry: UUID, actor: str, words: str, review_on: date | None, using: str
) -> None:
    body = {
        "entry": str(entry_id),
        "by": str(by_entry),
        "actor": actor_index(actor).hex(),
        "actors": [index.hex() for index in actor_indexes(actor)],
        "review_on": review_on and review_on.isoformat(),
        **seal_words(words, place=_place(by_entry)),
    }
    with gate.stepped_back(using):
        gate.ask(using, "review_deferral", "review-deferral", body)


def _place(entry_id: UUID) -> str:
    return f"{entry_id}/deferral"
