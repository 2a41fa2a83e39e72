"""Erase all that is due, batch after batch, for the command and for the night (vernietigen)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from zorgvuldig.interfaces.services import service
from zorgvuldig.interfaces.web.accounts.lifecycle import forget
from zorgvuldig.processes.retention import usecases as retention

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date
    from uuid import UUID

    from zorgvuldig.ledger.expiry import Due
    from zorgvuldig.processes.retention.usecases import Counted, Gone

__all__ = ["ERASER", "Erased", "erase_all_due", "survey"]

#: The service that erases; it reads nothing of what goes (GC-4.0.8).
ERASER = service("retention", "compliance")


@dataclass
class Erased:
    """What one run did: rows by class and table, items by kind, and what is left, which is nothing."""

    persons: int = 0
    batches: int = 0
    left: int = 0
    items_left: int = 0
    rows: dict[str, Counter[str]] = field(default_factory=dict)
    items: Counter[str] = field(default_factory=Counter)
    logins: int = 0
    kept: Mapping[str, int] = field(default_factory=dict)
    unknown: int = 0
    failures: list[str] = field(default_factory=list)

    def add(self, gone: Gone) -> None:
        """Count what a batch erased, and its logins, which go with it."""
        self.batches += 1
        for name, tables in gone.rows.items():
            self.rows.setdefault(name, Counter()).update(tables)
        self.logins += len(gone.logins)


def survey(*, day: date) -> Counted:
    """Count what is due on a day, and touch nothing.

    Raises:
        NoTermError: the norms give no terms on that day yet.
    """
    retention.terms_on(day)
    with transaction.atomic():
        return retention.count(actor=ERASER, day=day, at=_moment(day))


def erase_all_due(*, day: date, size: int = retention.BATCH) -> Erased:
    """Erase everyone who is due on a day, then single items of others; look what is left (nagaan).

    A batch that fails is undone as a whole and told; the others go on.

    Raises:
        NoTermError: the norms give no terms on that day yet.
    """
    retention.terms_on(day)
    done, at = Erased(), _moment(day)
    with transaction.atomic():
        due = retention.find_due(actor=ERASER, day=day, at=at)
    for batch in due.batches(size):
        erase = partial(retention.erase_batch, actor=ERASER, batch=batch, day=day, at=at)
        if _gone(done, f"{len(batch.persons)} persons", erase):
            done.persons += len(batch.persons)
    left, items = _items(done, day=day, size=size, at=at)
    done.left, done.kept, done.unknown = len(left.ends), left.kept, left.unknown
    done.items_left = items
    return done


def _items(done: Erased, *, day: date, size: int, at: datetime) -> tuple[Due, int]:
    """Erase single items until a look finds none that was not tried; give what that look found.

    What goes makes room: a file goes once no claim leans on it, a care provider once no file does.
    """
    tried: set[UUID] = set()
    while True:
        with transaction.atomic():
            left, items = retention.find_left(actor=ERASER, day=day, at=at)
        if all(item.id in tried for item in items):
            return left, len(items)
        for batch in retention.item_batches([item for item in items if item.id not in tried], size):
            tried |= set(batch.items)
            erase = partial(retention.erase_items, actor=ERASER, batch=batch, day=day, at=at)
            if _gone(done, f"{len(batch.items)} of {batch.kind}", erase):
                done.items[batch.kind] += len(batch.items)


def _gone(done: Erased, what: str, erase: Callable[[], Gone]) -> bool:
    """Erase one batch with the logins behind it, all of it or nothing, and count it; False when it failed."""
    try:
        with transaction.atomic():
            gone = erase()
            for name in gone.logins:
                forget(name)
    except Exception as error:  # noqa: BLE001 — one batch that cannot go must not keep the others
        done.failures.append(f"{what}: {type(error).__name__}: {error}")
        return False
    done.add(gone)
    return True


def _moment(day: date) -> datetime:
    """Give the moment by which the norms judge a run: now, or noon of another day that was asked."""
    if day == timezone.localdate():
        return timezone.now()
    return timezone.make_aware(datetime.combine(day, time(12)))
