"""The published tables that oversight looks at; about nobody (cijfers)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from zorgvuldig.records.models import PublishedTable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Any


def record_table(name: str, table: Mapping[str, Any], at: datetime) -> None:
    """Record a table as it was published."""
    PublishedTable(id=uuid4(), name=name, made_at=at, table=dict(table)).save(force_insert=True)


def last_table(name: str) -> tuple[datetime, Mapping[str, Any]] | None:
    """Give the newest table of a name with the moment it was made, if there is one."""
    row = PublishedTable.objects.filter(name=name).order_by("-made_at").first()
    return (row.made_at, row.table) if row else None
