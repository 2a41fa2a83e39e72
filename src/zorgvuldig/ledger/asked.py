"""What oversight asks of the log and what it is told, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from zorgvuldig.ledger.views import EntryView

__all__ = ["Counted", "GapView", "LookView", "OpenDutyView", "Period", "Wanted"]


@dataclass(frozen=True, kw_only=True)
class Period:
    """From a moment on, until just before another."""

    since: datetime
    until: datetime

    def words(self) -> dict[str, str]:
        """Give both as the gate takes them."""
        return {"since": self.since.isoformat(), "until": self.until.isoformat()}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which decisions of a period are wanted; `before` is the last position already shown."""

    outcome: str | None = None
    purpose: str | None = None
    role: str | None = None
    before: int | None = None

    def words(self) -> dict[str, str | int | None]:
        """Give all four as the gate takes them."""
        return {
            "outcome": self.outcome,
            "purpose": self.purpose,
            "role": self.role,
            "before": self.before,
        }


@dataclass(frozen=True, kw_only=True)
class Counted:
    """How often a purpose had an outcome (aantal besluiten)."""

    purpose: str
    outcome: str
    times: int


@dataclass(frozen=True, kw_only=True)
class OpenDutyView:
    """A duty (plicht) that is still open, once for alike ones of one day."""

    duty: str
    norm: str
    words: str
    due: date | None
    discharger: str
    purpose: str
    times: int
    since: datetime
    oldest: UUID


@dataclass(frozen=True, kw_only=True)
class GapView:
    """A decision that lacked a fact, with what was missing; nothing once its words are erased."""

    entry: EntryView
    missing: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LookView:
    """A processing about a person, with the number of whoever did it; none once that is erased."""

    entry: EntryView
    actor: str | None
