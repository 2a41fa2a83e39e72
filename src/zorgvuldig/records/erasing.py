"""Erase all rows of some persons, unseen, with their data keys (vernietigen; GC-4.0.8).

Which tables there are, and what goes before what, is asked of the models: a new model about a person is
erased too. No statement names a row: the wall opens to a delete exactly the rows of the persons in the grant.
"""

from __future__ import annotations

from functools import lru_cache
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

from django.db import connections

from zorgvuldig.records import tombstones
from zorgvuldig.records.models import DataKey
from zorgvuldig.records.wall.tables import Table, models_behind_the_wall, table_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from django.db.models import Model

__all__ = ["class_of", "erase_rows", "keys_left", "tables_of_persons"]

_CHUNK = 5_000


@lru_cache(maxsize=1)
def _in_order() -> tuple[Table, ...]:
    """Give every table of which rows concern a person, whatever refers before what it refers to."""
    tables = {model: table for model in models_behind_the_wall() if (table := table_of(model)).subject}
    order: TopologicalSorter[type[Model]] = TopologicalSorter(dict.fromkeys(tables, ()))
    for model in tables:
        for field in model._meta.local_fields:  # noqa: SLF001 — Django's documented way in
            other = field.related_model
            if isinstance(other, type) and other in tables and other is not model:
                order.add(other, model)
    return tuple(tables[model] for model in order.static_order())


def tables_of_persons() -> Mapping[str, str]:
    """Give every table of which rows concern a person, with the column that says whose a row is."""
    return {table.name: str(table.subject) for table in _in_order()}


def class_of(name: str) -> str:
    """Name the retention class of a table (bewaarklasse)."""
    return next(table.declaration.retention for table in _in_order() if table.name == name)


def erase_rows(persons: Sequence[UUID], *, at: datetime, using: str = "default") -> dict[str, int]:
    """Erase every row of the persons in the grant, and give how many went by table.

    Their data keys are written down outside of the database first, so that no backup takes them back.
    """
    keys = [
        key
        for start in range(0, len(persons), _CHUNK)
        for key in DataKey.objects.using(using)
        .filter(subject_id__in=persons[start : start + _CHUNK])
        .values_list("id", flat=True)
    ]
    tombstones.bury(tombstones.DATA_KEY, keys, at=at, using=using)
    erased: dict[str, int] = {}
    with connections[using].cursor() as cursor:
        for table in _in_order():
            cursor.execute(f"DELETE FROM {table.quoted}")  # noqa: S608 — a declared table; the wall names the rows
            if cursor.rowcount:
                erased[table.name] = cursor.rowcount
    return erased


def keys_left(persons: Sequence[UUID], *, using: str = "default") -> int:
    """Count the data keys of these persons that still stand: after erasing there is none."""
    return DataKey.objects.using(using).filter(subject_id__in=persons).count()
