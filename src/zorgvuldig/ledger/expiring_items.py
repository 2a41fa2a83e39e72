"""Ask the gate which single items are past their term while whose they are stays, and let them go.

Nobody reads a row for it: the database looks at the event from which an item counts, at holds and at what
still leans on it, and tells keys, classes and days. What an item is made of is in `gate_sql/82_items.sql`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any
from uuid import UUID

from zorgvuldig.ledger import gate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from zorgvuldig.ledger.expiry import Terms

__all__ = ["Item", "ItemBatch", "batches", "erase", "items_counted", "items_due", "logins_of"]


@dataclass(frozen=True)
class Item:
    """One thing that goes by its own clock (stuk): what, of whom, class, category, since when it counts."""

    kind: str
    id: UUID
    subject: UUID | None
    retention: str
    category: str
    since: date


@dataclass(frozen=True)
class ItemBatch:
    """Items of one kind, class and category, which go together or not at all."""

    kind: str
    retention: str
    category: str
    items: tuple[UUID, ...]
    persons: tuple[UUID, ...]
    since: date
    """The latest day from which one of them counts."""


def batches(items: Iterable[Item], size: int) -> Iterator[ItemBatch]:
    """Give items that come in order of kind, class and category in batches of at most this size."""
    for (kind, retention, category), group in groupby(items, lambda i: (i.kind, i.retention, i.category)):
        together = list(group)
        for start in range(0, len(together), size):
            some = together[start : start + size]
            yield ItemBatch(
                kind,
                retention,
                category,
                tuple(item.id for item in some),
                tuple(sorted({item.subject for item in some if item.subject is not None})),
                max(item.since for item in some),
            )


def items_due(*, kind: str, day: date, terms: Terms, most: int, using: str = "default") -> list[Item]:
    """Give the first so many items of a kind that are past their term, under a grant for retention."""
    told = _ask("items_due", "items-due", _question(kind, day, terms) | {"most": most}, using)
    return [
        Item(
            kind,
            UUID(item),
            UUID(subject) if subject else None,
            retention,
            category,
            date.fromisoformat(since),
        )
        for item, subject, retention, category, since in told.get("items") or ()
    ]


def items_counted(*, kind: str, day: date, terms: Terms, using: str = "default") -> Mapping[str, int]:
    """Count by class the items of a kind that are past their term, of whoever does not go as a whole."""
    told = _ask("items_due", "items-due", _question(kind, day, terms), using)
    return {retention: int(number) for retention, number in told.items()}


def erase(batch: ItemBatch, *, day: date, terms: Terms, using: str = "default") -> Mapping[str, int]:
    """Erase a batch under its grant, all of it or nothing; gives the rows that went by table.

    Raises:
        InternalError: an item is kept since, or a row still stands; the transaction is beyond use.
    """
    body = _question(batch.kind, day, terms) | {"items": [str(item) for item in batch.items]}
    # Under the role of the grant: the gate looks at it once more.
    return {
        name: int(count)
        for name, count in (gate.ask(using, "erase_items", "erase-items", body) or {}).items()
    }


def logins_of(whose: Sequence[UUID], *, using: str = "default") -> list[str]:
    """Tell which logins belong to these persons or parties, under a grant for retention."""
    return list(
        _ask("logins_of", "logins-of", {"whose": [str(one) for one in whose]}, using).get("names") or ()
    )


def _question(kind: str, day: date, terms: Terms) -> dict[str, Any]:
    return {"what": kind, "day": day.isoformat(), "terms": dict(terms.by_class)}


def _ask(function: str, kind: str, body: Mapping[str, Any], using: str) -> dict[str, Any]:
    with gate.stepped_back(using):
        return gate.ask(using, function, kind, body) or {}
