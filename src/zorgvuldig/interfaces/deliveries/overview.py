"""What came in and how far it is, for pages and the command line; of what stands in a file nothing is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zorgvuldig.interfaces.deliveries.models import DONE, SET_ASIDE, WAITING, WORKING, Delivery
from zorgvuldig.interfaces.deliveries.telling import STAGES

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

__all__ = ["Overview", "Shown", "newest", "on_their_way"]

_STAGE_WORDS = {
    "reading": "lezen",
    "control": "controleren",
    "administration": "opzoeken",
    "settling": "beoordelen",
    "recording": "vastleggen",
    "answering": "antwoorden",
}


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One delivery as it is shown (aanlevering)."""

    id: UUID
    name: str
    sender_agb: str
    size_bytes: int
    state: str
    received_at: datetime
    ended_at: datetime | None
    run_id: UUID | None
    claims: int | None
    accepted: int | None
    why: str
    attempts: int
    stage: str
    lines: int

    @property
    def step(self) -> int:
        """Give how many stages began, of those there are."""
        return STAGES.index(self.stage) + 1 if self.stage in STAGES else 0

    @property
    def steps(self) -> tuple[tuple[str, str], ...]:
        """Give each stage in words, with whether it is done, going on or still to come."""
        return tuple(
            (_STAGE_WORDS[stage], "done" if at < self.step else "now" if at == self.step else "to-come")
            for at, stage in enumerate(STAGES, start=1)
        )

    @property
    def words(self) -> str:
        """Say in a few words how it stands."""
        if self.state == DONE:
            return f"{self.accepted} van {self.claims} declaraties goedgekeurd"
        if self.state == SET_ASIDE:
            return self.why
        if self.state == WAITING or not self.stage:
            return "wacht op verwerking"
        lines = f", {self.lines} regels" if self.lines else ""
        return f"{_STAGE_WORDS[self.stage]} (stap {self.step} van {len(STAGES)}{lines})"

    def as_json(self) -> dict[str, Any]:
        """Give it as other programs read it."""
        return {
            "delivery": str(self.id),
            "file": self.name,
            "bytes": self.size_bytes,
            "state": self.state,
            "stage": self.stage if self.state == WORKING else None,
            "lines": self.lines if self.state == WORKING else None,
            "received_at": self.received_at.isoformat(),
            "ended_at": self.ended_at.isoformat() if self.ended_at else None,
            "run": str(self.run_id) if self.run_id else None,
            "claims": self.claims,
            "accepted": self.accepted,
            "why": self.why,
        }


@dataclass(frozen=True)
class Overview:
    """What is on its way, what ended lately, and what was set aside."""

    going: tuple[Shown, ...]
    aside: tuple[Shown, ...]


def newest(most: int) -> list[Shown]:
    """List deliveries, the newest first."""
    return [
        _shown(each) for each in Delivery.objects.select_related("progress").order_by("-received_at")[:most]
    ]


def on_their_way(*, sender_agb: str | None = None, most: int = 50) -> Overview:
    """List what waits or is worked on, the oldest first, and what was set aside; of one sender, or of all."""
    deliveries = Delivery.objects.select_related("progress")
    if sender_agb is not None:
        deliveries = deliveries.filter(sender_agb=sender_agb)
    going = deliveries.filter(state__in=(WAITING, WORKING)).order_by("received_at")[:most]
    aside = deliveries.filter(state=SET_ASIDE).order_by("-ended_at")[:most]
    return Overview(tuple(map(_shown, going)), tuple(map(_shown, aside)))


def _shown(delivery: Delivery) -> Shown:
    progress = getattr(delivery, "progress", None)
    return Shown(
        id=delivery.id,
        name=delivery.name,
        sender_agb=delivery.sender_agb,
        size_bytes=delivery.size_bytes,
        state=delivery.state,
        received_at=delivery.received_at,
        ended_at=delivery.ended_at,
        run_id=delivery.run_id,
        claims=delivery.claims,
        accepted=delivery.accepted,
        why=delivery.why,
        attempts=delivery.attempts,
        stage=progress.stage if progress else "",
        lines=progress.lines if progress else 0,
    )
