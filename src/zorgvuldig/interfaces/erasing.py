"""Erase all that is due, batch after batch, for the command and for the night (vernietigen)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from zorgvuldig.interfaces.services import service
from zorgvuldig.processes.retention import usecases as retention

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from zorgvuldig.processes.retention.usecases import Counted

__all__ = ["ERASER", "Erased", "erase_all_due", "survey"]

#: The service that erases; it reads nothing of what goes (GC-4.0.8).
ERASER = service("retention", "compliance")


@dataclass
class Erased:
    """What one run did: rows by class and table, and what is left, which is nothing."""

    persons: int = 0
    batches: int = 0
    left: int = 0
    rows: dict[str, Counter[str]] = field(default_factory=dict)
    kept: Mapping[str, int] = field(default_factory=dict)
    unknown: int = 0
    failures: list[str] = field(default_factory=list)


def survey(*, day: date) -> Counted:
    """Count what is due on a day, and touch nothing.

    Raises:
        NoTermError: the norms give no terms on that day yet.
    """
    retention.terms_on(day)
    with transaction.atomic():
        return retention.count(actor=ERASER, day=day, at=_moment(day))


def erase_all_due(*, day: date, size: int = retention.BATCH) -> Erased:
    """Erase everyone who is due on a day, and look afterwards what is left (nagaan).

    A batch that fails is undone as a whole and told; the others go on.

    Raises:
        NoTermError: the norms give no terms on that day yet.
    """
    retention.terms_on(day)
    done, at = Erased(), _moment(day)
    with transaction.atomic():
        due = retention.find_due(actor=ERASER, day=day, at=at)
    for batch in due.batches(size):
        try:
            with transaction.atomic():
                rows = retention.erase_batch(actor=ERASER, batch=batch, day=day, at=at)
        except Exception as error:  # noqa: BLE001 — one batch that cannot go must not keep the others
            done.failures.append(f"{len(batch.persons)} persons: {type(error).__name__}: {error}")
            continue
        done.batches += 1
        done.persons += len(batch.persons)
        for name, tables in rows.items():
            done.rows.setdefault(name, Counter()).update(tables)
    with transaction.atomic():
        after = retention.find_due(actor=ERASER, day=day, at=at)
    done.left, done.kept, done.unknown = len(after.ends), after.kept, after.unknown
    return done


def _moment(day: date) -> datetime:
    """Give the moment by which the norms judge a run: now, or noon of another day that was asked."""
    if day == timezone.localdate():
        return timezone.now()
    return timezone.make_aware(datetime.combine(day, time(12)))
