"""Mandates as they stand, and what a representative sees, under the grant of a use case."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange

from zorgvuldig.ledger import gate
from zorgvuldig.records import claim_reading
from zorgvuldig.records.blind_index import sought_bsns
from zorgvuldig.records.models import ClaimDiagnosis, ClaimText, Mandate, PolicyCoverage

if TYPE_CHECKING:
    from datetime import date, datetime

    from zorgvuldig.processes.representation.intake import Wanted


def numbered(wanted: Wanted, *, giver: UUID) -> UUID | None:
    """Find the insured person of this number and birth date, without anybody hearing whether there is one."""
    indexes = [index.hex() for sought in sought_bsns([wanted.number]) for index in sought.every]
    words = {"indexes": indexes, "birthdate": wanted.birthdate.isoformat(), "actor": str(giver)}
    with gate.stepped_back("default"):
        told = gate.ask("default", "person_numbered", "numbered", words)
    return UUID(told["person"]) if told else None


def mandates(subject_id: UUID) -> tuple[Mandate, ...]:
    """Give the mandates that a person gave, those that stand first."""
    return tuple(Mandate.objects.filter(subject_id=subject_id).order_by("-ended_at", "-valid_during", "id"))


def standing(subject_id: UUID, on: date) -> int:
    """Count the mandates of a person that stand on a day."""
    return Mandate.objects.filter(subject_id=subject_id, ended_at=None, valid_during__contains=on).count()


def give(subject_id: UUID, representative: UUID | None, wanted: Wanted) -> UUID:
    """Record a mandate, also when what was told fits nobody."""
    row = Mandate.objects.create(
        subject_id=subject_id,
        representative_id=representative,
        told=wanted.told,
        scope=wanted.scope,
        valid_during=DateRange(wanted.since, wanted.until),
    )
    return row.id


def end(subject_id: UUID, mandate_id: UUID, at: datetime) -> bool:
    """End a mandate that the person gave; tells whether there was one that had not ended."""
    own = Mandate.objects.filter(id=mandate_id, subject_id=subject_id, ended_at=None)
    return bool(own.update(ended_at=at))


def coverages(subject_id: UUID) -> tuple[PolicyCoverage, ...]:
    """Give the periods in which a person is insured, the newest first."""
    return tuple(PolicyCoverage.objects.filter(subject_id=subject_id).order_by("-insured_during", "id"))


def care(subject_id: UUID) -> dict[UUID, tuple[str, tuple[str, ...]]]:
    """Open the diagnosis and the free text with each claim of a person that has them."""
    told: set[UUID] = set()
    for model in (ClaimDiagnosis, ClaimText):
        told.update(model.objects.filter(subject_id=subject_id).values_list("claim_id", flat=True))
    return {claim_id: claim_reading.told_in_confidence(claim_id, subject_id) for claim_id in told}
