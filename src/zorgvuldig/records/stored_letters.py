"""Letters as they were kept, as plain data: rows without a database behind them, for explanation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class KeptLetter:
    """A letter as it was kept (uitgaande brief); the address is empty on the safe route."""

    id: UUID
    kind: str
    purpose: str
    route: str
    state: str
    made_at: datetime
    sent_at: datetime | None
    digest: str
    content: Mapping[str, Any]
    address: tuple[str, ...]


@dataclass(frozen=True)
class LetterPlace:
    """Where a letter stands: whom it goes to by number, how far it is, and nothing of what it says."""

    id: UUID
    kind: str
    data_category: str
    purpose: str
    subject_id: UUID | None
    run_id: UUID | None
    route: str
    state: str
    made_at: datetime
    digest: str


@dataclass(frozen=True)
class LetterCount:
    """How many letters of one kind are in one state on one route."""

    kind: str
    state: str
    route: str
    letters: int
