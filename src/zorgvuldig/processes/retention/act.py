"""Erase one batch, and see that it is gone before anyone may hear of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from zorgvuldig.ledger import expiry
from zorgvuldig.processes.retention.intake.clocks import NoTermError, clocks, first_day
from zorgvuldig.records import erasing
from zorgvuldig.records.retention import RETENTION_CLASSES
from zorgvuldig.records.wall.tables import models_behind_the_wall, table_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from zorgvuldig.ledger.expiry import Batch, Terms

__all__ = ["Ahead", "Counted", "LeftoverError", "by_class", "classes_held", "counted", "erase", "terms_on"]


class LeftoverError(RuntimeError):
    """Something that had to go still stands: the batch is undone as a whole."""


@dataclass(frozen=True)
class Counted:
    """What would go, by retention class and table, and what is kept although its term is over."""

    persons: int
    rows: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    kept: Mapping[str, int] = field(default_factory=dict)
    unknown: int = 0


@dataclass(frozen=True)
class Ahead:
    """What is due already, which must be nothing once the night's run is done, and what is due later."""

    overdue: Counted
    later: Counted


def counted(day: date) -> Counted:
    """Count what is due on a day, under a grant to look."""
    due = expiry.persons_due(day=day, terms=terms_on(day))
    held = expiry.rows_held(persons=due.ends, tables=erasing.tables_of_persons()) if due.ends else {}
    return Counted(len(due.ends), by_class(held), due.kept, due.unknown)


def terms_on(day: date) -> Terms:
    """Give the periods of the norms in force on a day.

    Raises:
        NoTermError: the norms give them from a later day only.
    """
    first = first_day(*(each for name in ("insurance", "case") if (each := clocks()[name].longest)))
    if day < first:
        raise NoTermError(f"there are no terms on {day}: the norms give them from {first}")
    after_end = RETENTION_CLASSES["insurance"].period(day)
    after_case = RETENTION_CLASSES["case"].period(day)
    return expiry.Terms(str(after_end), str(after_case))


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
    """Name the retention classes of which the database has a table, the log too; no row is looked at."""
    return frozenset(
        {"ledger", *(table_of(model).declaration.retention for model in models_behind_the_wall())}
    )
