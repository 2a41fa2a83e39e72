"""A decision as people see it on a card, with its articles in words; every desk shows the same card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from zorgvuldig.norms.citing import Citation


@dataclass(frozen=True, kw_only=True)
class DecisionView:
    """A decision as a card shows it: outcome, articles, the reason, and where it stands in the ledger."""

    entry_id: UUID
    at: datetime
    purpose: str
    action: str
    data: tuple[str, ...]
    role: str
    unit: str | None
    outcome: str
    reason: str
    citations: tuple[Citation, ...]
    duties: tuple[str, ...]
    leaf_index: int | None
