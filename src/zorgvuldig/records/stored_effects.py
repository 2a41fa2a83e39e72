"""What a granted request changes, as plain data: how somebody is reached, and who must hear of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where a person lives from a day on (adres)."""

    street: str
    house_number: int
    house_number_suffix: str
    postcode: str
    city: str


@dataclass(frozen=True, kw_only=True)
class Name:
    """How a person is called (naam)."""

    initials: str
    name_prefix: str
    family_name: str


@dataclass(frozen=True, kw_only=True)
class NewReceiver:
    """One earlier recipient to tell, as it is kept (ontvanger)."""

    receiver: str
    purpose: str
    data: str
    due_on: date


@dataclass(frozen=True, kw_only=True)
class StoredReceiver:
    """One earlier recipient to tell, and what came of it (kennisgeving)."""

    id: UUID
    request_id: UUID
    receiver: str
    purpose: str
    data: str
    due_on: date
    told_on: date | None
    told_how: str
    impossible_because: str

    @property
    def is_done(self) -> bool:
        """Tell whether this one was told, or could not be."""
        return self.told_on is not None or bool(self.impossible_because)


@dataclass(frozen=True, kw_only=True)
class Unfinished:
    """A granted request of which something is still to be done; nothing of whose it is or what it says."""

    id: UUID
    kind: str
    answered_on: date | None
    due_on: date | None
    """By when the first receiver must be told; None where the request itself is to be carried out."""
    untold: int
