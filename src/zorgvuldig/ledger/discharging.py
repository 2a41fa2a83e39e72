"""Open duties (verplichtingen) of one role: what a permitted processing left to do, until when, and its end.

A duty is ended by a decision of its own, which stands in the log and is named by the duty. Under the grant of
that decision these functions step back and ask the gate, which gives and ends no other role's duties.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from zorgvuldig.ledger import gate
from zorgvuldig.ledger.commitments import sought_indexes
from zorgvuldig.ledger.keys import subject_index_key

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["OwedDuty", "discharge", "discharge_judged", "discharge_told", "owed_by"]

#: The most that a work list shows at once; what is due first comes first.
MOST = 100
_DAY = len("2026-01-01")


@dataclass(frozen=True, kw_only=True)
class OwedDuty:
    """One duty that is still open: what to do, by which norm, until when, and which processing left it."""

    id: UUID
    entry_id: UUID
    duty: str
    norm: str
    text: str
    due_on: date | None
    """None where the norm names a moment and no day."""
    purpose: str | None
    since: datetime


def owed_by(role: str, *, duty_id: UUID | None = None, using: str = "default") -> list[OwedDuty]:
    """List the open duties of a role, what is due first before the rest; or the one of a number."""
    asked: dict[str, Any] = {"role": role, "most": MOST, "duty": str(duty_id) if duty_id else None}
    with gate.stepped_back(using):
        found: Any = gate.ask(using, "duties_of_role", "duties", asked) or []
    return [_owed(row) for row in found]


def discharge(duty_id: UUID, *, role: str, by_entry: UUID, using: str = "default") -> bool:
    """End a duty by the entry that decided it; false when it is not this role's or not open any more."""
    asked = {"duty": str(duty_id), "role": role, "by": str(by_entry)}
    with gate.stepped_back(using):
        return bool(gate.ask(using, "discharge_duty", "discharge", asked))


def discharge_told(run_id: UUID, *, duty: str, by_entry: UUID, using: str = "default") -> int:
    """End a duty of a run once all its letters to people left; count how many ended.

    The gate itself looks whether they did: none where a letter waits, or the rules refused one.
    """
    asked = {"run": str(run_id), "duty": duty, "by": str(by_entry)}
    with gate.stepped_back(using):
        ended: Any = gate.ask(using, "discharge_told", "told", asked)
    return int(ended)


def discharge_effects(request_id: UUID, *, subject_id: UUID, by_entry: UUID, using: str = "default") -> int:
    """End what carrying out a request left to do, and count it; nothing while a receiver is to be told."""
    asked = {"request": str(request_id), "by": str(by_entry)}
    return _about("discharge_effects", "effects", subject_id, asked, using)


def discharge_reviews(request_id: UUID, *, subject_id: UUID, by_entry: UUID, using: str = "default") -> int:
    """End the duty to look again at a special circumstance once somebody did, and count it."""
    asked = {"request": str(request_id), "by": str(by_entry)}
    return _about("discharge_reviews", "reviews", subject_id, asked, using)


def discharge_judged(
    emergency_id: UUID, *, person: UUID, duty: str, by_entry: UUID, using: str = "default"
) -> int:
    """End what the looks in an emergency left to do, once somebody judged it; count how many ended.

    The gate itself looks whether it was judged, and which looks were at this person meanwhile.
    """
    asked = {"emergency": str(emergency_id), "duty": duty, "by": str(by_entry)}
    return _about("discharge_judged", "judged", person, asked, using)


def _about(function: str, kind: str, person: UUID, asked: dict[str, Any], using: str) -> int:
    """End duties that processings about one person left, under every key of the log; count how many ended."""
    indexes = [index.hex() for index in sought_indexes(subject_index_key(), person)]
    with gate.stepped_back(using):
        ended: Any = gate.ask(using, function, kind, asked | {"indexes": indexes})
    return int(ended or 0)


def _owed(row: Mapping[str, Any]) -> OwedDuty:
    due = str(row["due"] or "")[:_DAY]
    try:
        due_on = date.fromisoformat(due)
    except ValueError:
        due_on = None
    return OwedDuty(
        id=UUID(row["id"]),
        entry_id=UUID(row["entry_id"]),
        duty=str(row["duty"]),
        norm=str(row["norm"]),
        text=str(row["text"]),
        due_on=due_on,
        purpose=row["purpose"],
        since=datetime.fromisoformat(row["since"]),
    )
