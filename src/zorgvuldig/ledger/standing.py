"""What oversight sees of the log itself, as plain data: how it stands, and what persons do not see yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

__all__ = ["DeferredView", "ReleasedWords", "Standing", "StoredCheckpoint"]


@dataclass(frozen=True)
class StoredCheckpoint:
    """A checkpoint as stored; whether it is ours is for the reader to verify."""

    size: int
    root: bytes
    note: str


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How the log stands (stand van het logboek)."""

    checkpoint: StoredCheckpoint | None
    heard_at: datetime | None
    silent_seconds: float
    patience_seconds: float
    pruned: int


@dataclass(frozen=True, kw_only=True)
class DeferredView:
    """A deferral as the oversight desk sees it, by the day on which it must be looked at again."""

    entry_id: UUID
    at: datetime
    purpose: str
    review_on: date
    extended: int
    """How often it was put off already."""
    reason: str


@dataclass(frozen=True, kw_only=True)
class ReleasedWords:
    """Since when a person sees an entry, and what was told about why not before."""

    since: datetime
    told: str
