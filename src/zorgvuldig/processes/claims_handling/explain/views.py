"""What the claim pages show, as plain data that a desk only has to lay out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from uuid import UUID

    from zorgvuldig.ledger.cards import DecisionView
    from zorgvuldig.norms.citing import Citation


@dataclass(frozen=True, kw_only=True)
class ReasonView:
    """Why a claim or line was refused (afwijsreden), with its return code (retourcode, COD954)."""

    reason: str
    sentence: str
    level: str
    return_code: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, kw_only=True)
class LineView:
    """One claim line (prestatie- of tariefregel) with amounts in cents."""

    row: int
    reference: str
    service_code: str
    description: str
    started_on: date | None
    ended_on: date | None
    quantity: int
    charged_cents: int
    approved_cents: int
    state: str
    reasons: tuple[ReasonView, ...]
    own_share_cents: int = 0
    """What the insured person bears of what is approved (eigen risico)."""


@dataclass(frozen=True, kw_only=True)
class StageView:
    """One stage of the river: what happened there, in a sentence and a few facts."""

    key: str
    title: str
    sentence: str
    facts: tuple[tuple[str, str], ...] = ()
    decisions: tuple[DecisionView, ...] = ()
    done: bool = True


@dataclass(frozen=True, kw_only=True)
class ClaimPage:
    """A claim at the staff desk: who, what, how much, and the river it passed through."""

    claim_id: UUID
    claim_number: str
    invoice_number: str
    state: str
    insured_name: str | None
    insured_birthdate: date | None
    provider_name: str | None
    provider_agb: str
    label_name: str | None
    regime: str | None
    file_name: str
    message: str
    received_at: datetime
    charged_cents: int
    approved_cents: int
    lines: tuple[LineView, ...]
    reasons: tuple[ReasonView, ...]
    river: tuple[StageView, ...]
    view_decision: DecisionView
    """The decision under which this very page was opened: looking is processing too (GC-1.23)."""
    own_share_cents: int = 0
    taken_over: bool = False
    medical: MedicalDetails | None = None
    """Only for who works under the medical adviser (functionele eenheid, GC-4.0.3)."""

    @property
    def because(self) -> tuple[str, ...]:
        """Give the sentences that say why, of the claim and of its lines, each once (afwijsredenen)."""
        every = (*self.reasons, *(reason for line in self.lines for reason in line.reasons))
        return tuple(dict.fromkeys(reason.sentence for reason in every))


@dataclass(frozen=True, kw_only=True)
class MedicalDetails:
    """What came with a claim in confidence (diagnose, vrije tekst); empty where nothing came or was kept."""

    diagnosis: str = ""
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ClaimSummary:
    """A claim in a work list."""

    claim_id: UUID
    claim_number: str
    provider_name: str
    received_at: datetime
    started_on: date | None
    charged_cents: int
    approved_cents: int
    state: str
    reason_count: int


@dataclass(frozen=True, kw_only=True)
class RunSummary:
    """One received claim file (declaratiebestand) and what became of it."""

    run_id: UUID
    file_name: str
    message: str
    received_at: datetime
    state: str
    claims: int
    accepted: int
    refused: int
    charged_cents: int
    approved_cents: int
    file_reasons: tuple[ReasonView, ...] = ()
    taken_over: bool = False
    """Whether it is a history that another administration settled (overgenomen)."""


@dataclass(frozen=True, kw_only=True)
class RunPage:
    """One received file with its claims; a file that was refused whole has reasons and no claims."""

    run: RunSummary
    claims: tuple[ClaimSummary, ...]


def count_phrase(count: int, one: str, many: str) -> str:
    """Write a count with its noun, such as ``1 regel`` or ``3 regels``."""
    return f"{count} {one if count == 1 else many}"


def joined(parts: Sequence[str]) -> str:
    """Join words as a Dutch sentence does: ``a, b en c``."""
    if not parts:
        return ""
    *head, last = parts
    return f"{', '.join(head)} en {last}" if head else last
