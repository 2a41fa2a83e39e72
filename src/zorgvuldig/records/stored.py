"""Claims as they were recorded, as plain data: rows without a database behind them, for explanation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from uuid import UUID


#: The return code of COD954 that tells its reader nothing (geen opmerkingen).
NO_REMARK = "0200"


@dataclass(frozen=True, kw_only=True)
class StoredFile:
    """A received file (declaratiebestand) with its counts and the decisions of its run; amounts in cents."""

    run_id: UUID
    name: str
    message: str
    received_at: datetime
    state: str
    claims: int
    accepted: int
    charged_cents: int
    approved_cents: int
    findings: tuple[Mapping[str, Any], ...]
    decisions: tuple[Mapping[str, Any], ...]
    taken_over: bool = False
    """Whether it is a history of claims that another administration settled."""


@dataclass(frozen=True, kw_only=True)
class StoredReason:
    """One reason of a claim or a line (afwijsreden)."""

    line_id: UUID | None
    reason: str
    sentence: str
    level: str
    return_code: str
    norms: tuple[str, ...]

    @property
    def is_for_us_alone(self) -> bool:
        """Say whether it is a mark for whoever handles the claim: its return code has nothing to tell (0200).

        That somebody also has long-term care is nothing that a provider or a policyholder should read here.
        """
        return self.return_code == NO_REMARK


@dataclass(frozen=True, kw_only=True)
class StoredLine:
    """One claim line (declaratieregel); amounts in cents."""

    id: UUID
    row: int
    reference: str
    service_code_list: str
    service_code: str
    service_name: str
    started_on: date | None
    ended_on: date | None
    quantity: int
    charged_cents: int
    approved_cents: int
    state: str
    own_share_cents: int = 0
    """What the insured person bears of what is approved (eigen risico)."""


@dataclass(frozen=True, kw_only=True)
class StoredClaim:
    """One claim (declaratie); its person is None when not insured with us; amounts in cents."""

    id: UUID
    run_id: UUID
    subject_id: UUID | None
    label_id: UUID | None
    message: str
    invoice_number: str
    claim_number: str
    provider_agb: str
    regime: str
    started_on: date | None
    ended_on: date | None
    charged_cents: int
    approved_cents: int
    state: str
    received_at: datetime
    own_share_cents: int = 0
    lines: tuple[StoredLine, ...] = ()
    reasons: tuple[StoredReason, ...] = ()
    marks: tuple[StoredReason, ...] = ()
    """What only whoever handles the claim is told (voor ons alleen)."""
    taken_over: bool = False
    """Whether another administration settled it, and it was taken over from there."""


@dataclass(frozen=True, kw_only=True)
class StoredPerson:
    """Who a claim is about, as far as the claims handler needs to know (verzekerde)."""

    name: str
    birthdate: date
