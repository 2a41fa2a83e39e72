"""Published tables (cijfers): what was counted and may be shown; about nobody."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from zorgvuldig.records.declaration import NOT_PERSONAL, Declaration, Hidden, Origin, held
from zorgvuldig.records.models.base import Held


class PublishedTable(Held):
    """A table in which nobody can be traced, as it was published on a moment."""

    held_as: ClassVar = Declaration(
        "aggregate",
        "reference",
        "all",
        Origin("the ledger, counted", "made_at", "compliance"),
        overview=Hidden("counts in which nobody can be traced"),
    )

    name = held(models.CharField(max_length=60), NOT_PERSONAL)
    made_at = held(models.DateTimeField(), NOT_PERSONAL)
    table = held(models.JSONField(), "aggregate")

    class Meta:
        db_table = '"records"."published_table"'
        indexes = [models.Index(fields=["name", "-made_at"], name="published_table_newest")]
