"""Holds on persons, as they stand in the records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zorgvuldig.records.models import PersonHold

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from zorgvuldig.processes.retention.intake import HoldWanted

__all__ = ["HoldRow", "end", "holds", "place"]


@dataclass(frozen=True)
class HoldRow:
    """A hold that stands: on whom, why, by whom, since when, and when it is looked at again."""

    person: UUID
    reason: str
    placed_by: str
    placed_at: datetime
    review_on: date


def holds() -> list[HoldRow]:
    """List the holds that stand and that the grant opens, the first to be reviewed on top."""
    rows = PersonHold.objects.filter(ended_at=None).order_by("review_on", "placed_at")
    return [HoldRow(row.subject_id, row.reason, row.placed_by, row.placed_at, row.review_on) for row in rows]


def place(wanted: HoldWanted, *, by: str, at: datetime) -> UUID:
    """Write a hold."""
    row = PersonHold.objects.create(
        subject_id=wanted.person,
        reason=wanted.reason,
        placed_by=by,
        placed_at=at,
        review_on=wanted.review_on,
    )
    return row.id


def end(person: UUID, *, by: str, reason: str, at: datetime) -> bool:
    """Write that a hold ended; False when none stands."""
    standing = PersonHold.objects.filter(subject_id=person, ended_at=None)
    return bool(standing.update(ended_at=at, ended_by=by, end_reason=reason))
