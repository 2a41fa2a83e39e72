"""Published tables (cijfers): the newest of a name, for whoever may see what is counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zorgvuldig.records.models import PublishedTable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

__all__ = ["REFUSALS", "last_table"]

#: Refused claims by reason, counted each night.
REFUSALS = "refusals-by-reason"


def last_table(name: str) -> tuple[datetime, Mapping[str, Any]] | None:
    """Give the newest table of a name with the moment it was made, if there is one."""
    row = PublishedTable.objects.filter(name=name).order_by("-made_at").first()
    return (row.made_at, row.table) if row else None
