"""Proposals to end a shield, before anything of why is shown, and the one way to end it (afscherming)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from zorgvuldig.ledger import gate
from zorgvuldig.ledger.places import MOST

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, kw_only=True)
class ShieldEndPlace:
    """Whose shield it is, who proposed its end and from when it may; nothing of why."""

    id: UUID
    subject_id: UUID
    ground: str
    proposed_at: datetime
    proposed_by: str
    ends_from: date | None
    """From which day it may be settled; None while the letter about it was not handed over."""
    announced: bool
    """Whether the letter about it was written; not while only the person asked for it."""


@dataclass(frozen=True, kw_only=True)
class ShieldToAsk:
    """Somebody shielded whom nobody asked for a year whether that is still needed."""

    subject_id: UUID
    since: date | None
    """Since when, where that is known."""


def open_ends(*, using: str = "default") -> tuple[ShieldEndPlace, ...]:
    """List the proposals that wait, the oldest first."""
    return _asked({"end": None, "most": MOST}, using)


def open_end(end_id: UUID, *, using: str = "default") -> ShieldEndPlace | None:
    """Say whose shield a proposal is about; nothing if there is none that waits."""
    found = _asked({"end": str(end_id), "most": 1}, using)
    return found[0] if found else None


def shields_to_ask(*, on: date, after: str, using: str = "default") -> tuple[ShieldToAsk, ...]:
    """List who is shielded and was not asked after it for an ISO 8601 period, the oldest first."""
    asked = {"on": on.isoformat(), "after": after, "most": MOST}
    with gate.stepped_back(using):
        rows: Any = gate.ask(using, "shields_to_ask", "shields-to-ask", asked) or []
    return tuple(
        ShieldToAsk(
            subject_id=UUID(row["subject_id"]),
            since=date.fromisoformat(row["known_since"]) if row["known_since"] else None,
        )
        for row in rows
    )


def end_shield(end_id: UUID, *, by: str, using: str = "default") -> bool:
    """End a shield; false where the letter, its days or the second pair of eyes is lacking (opheffen)."""
    with gate.stepped_back(using):
        return bool(gate.ask(using, "end_shield", "end-shield", {"end": str(end_id), "by": by}))


def _asked(words: Mapping[str, Any], using: str) -> tuple[ShieldEndPlace, ...]:
    with gate.stepped_back(using):
        rows: Any = gate.ask(using, "shield_ends", "shield-ends", dict(words)) or []
    return tuple(
        ShieldEndPlace(
            id=UUID(row["id"]),
            subject_id=UUID(row["subject_id"]),
            ground=row["ground"],
            proposed_at=datetime.fromisoformat(row["proposed_at"]),
            proposed_by=row["proposed_by"],
            ends_from=date.fromisoformat(row["ends_from"]) if row["ends_from"] else None,
            announced=row["announced"],
        )
        for row in rows
    )
