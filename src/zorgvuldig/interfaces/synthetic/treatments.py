"""Draws the care that is claimed: who, by whom, what, when, for how much."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from zorgvuldig.interfaces.synthetic.chance import Chance
from zorgvuldig.interfaces.synthetic.people import ADULT, Household
from zorgvuldig.interfaces.synthetic.policies import SERVICES, Policies
from zorgvuldig.interfaces.synthetic.providers import Practice
from zorgvuldig.processes.policy_administration.intake.rows import (
    LabelRow,
    PersonRow,
    ProviderRow,
    TariffRow,
)

NO_BSN = "999999999"
# Codes of the DSM-IV list (019) with made-up weights: depression, anxiety, adjustment, attention.
_DIAGNOSES = {"296.32": 4, "300.02": 3, "309.28": 3, "314.01": 1}
_COMMENT = "Behandeling in overleg met de verwijzer in delen gegeven."


@dataclass(frozen=True, slots=True)
class Insured:
    """A person who is insured with a label in a period, under a number."""

    person: PersonRow
    label: LabelRow
    number: str
    insured_from: date
    insured_until: date | None
    adult: bool
    traits: frozenset[str]


@dataclass(slots=True)
class Treatment:
    """One course of care that a practice claims (prestatie)."""

    insured: Insured
    practitioner: ProviderRow
    referrer: ProviderRow
    service: str
    started_on: date
    ended_on: date
    cents: int
    minutes: int
    diagnosis: str = ""
    comment: str = ""
    reference: str = ""
    changed: dict[str, str] = field(default_factory=dict)
    """Fields of the performance record and its tariff record that a planted pattern overwrites."""
    planted: str | None = None

    @property
    def bsn(self) -> str:
        """The number as the practice claims it: nines for a person who has none."""
        return self.insured.person.bsn or NO_BSN


@dataclass(slots=True)
class ClaimFile:
    """One claim file of a practice for a label."""

    practice: Practice
    label: LabelRow
    treatments: list[Treatment] = field(default_factory=list)
    alone: set[UUID] = field(default_factory=set)
    """People whose own record in this file was changed, so that no other care of theirs may join it."""
    invoice: str = ""
    name: str = ""

    def keeps_out(self, person: UUID, *, alone: bool) -> bool:
        """Tell whether care of this person must go into another file."""
        return person in self.alone or (
            alone and any(each.insured.person.id == person for each in self.treatments)
        )


def list_insured(
    households: Iterable[Household], policies: Policies, labels: Iterable[LabelRow]
) -> list[Insured]:
    """List who is insured for basic care, with whom and when."""
    people = {member.person.id: (member, each.traits) for each in households for member in each.members}
    label_of = {label.id: label for label in labels}
    policy_of = {policy.id: policy for policy in policies.rows}
    listed = []
    for coverage in policies.coverages:
        if coverage.regime != "Zvw":
            continue
        member, traits = people[coverage.subject]
        policy = policy_of[coverage.insurance_policy]
        listed.append(
            Insured(
                person=member.person,
                label=label_of[policy.label],
                number=policy.number,
                insured_from=coverage.insured_from,
                insured_until=coverage.insured_until,
                adult=member.age >= ADULT,
                traits=traits,
            )
        )
    return listed


class TreatmentMaker:
    """Draws treatments that the rules accept; patterns are planted in them afterwards."""

    def __init__(
        self, *, seed: int, at: date, tariffs: Iterable[TariffRow], referrers: Iterable[ProviderRow]
    ) -> None:
        """Prepare the draws: care lies in the year of ``at``, and ended at least three weeks before it."""
        self.chance = Chance(seed, "claims")
        self._first = date(at.year, 1, 2)
        self._last = max(self._first, at - timedelta(days=21))
        self._tariffs = {
            (row.label, row.service_code): row.amount_cents
            for row in tariffs
            if row.valid_from.year == at.year
        }
        self._referrers = tuple(referrers)
        self._seen: set[tuple[UUID, str, date]] = set()

    def draw(self, insured: Insured, practice: Practice) -> Treatment:
        """Draw one treatment of this person at this practice, on a day on which the person is insured."""
        chance = self.chance
        service = chance.pick(dict.fromkeys(SERVICES, 1))
        started = self._day(insured, service)
        ended = min(self._last, started + timedelta(days=chance.whole(0, 20)))
        if insured.insured_until is not None and insured.insured_until > started:
            ended = min(ended, insured.insured_until - timedelta(days=1))
        return Treatment(
            insured=insured,
            practitioner=chance.pick(dict.fromkeys(practice.practitioners, 1)),
            referrer=chance.pick(dict.fromkeys(self._referrers, 1)),
            service=service,
            started_on=started,
            ended_on=ended,
            cents=self._tariffs[insured.label.id, service],
            minutes=chance.whole(3, 40) * 15,
            diagnosis=self._diagnosis(insured),
            comment=_COMMENT if chance.happens(0.03) else "",
        )

    def _diagnosis(self, insured: Insured) -> str:
        """Draw a diagnosis code that comes with the claim; never of a person who stated not to want that."""
        comes = self.chance.happens(0.25) and "privacy-statement" not in insured.traits
        return self.chance.pick(_DIAGNOSES) if comes else ""

    def _day(self, insured: Insured, service: str) -> date:
        """Draw a first day of care, never twice the same for a person and service: that would be a double."""
        first = max(self._first, insured.insured_from)
        while True:
            day = self.chance.day(first, max(first, self._last))
            key = (insured.person.id, service, day)
            if key not in self._seen:
                self._seen.add(key)
                return day
            first = min(first, day)
            service = self.chance.pick(dict.fromkeys(SERVICES, 1))
