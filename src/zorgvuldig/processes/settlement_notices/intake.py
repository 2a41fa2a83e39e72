"""Who reads about a settled claim, from age, policyholder and representatives (wie krijgt het overzicht)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

#: From this age the insured hears it alone; the rules hold it too, as `own_account_age` (GC-T-4.2.2-16jaar).
OWN_AGE = 16


@dataclass(frozen=True, kw_only=True)
class Around:
    """Who stands around an insured person (verzekerde): the holder of each policy and the representatives."""

    subject_id: UUID
    birthdate: date
    shielded: bool
    policyholders: frozenset[UUID]
    representatives: frozenset[UUID]


@dataclass(frozen=True, kw_only=True)
class Addressee:
    """One who gets a letter: as what, and whether care is told in full (geadresseerde)."""

    person_id: UUID
    recipient: str
    full: bool


def addressees(around: Around, *, on: date, something_to_pay: bool) -> tuple[Addressee, ...]:
    """Say who gets a letter about one person's settled claims, and how full it is (art. 4.2.2 and its notes).

    A policyholder hears of another only when there is something left to pay, and never of somebody whose
    whereabouts are shielded: dates and amounts are a trace too (own choice, GC-4.0.6).
    """
    if age_on(around.birthdate, on) >= OWN_AGE:
        himself: tuple[Addressee, ...] = (
            Addressee(person_id=around.subject_id, recipient="insured", full=True),
        )
    else:
        himself = tuple(
            Addressee(person_id=each, recipient="legal-representative", full=False)
            for each in sorted(around.representatives, key=str)
        )
    told = {each.person_id for each in himself} | {around.subject_id}
    others = sorted(around.policyholders - told, key=str) if something_to_pay and not around.shielded else []
    return (*himself, *(Addressee(person_id=each, recipient="policyholder", full=False) for each in others))


def age_on(birthdate: date, on: date) -> int:
    """Count the years of somebody's life on a day (leeftijd)."""
    return on.year - birthdate.year - ((on.month, on.day) < (birthdate.month, birthdate.day))
