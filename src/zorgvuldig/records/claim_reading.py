"""Read claims as plain data, under the grant that a use case opened (raadplegen).

Several processes show claims; each asks its own decision, and the database opens what that decision granted.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from zorgvuldig.records.envelope import KeyRing
from zorgvuldig.records.models import (
    Claim,
    ClaimDiagnosis,
    ClaimFile,
    ClaimFileOrigin,
    ClaimLine,
    ClaimText,
    Label,
    LineReason,
    PaymentOrder,
    Person,
    Provider,
)
from zorgvuldig.records.stored import (
    StoredClaim,
    StoredFile,
    StoredLine,
    StoredPerson,
    StoredReason,
)

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from uuid import UUID


def files() -> tuple[StoredFile, ...]:
    """Give the received files, newest first (werkvoorraad)."""
    return tuple(_file(row) for row in ClaimFile.objects.order_by("-received_at", "name"))


def paid_on() -> dict[UUID, date]:
    """Give the day on which each run that pays something is paid."""
    return dict(PaymentOrder.objects.values_list("run_id", "execute_on"))


def file(run_id: UUID) -> StoredFile | None:
    """Give one received file."""
    row = ClaimFile.objects.filter(id=run_id).first()
    return _file(row) if row else None


def claims_of(run_id: UUID, *, with_lines: bool = False, most: int | None = None) -> tuple[StoredClaim, ...]:
    """Give the claims of one run in file order, with their reasons, their lines if asked, at most so many."""
    lines: dict[UUID, list[ClaimLine]] = {}
    for line in ClaimLine.objects.filter(run_id=run_id).order_by("row") if with_lines else ():
        lines.setdefault(line.claim_id, []).append(line)
    reasons: dict[UUID, list[LineReason]] = {}
    for reason in LineReason.objects.filter(run_id=run_id):
        reasons.setdefault(reason.claim_id, []).append(reason)
    rows = Claim.objects.filter(run_id=run_id).defer("bsn_index").order_by("row")[:most]
    return tuple(_claim(row, lines.get(row.id, ()), reasons.get(row.id, ())) for row in rows)


def claim(claim_id: UUID) -> StoredClaim | None:
    """Give one claim with its lines and reasons; nothing if the grant does not open it."""
    row = Claim.objects.filter(id=claim_id).defer("bsn_index").first()
    if row is None:
        return None
    lines = ClaimLine.objects.filter(claim_id=claim_id).order_by("row")
    reasons = LineReason.objects.filter(claim_id=claim_id).order_by("row", "reason")
    return _claim(row, lines, reasons)


def told_in_confidence(claim_id: UUID, subject_id: UUID) -> tuple[str, tuple[str, ...]]:
    """Open the diagnosis and the free text that came with a claim (diagnose, vrije tekst)."""
    diagnosis = ClaimDiagnosis.objects.filter(claim_id=claim_id).first()
    texts = ClaimText.objects.filter(claim_id=claim_id).order_by("id")
    ring = KeyRing()

    def opened(sealed: bytes | memoryview, field: str) -> str:
        return ring.open(bytes(sealed), subject=subject_id, field=field).decode()

    return (
        opened(diagnosis.sealed, "claim_diagnosis.sealed") if diagnosis else "",
        tuple(opened(text.sealed, "claim_text.sealed") for text in texts),
    )


def claims_about(subject_id: UUID) -> tuple[StoredClaim, ...]:
    """Give the claims of one person with their lines and reasons, newest first."""
    lines: dict[UUID, list[ClaimLine]] = {}
    for line in ClaimLine.objects.filter(subject_id=subject_id).order_by("row"):
        lines.setdefault(line.claim_id, []).append(line)
    reasons: dict[UUID, list[LineReason]] = {}
    for reason in LineReason.objects.filter(subject_id=subject_id).order_by("row", "reason"):
        reasons.setdefault(reason.claim_id, []).append(reason)
    rows = Claim.objects.filter(subject_id=subject_id).defer("bsn_index").order_by("-received_at", "-row")
    taken_over = set(ClaimFile.objects.filter(came_as=ClaimFileOrigin.HISTORY).values_list("id", flat=True))
    found = (_claim(row, lines.get(row.id, ()), reasons.get(row.id, ())) for row in rows)
    return tuple(replace(each, taken_over=each.run_id in taken_over) for each in found)


def person(subject_id: UUID) -> StoredPerson | None:
    """Give who a claim is about: name and birth date, not the number or the whereabouts."""
    row = (
        Person.objects.filter(id=subject_id)
        .values_list("initials", "name_prefix", "family_name", "birthdate")
        .first()
    )
    if row is None:
        return None
    *names, birthdate = row
    return StoredPerson(name=" ".join(str(part) for part in names if part), birthdate=birthdate)


def provider_names(agb_codes: Collection[str]) -> dict[str, str]:
    """Give the names of care providers by AGB code (zorgaanbieders)."""
    return dict(Provider.objects.filter(agb_code__in=agb_codes).values_list("agb_code", "name"))


def label_names() -> dict[UUID, str]:
    """Give the names of our labels."""
    return dict(Label.objects.values_list("id", "name"))


def _file(row: ClaimFile) -> StoredFile:
    return StoredFile(
        run_id=row.id,
        name=row.name,
        message=f"{row.message} {row.message_version}",
        received_at=row.received_at,
        state=row.state,
        claims=row.claims,
        accepted=row.accepted,
        charged_cents=row.charged_cents,
        approved_cents=row.approved_cents,
        findings=tuple(row.findings),
        decisions=tuple(row.decisions),
        taken_over=row.came_as == ClaimFileOrigin.HISTORY,
    )


def _claim(row: Claim, lines: Collection[ClaimLine], reasons: Collection[LineReason]) -> StoredClaim:
    every = tuple(_reason(reason) for reason in reasons)
    return StoredClaim(
        id=row.id,
        run_id=row.run_id,
        subject_id=row.subject_id,
        label_id=row.label_id,
        message=f"{row.message} {row.message_version}",
        invoice_number=row.invoice_number,
        claim_number=row.claim_number,
        provider_agb=row.provider_agb,
        regime=row.regime,
        started_on=row.started_on,
        ended_on=row.ended_on,
        charged_cents=row.charged_cents,
        approved_cents=row.approved_cents,
        own_share_cents=row.own_share_cents,
        state=row.state,
        received_at=row.received_at,
        lines=tuple(_line(line) for line in lines),
        reasons=tuple(reason for reason in every if not reason.is_for_us_alone),
        marks=tuple(reason for reason in every if reason.is_for_us_alone),
    )


def _line(row: ClaimLine) -> StoredLine:
    return StoredLine(
        id=row.id,
        row=row.row,
        reference=row.reference,
        service_code_list=row.service_code_list,
        service_code=row.service_code,
        service_name=row.service_name,
        started_on=row.started_on,
        ended_on=row.ended_on,
        quantity=row.quantity,
        charged_cents=row.charged_cents,
        approved_cents=row.approved_cents,
        own_share_cents=row.own_share_cents,
        state=row.state,
    )


def _reason(row: LineReason) -> StoredReason:
    return StoredReason(
        line_id=row.claim_line_id,
        reason=row.reason,
        sentence=row.sentence,
        level=row.level,
        return_code=row.return_code,
        norms=tuple(row.norms),
    )
