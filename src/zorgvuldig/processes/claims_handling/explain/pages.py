"""Builds the claim page and the work lists from what was recorded (uitleg bij een declaratie)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from zorgvuldig.ledger.cards import DecisionView
from zorgvuldig.norms.citing import cite
from zorgvuldig.processes.claims_handling.explain.river import river
from zorgvuldig.processes.claims_handling.explain.views import (
    ClaimPage,
    ClaimSummary,
    LineView,
    ReasonView,
    RunSummary,
)
from zorgvuldig.processes.claims_handling.intake.return_codes import controls

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from zorgvuldig.records.stored import (
        StoredClaim,
        StoredFile,
        StoredLine,
        StoredPerson,
        StoredReason,
    )


def run_summary(file: StoredFile) -> RunSummary:
    """Summarize a received file (declaratiebestand) for the work list."""
    at = file.received_at.date()
    return RunSummary(
        run_id=file.run_id,
        file_name=file.name,
        message=file.message,
        received_at=file.received_at,
        state=file.state,
        claims=file.claims,
        accepted=file.accepted,
        refused=file.claims - file.accepted,
        charged_cents=file.charged_cents,
        approved_cents=file.approved_cents,
        file_reasons=tuple(_file_reason(found, at) for found in file.findings),
        taken_over=file.taken_over,
    )


def claim_summary(claim: StoredClaim, provider_names: Mapping[str, str]) -> ClaimSummary:
    """Summarize a claim for the work list, without a name."""
    return ClaimSummary(
        claim_id=claim.id,
        claim_number=claim.claim_number,
        provider_name=provider_names.get(claim.provider_agb, claim.provider_agb),
        received_at=claim.received_at,
        started_on=claim.started_on,
        charged_cents=claim.charged_cents,
        approved_cents=claim.approved_cents,
        state=claim.state,
        reason_count=len(claim.reasons),
    )


def claim_page(
    claim: StoredClaim,
    *,
    file: StoredFile,
    person: StoredPerson | None,
    provider_names: Mapping[str, str],
    label_names: Mapping[UUID, str],
    view: Mapping[str, Any],
) -> ClaimPage:
    """Build the page of one claim with the river that it passed through."""
    at, every = claim.received_at.date(), (*claim.reasons, *claim.marks)
    return ClaimPage(
        claim_id=claim.id,
        claim_number=claim.claim_number,
        invoice_number=claim.invoice_number,
        state=claim.state,
        insured_name=person.name if person else None,
        insured_birthdate=person.birthdate if person else None,
        provider_name=provider_names.get(claim.provider_agb),
        provider_agb=claim.provider_agb,
        label_name=label_names.get(claim.label_id) if claim.label_id else None,
        regime=claim.regime,
        file_name=file.name,
        message=claim.message,
        received_at=claim.received_at,
        charged_cents=claim.charged_cents,
        approved_cents=claim.approved_cents,
        own_share_cents=claim.own_share_cents,
        taken_over=file.taken_over,
        lines=tuple(_line(line, every, at) for line in claim.lines),
        reasons=_reasons((reason for reason in every if reason.line_id is None), at),
        river=river(claim, file, tuple(decision_view(told) for told in file.decisions)),
        view_decision=decision_view(view),
    )


def decision_view(told: Mapping[str, Any]) -> DecisionView:
    """Show a decision as its run wrote it down, with the articles as they stood then (besluit)."""
    at = datetime.fromisoformat(told["at"])
    return DecisionView(
        entry_id=UUID(told["entry_id"]),
        at=at,
        purpose=told["purpose"],
        action=told["action"],
        data=tuple(told["data"]),
        role=told["role"],
        unit=told["unit"],
        outcome=told["outcome"],
        reason=told["reason"],
        citations=cite(told["norms"], at.date()),
        duties=tuple(told["duties"]),
        leaf_index=told.get("leaf_index"),
    )


def _line(line: StoredLine, reasons: Iterable[StoredReason], at: date) -> LineView:
    return LineView(
        row=line.row,
        reference=line.reference,
        service_code=line.service_code,
        description=line.service_name or f"Prestatie {line.service_code}",
        started_on=line.started_on,
        ended_on=line.ended_on,
        quantity=line.quantity,
        charged_cents=line.charged_cents,
        approved_cents=line.approved_cents,
        own_share_cents=line.own_share_cents,
        state=line.state,
        reasons=_reasons((reason for reason in reasons if reason.line_id == line.id), at),
    )


def _reasons(reasons: Iterable[StoredReason], at: date) -> tuple[ReasonView, ...]:
    return tuple(
        ReasonView(
            reason=reason.reason,
            sentence=reason.sentence,
            level=reason.level,
            return_code=reason.return_code,
            citations=cite(reason.norms, at),
        )
        for reason in reasons
    )


def _file_reason(found: Mapping[str, Any], at: date) -> ReasonView:
    control = controls().get(found.get("control", ""))
    return ReasonView(
        reason=found.get("control", ""),
        sentence=found["message"],
        level=found["level"],
        return_code=found["code"],
        citations=cite(control.norms if control else ("GC-1.8",), at),
    )
