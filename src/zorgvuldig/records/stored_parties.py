"""What is registered about a care provider or a business partner, as plain data, for explanation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID


@dataclass(frozen=True)
class Span:
    """Days from the first on, up to and without the day `until`; open where there is none (periode)."""

    since: date | None
    until: date | None

    def holds_on(self, day: date) -> bool:
        """Tell whether a day lies within."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Agreement:
    """A contract with one of our labels (contract, overeenkomst)."""

    label_name: str
    about: str
    span: Span


@dataclass(frozen=True)
class Qualification:
    """What a provider may deliver, and when (kwalificatie)."""

    code: str
    span: Span


@dataclass(frozen=True, kw_only=True)
class StoredProvider:
    """A care provider as registered (zorgaanbieder)."""

    agb_code: str
    name: str
    kind: str
    iban: str
    qualifications: tuple[Qualification, ...]
    contracts: tuple[Agreement, ...]


@dataclass(frozen=True, kw_only=True)
class StoredPartner:
    """A business partner as registered (zakelijke relatie)."""

    kind: str
    name: str
    kvk_number: str
    contact_name: str
    email: str
    phone: str
    contracts: tuple[Agreement, ...]


@dataclass(frozen=True, kw_only=True)
class StoredPayment:
    """One payment to a provider after one file (betaalopdracht), in cents."""

    run_id: UUID
    reference: str
    label_name: str
    amount_cents: int
    execute_on: date
