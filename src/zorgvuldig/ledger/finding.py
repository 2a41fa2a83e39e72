"""Whether somebody is known here, by number and date of birth: one answer, and nothing else (opzoeken)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from zorgvuldig.ledger import gate
from zorgvuldig.records.blind_index import sought_bsns

if TYPE_CHECKING:
    from datetime import date


def person_numbered(number: str, birthdate: date, *, using: str = "default") -> UUID | None:
    """Find the person of this citizen service number (BSN) and date of birth; None where they fit nobody."""
    indexes = [index.hex() for sought in sought_bsns([number]) for index in sought.every]
    words = {"indexes": indexes, "birthdate": birthdate.isoformat(), "actor": None}
    with gate.stepped_back(using):
        told: Any = gate.ask(using, "person_numbered", "numbered", words)
    return UUID(told["person"]) if told else None
