"""Whether somebody is insured on a day, found by number: as the insurance check tells it, and no more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zorgvuldig.records.models import Person, PolicyCoverage

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from uuid import UUID

__all__ = ["InsuredOn", "find_person", "insured_on"]


@dataclass(frozen=True, order=True)
class InsuredOn:
    """One cover of a person on a day: at which label, under which regime, in which package (dekking)."""

    uzovi: str
    regime: str
    package: str


def find_person(indexes: Collection[bytes], birthdate: date) -> UUID | None:
    """Find whoever has this number and this birth date; nobody where one of them is another's.

    Args:
        indexes: the blind indexes under which the number may stand.
        birthdate: what must be right too, so that a number alone tells nothing.
    """
    return (
        Person.objects.filter(bsn_index__in=indexes, birthdate=birthdate).values_list("id", flat=True).first()
    )


def insured_on(person: UUID, *, on: date) -> tuple[InsuredOn, ...]:
    """Give the covers of a person on a day, in order."""
    covers = PolicyCoverage.objects.filter(subject_id=person, insured_during__contains=on)
    rows = covers.values_list("insurance_policy__label__uzovi", "regime", "insurance_policy__package")
    return tuple(sorted(InsuredOn(*row) for row in rows))
