"""For whom somebody may act, as the gate tells it: by a mandate that stands, or for a child under sixteen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import NAMESPACE_OID, UUID, uuid5

from zorgvuldig.ledger import gate


@dataclass(frozen=True, kw_only=True)
class Represented:
    """Somebody for whom one may act, and under which mandates."""

    person_id: UUID
    scope: str
    until: date | None
    child: bool
    mandates: tuple[UUID, ...]
    """The mandates that stand between the two, the widest first; for a child what stands for parenthood."""


def represented(representative: UUID, on: date, *, using: str = "default") -> tuple[Represented, ...]:
    """Ask the gate for whom somebody may act on a day."""
    words = {"actor": str(representative), "at": on.isoformat()}
    with gate.stepped_back(using):
        told = gate.ask(using, "representations", "representations", words)
    return tuple(_represented(row, representative) for row in (told or {"persons": ()})["persons"])


def represented_by(representative: UUID, person_id: UUID, on: date) -> Represented | None:
    """Tell how somebody may act for a person on a day; nothing when not at all."""
    found = represented(representative, on)
    return next((each for each in found if each.person_id == person_id), None)


def parenthood(parent: UUID, child: UUID) -> UUID:
    """Give the number under which a parent asks for a child: of these two alone, and of no mandate."""
    return uuid5(NAMESPACE_OID, f"parent {parent} of {child}")


def _represented(row: dict[str, object], representative: UUID) -> Represented:
    person, until = UUID(str(row["person"])), row["until"]
    named = row["mandates"]
    mandates = tuple(UUID(each) for each in named) if isinstance(named, list) else ()
    return Represented(
        person_id=person,
        scope=str(row["scope"]),
        until=date.fromisoformat(str(until)) if until else None,
        child=bool(row["child"]),
        mandates=mandates if not row["child"] else (parenthood(representative, person),),
    )
