"""The published tables that oversight looks at; whom it looks for, and who works here."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from zorgvuldig.ledger import gate
from zorgvuldig.records.models import PublishedTable, StaffMember

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime
    from typing import Any


def record_table(name: str, table: Mapping[str, Any], at: datetime) -> None:
    """Record a table as it was published."""
    PublishedTable(id=uuid4(), name=name, made_at=at, table=dict(table)).save(force_insert=True)


def find_person(family_name: str, birthdate: date, on: date) -> tuple[UUID | None, int]:
    """Give the one person whom these words fit, and whether they fit nobody, one, or several (0, 1, 2)."""
    words = {
        "family_name": family_name.strip(),
        "birthdate": birthdate.isoformat(),
        "postcode": "",
        "at": on.isoformat(),
    }
    with gate.stepped_back("default"):
        told = gate.ask("default", "person_of", "person", words)
    known = told or {"person": None, "met": 0}
    return (UUID(known["person"]) if known["person"] else None), int(known["met"])


def staff_names(numbers: Collection[str]) -> dict[str, str]:
    """Give the names of these employees by their number."""
    known = {str(member.id): member.display_name for member in StaffMember.objects.all()}
    return {number: known[number] for number in numbers if number in known}
