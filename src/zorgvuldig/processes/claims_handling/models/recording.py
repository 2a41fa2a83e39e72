"""What a run leaves in the records: the file, its claims and lines, and every reason (vastleggen).

Of someone who is not insured with us the claim stays (a complaint or a double claim needs it), but not the
diagnosis and the free text: those we have no ground to keep (Code of Conduct article 3.5 b).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from zorgvuldig.processes.claims_handling.intake.claims import read_header
from zorgvuldig.processes.claims_handling.intake.known import person_key
from zorgvuldig.processes.claims_handling.intake.life import FILE_MACHINE
from zorgvuldig.processes.claims_handling.intake.return_codes import controls
from zorgvuldig.processes.claims_handling.intake.verdicts import ACCEPTED
from zorgvuldig.records.envelope import Holder, KeyRing
from zorgvuldig.records.models import (
    Claim,
    ClaimDiagnosis,
    ClaimFile,
    ClaimLine,
    ClaimText,
    LineReason,
    PaymentOrder,
)
from zorgvuldig.records.staging import record_run

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from zorgvuldig.processes.claims_handling.intake.code_lists import CodeLists
    from zorgvuldig.processes.claims_handling.intake.finding import Finding
    from zorgvuldig.processes.claims_handling.intake.message import Message
    from zorgvuldig.processes.claims_handling.intake.payments import Payment
    from zorgvuldig.processes.claims_handling.intake.verdicts import Verdict
    from zorgvuldig.records.blind_index import Sought

_NAME_LENGTH, _DISTINCTION_LENGTH = 200, 40
_RETENTION = "insurance"


@dataclass(frozen=True, kw_only=True)
class File:
    """One received file (run) and what its rows are held against: keys of persons, providers and labels."""

    id: UUID
    message: Message
    received_at: datetime
    code_lists: CodeLists
    persons: Mapping[str, UUID] = field(default_factory=dict)
    indexes: Mapping[str, Sought] = field(default_factory=dict)
    providers: Mapping[str, UUID] = field(default_factory=dict)
    labels: Mapping[str, UUID] = field(default_factory=dict)
    private: frozenset[UUID] = frozenset()
    """Persons with a privacy statement: no diagnosis of theirs is kept (CBP-declaratie-info)."""


@dataclass(frozen=True, kw_only=True)
class PreparedClaim:
    """A claim as it will be recorded, with its verdict; its person is None when not insured with us."""

    row: Claim
    verdict: Verdict
    subject_id: UUID | None
    stranger: bytes | None = None
    """Of somebody who is not ours, what stays the same when the key of the index changes (for counting)."""


def prepare(file: File, verdicts: Iterable[Verdict]) -> tuple[PreparedClaim, ...]:
    """Give each claim its key, so that everything that belongs to it can be recorded apart."""
    return tuple(_prepared(file, verdict) for verdict in verdicts)


def record_file(
    file: File,
    verdicts: Sequence[Verdict],
    findings: Iterable[Finding],
    *,
    state: str,
    decisions: Sequence[Mapping[str, object]],
) -> str:
    """Record the file itself with its counts, its decisions, and what refuses it as a whole (bestand).

    Returns:
        The state in which the file is now.
    """
    became = FILE_MACHINE.demand("received", state).target
    header = read_header(file.message)
    ClaimFile(
        id=file.id,
        label_id=file.labels.get(header.uzovi) if header else None,
        provider_id=file.providers.get(header.declarant) if header else None,
        name=file.message.name[:_NAME_LENGTH],
        digest=file.message.digest,
        message=file.message.layout.message,
        message_version=file.message.layout.version,
        received_at=file.received_at,
        state=became,
        claims=len(verdicts),
        accepted=sum(verdict.state == ACCEPTED for verdict in verdicts),
        charged_cents=sum(verdict.claim.charged_cents for verdict in verdicts),
        approved_cents=sum(verdict.approved_cents for verdict in verdicts),
        own_share_cents=sum(verdict.own_share_cents for verdict in verdicts),
        findings=[{**found.as_json(), "control": found.control} for found in findings],
        decisions=list(decisions),
    ).save(force_insert=True)
    return became


def record_payment(file: File, payment: Payment, *, state: str) -> None:
    """Record what a run has paid to whom (betaalopdracht); the account itself stands with the provider.

    Raises:
        MachineError: nothing is paid of a file in this state.
    """
    FILE_MACHINE.demand(state, "ordered")
    PaymentOrder(
        id=uuid4(),
        run_id=file.id,
        label_id=payment.label_id,
        provider_id=payment.account.provider_id,
        reference=payment.reference,
        amount_cents=payment.cents,
        execute_on=payment.execute_on,
    ).save(force_insert=True)


def record_claims(file: File, claims: Sequence[PreparedClaim]) -> None:
    """Record every claim with its lines and reasons, accepted or refused (declaraties en regels)."""
    record_run([each.row for each in claims])
    lines = [line for each in claims for line in _lines(file, each)]
    record_run(lines)
    by_row = {line.row: line.id for line in lines}
    reasons = [reason for each in claims for reason in _reasons(file, each, by_row)]
    record_run(reasons)


def record_diagnoses(file: File, claims: Iterable[PreparedClaim]) -> None:
    """Seal and record the diagnosis that came with a claim of an insured person (diagnose)."""
    told = [
        (each, " ".join(each.verdict.claim.diagnosis))
        for each in claims
        if each.subject_id not in file.private and each.verdict.claim.diagnosis
    ]
    rows = [
        ClaimDiagnosis(
            id=uuid4(), claim_id=each.row.id, run_id=file.id, subject_id=each.subject_id, sealed=sealed
        )
        for each, sealed in _sealed(told, "claim_diagnosis.sealed")
    ]
    record_run(rows)


def record_texts(file: File, claims: Iterable[PreparedClaim]) -> None:
    """Seal and record the free text that came with a claim of an insured person (vrije tekst)."""
    told = [
        (each, "\n".join(text for _, text in each.verdict.claim.comments))
        for each in claims
        if each.verdict.claim.comments
    ]
    rows = [
        ClaimText(id=uuid4(), claim_id=each.row.id, run_id=file.id, subject_id=each.subject_id, sealed=sealed)
        for each, sealed in _sealed(told, "claim_text.sealed")
    ]
    record_run(rows)


def _sealed(told: Iterable[tuple[PreparedClaim, str]], place: str) -> Iterator[tuple[PreparedClaim, bytes]]:
    """Seal what was told of insured persons; of anybody else it is not kept."""
    ours = [(each, text) for each, text in told if each.subject_id is not None]
    ring = KeyRing()
    ring.prepare(_holder(each) for each, _ in ours)
    for each, text in ours:
        yield each, ring.seal(text.encode(), holder=_holder(each), field=place)


def _holder(prepared: PreparedClaim) -> Holder:
    """Give for what the data key is: what is due together shares one (bewaartermijn)."""
    row = prepared.row
    year = (row.started_on or row.received_at.date()).year
    return Holder(prepared.subject_id, row.regime, _RETENTION, year)


def _prepared(file: File, verdict: Verdict) -> PreparedClaim:
    claim = verdict.claim
    key = person_key(claim.bsn, claim.uzovi, claim.insured_number)
    subject_id = file.persons.get(key)
    stranger = None if subject_id else file.indexes.get(key)
    row = Claim(
        id=uuid4(),
        run_id=file.id,
        label_id=file.labels.get(claim.uzovi),
        subject_id=subject_id,
        # Whom a claim was about must be found again (complaint, double), also when it is nobody of ours.
        bsn_index=stranger.written if stranger else None,
        message=file.message.layout.message,
        message_version=file.message.layout.version,
        invoice_number=claim.invoice_number,
        claim_number=claim.reference,
        provider_id=file.providers.get(claim.declarant),
        provider_agb=claim.declarant,
        regime=verdict.regime,
        care_code=claim.care_code,
        started_on=claim.started_on,
        ended_on=claim.ended_on,
        charged_cents=claim.charged_cents,
        approved_cents=verdict.approved_cents,
        own_share_cents=verdict.own_share_cents,
        state=verdict.state,
        received_at=file.received_at,
        file_digest=file.message.digest,
        row=claim.row,
    )
    lasting = stranger.lasting if stranger else None
    return PreparedClaim(row=row, verdict=verdict, subject_id=subject_id, stranger=lasting)


def _lines(file: File, prepared: PreparedClaim) -> Iterator[ClaimLine]:
    accepted = prepared.verdict.state == ACCEPTED
    for line in prepared.verdict.claim.lines:
        yield ClaimLine(
            id=uuid4(),
            claim_id=prepared.row.id,
            run_id=file.id,
            subject_id=prepared.subject_id,
            row=line.row,
            reference=line.reference,
            service_code_list=line.service_code_list,
            service_code=line.service_code,
            service_name=file.code_lists.name_of(f"SERVICE-{line.service_code_list}", line.service_code)[
                :_NAME_LENGTH
            ],
            started_on=line.started_on,
            ended_on=line.ended_on,
            quantity=line.quantity,
            charged_cents=line.charged_cents,
            approved_cents=line.charged_cents if accepted else 0,
            own_share_cents=prepared.verdict.own_shares.get(line.row, 0),
            distinction=line.distinction[:_DISTINCTION_LENGTH],
            state=prepared.verdict.state,
        )


def _reasons(file: File, prepared: PreparedClaim, lines: Mapping[int, UUID]) -> Iterator[LineReason]:
    for found in (*prepared.verdict.reasons, *prepared.verdict.marks):
        yield LineReason(
            id=uuid4(),
            claim_id=prepared.row.id,
            claim_line_id=lines.get(found.row) if found.row is not None else None,
            run_id=file.id,
            subject_id=prepared.subject_id,
            reason=found.control,
            return_code=found.code,
            norms=list(controls()[found.control].norms),
            level=found.level,
            record=found.record or "",
            row=found.row,
            field=found.field or "",
            sentence=found.message,
        )
