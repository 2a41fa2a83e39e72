"""Erase one batch, and see that it is gone before anyone may hear of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from zorgvuldig.ledger import expiring_items, expiry
from zorgvuldig.processes.retention.intake.clocks import NoTermError, clocks, first_day, periods_on
from zorgvuldig.processes.retention.intake.items import item_kinds
from zorgvuldig.records import erasing
from zorgvuldig.records.models import CaseTerm
from zorgvuldig.records.wall.tables import models_behind_the_wall, table_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from zorgvuldig.ledger.expiring_items import Item, ItemBatch
    from zorgvuldig.ledger.expiry import Batch, Terms

__all__ = [
    "MOST",
    "Ahead",
    "Counted",
    "LeftoverError",
    "by_class",
    "classes_held",
    "counted",
    "erase",
    "erase_items",
    "items_past_term",
    "terms_on",
]

#: So many items of a kind are looked up at once.
MOST = 50_000


class LeftoverError(RuntimeError):
    """Something that had to go still stands: the batch is undone as a whole."""


@dataclass(frozen=True)
class Counted:
    """What would go, by retention class and table, and what is kept although its term is over."""

    persons: int
    rows: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    kept: Mapping[str, int] = field(default_factory=dict)
    unknown: int = 0
    items: Mapping[str, int] = field(default_factory=dict)
    """By kind: what goes by its own clock, of whoever stays."""


@dataclass(frozen=True)
class Ahead:
    """What is due already, which must be nothing once the night's run is done, and what is due later."""

    overdue: Counted
    later: Counted


def counted(day: date) -> Counted:
    """Count what is due on a day, under a grant to look."""
    terms = terms_on(day)
    due = expiry.persons_due(day=day, terms=terms)
    items = {
        kind: sum(expiring_items.items_counted(kind=kind, day=day, terms=terms).values())
        for kind in item_kinds()
    }
    held = expiry.rows_held(persons=due.ends, tables=erasing.tables_of_persons()) if due.ends else {}
    return Counted(len(due.ends), by_class(held), due.kept, due.unknown, items)


def terms_on(day: date) -> Terms:
    """Give the periods of the norms in force on a day.

    Raises:
        NoTermError: the norms give them from a later day only.
    """
    first = first_day(*(clock.longest for clock in clocks().values() if clock.longest))
    if day < first:
        raise NoTermError(f"there are no terms on {day}: the norms give them from {first}")
    longest = {name: periods_on(clock, day)[1] for name, clock in clocks().items()}
    return expiry.Terms({name: period for name, period in longest.items() if period is not None})


def items_past_term(day: date) -> list[Item]:
    """Give the single items that are past their own term, in the order of erasing; of each kind the first."""
    terms = terms_on(day)
    return [
        item
        for kind in item_kinds()
        for item in expiring_items.items_due(kind=kind, day=day, terms=terms, most=MOST)
    ]


def erase_items(batch: ItemBatch, *, day: date) -> Mapping[str, int]:
    """Erase a batch of items under its grant (vernietigen per stuk); rows by table."""
    return expiring_items.erase(batch, day=day, terms=terms_on(day))


def erase(batch: Batch, *, day: date, terms: Terms, at: datetime) -> Mapping[str, int]:
    """Erase a batch under its grant and look again (vernietigen en nagaan); rows by table.

    Raises:
        LeftoverError: a hold came in between, or a row or key still stands.
    """
    found = expiry.persons_due(day=day, terms=terms, among=batch.persons)
    if found.ends.keys() != set(batch.persons):
        raise LeftoverError(f"{len(batch.persons) - len(found.ends)} persons are kept since the look before")
    erased = erasing.erase_rows(batch.persons, at=at)
    left = {
        name: count
        for name, count in expiry.rows_held(persons=batch.persons, tables=erasing.tables_of_persons()).items()
        if count
    }
    if left or erasing.keys_left(batch.persons):
        raise LeftoverError(f"rows still stand after erasing: {left or 'data keys'}; nothing was erased")
    return erased


def by_class(rows: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """Put counts of rows by table under their retention class."""
    found: dict[str, dict[str, int]] = {}
    for name, number in sorted(rows.items()):
        if number:
            found.setdefault(erasing.class_of(name), {})[name] = number
    return found


def classes_held() -> frozenset[str]:
    """Name the classes that the database can hold, the log and each sort of case too; no row is seen."""
    of_tables = (table_of(model).declaration.retention for model in models_behind_the_wall())
    return frozenset({"ledger", *of_tables, *CaseTerm.values})
