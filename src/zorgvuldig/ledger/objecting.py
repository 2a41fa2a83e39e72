"""Objections that wait to be weighed, before anything of the circumstances is shown (verzet, art. 5.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from zorgvuldig.ledger import gate
from zorgvuldig.ledger.places import MOST

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, kw_only=True)
class ObjectionPlace:
    """Whose objection this is, against which use and since when; nothing of why."""

    id: UUID
    subject_id: UUID
    purpose: str
    made_at: datetime
    proposed_by: str
    """Who proposes to go on, which another settles; empty where nobody does."""


def open_objections(*, using: str = "default") -> tuple[ObjectionPlace, ...]:
    """List the objections that wait to be weighed, the oldest first."""
    return _asked({"objection": None, "most": MOST}, using)


def open_objection(objection_id: UUID, *, using: str = "default") -> ObjectionPlace | None:
    """Say whose objection this is; nothing if there is none that waits."""
    found = _asked({"objection": str(objection_id), "most": 1}, using)
    return found[0] if found else None


def _asked(words: Mapping[str, Any], using: str) -> tuple[ObjectionPlace, ...]:
    rows: Any = gate.ask(using, "objections_open", "objections", dict(words)) or []
    return tuple(
        ObjectionPlace(
            id=UUID(row["id"]),
            subject_id=UUID(row["subject_id"]),
            purpose=row["purpose"],
            made_at=datetime.fromisoformat(row["made_at"]),
            proposed_by=row["proposed_by"],
        )
        for row in rows
    )
