"""Who stands around an insured person, read under the grant that a use case opened (geadresseerden)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.processes.settlement_notices.intake import Around
from zorgvuldig.records.models import Claim, InsurancePolicy, Mandate, Person

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID


def around(subject_id: UUID, *, on: date) -> Around | None:
    """Give who stands around a person on a day; nothing if the grant does not open it."""
    row = Person.objects.filter(id=subject_id).values_list("birthdate", "shielded").first()
    if row is None:
        return None
    holders = InsurancePolicy.objects.values_list("policyholder_id", flat=True)
    acting = Mandate.objects.filter(subject_id=subject_id, valid_during__contains=on)
    return Around(
        subject_id=subject_id,
        birthdate=row[0],
        shielded=bool(row[1]),
        policyholders=frozenset(each for each in holders if each is not None),
        representatives=frozenset(acting.values_list("representative_id", flat=True)),
    )


def own_shares(subject_id: UUID, *, run_id: UUID) -> dict[UUID, int]:
    """Give what the person bears of each claim of a run, in cents (eigen risico)."""
    claims = Claim.objects.filter(subject_id=subject_id, run_id=run_id)
    return dict(claims.values_list("id", "own_share_cents"))
