"""Requests of care providers and business partners as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class StoredPartyRequest:
    """One request of a party (zakelijk verzoek) with its clock, its words and its answer."""

    id: UUID
    party_id: UUID
    party_kind: str
    kind: str
    state: str
    received_on: date
    due_on: date
    asked: str
    extended_on: date | None = None
    extension_reason: str = ""
    answered_on: date | None = None
    answer: str = ""
