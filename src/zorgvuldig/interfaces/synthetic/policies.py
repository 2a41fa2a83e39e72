"""Draws insurance policies and coverage periods: basic, supplementary, long-term care; ended and switched."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from zorgvuldig.interfaces.synthetic import words
from zorgvuldig.interfaces.synthetic.chance import Chance
from zorgvuldig.interfaces.synthetic.people import ADULT, Household, Member
from zorgvuldig.processes.policy_administration.intake.rows import (
    CoverageRow,
    InsurancePolicyRow,
    LabelRow,
    Regime,
    TariffRow,
)

_PACKAGES: dict[Regime, dict[str, float]] = {
    "Zvw": {"Natura": 6, "Combinatie": 3, "Restitutie": 1},
    "AV": {"Aanvullend 1": 5, "Aanvullend 2": 3, "Aanvullend 3": 1},
    "Wlz": {"Langdurige zorg": 1},
}
# How often which voluntary deductible is chosen, in cents: our own guess, as the packages.
_VOLUNTARY = {0: 88, 10_000: 2, 20_000: 1, 30_000: 1, 40_000: 1, 50_000: 7}
# Basic mental health care (basis-ggz), code list 063, with a tariff in cents of our own.
SERVICES = {"180001": 58_500, "180002": 99_000, "180003": 157_500, "180004": 148_000, "180005": 24_500}
CODE_LIST = "063"


@dataclass(slots=True)
class Policies:
    """All insurance policies and who is covered by them when."""

    rows: list[InsurancePolicyRow] = field(default_factory=list)
    coverages: list[CoverageRow] = field(default_factory=list)


class PolicyMaker:
    """Draws the insurance policies of households."""

    def __init__(self, *, seed: int, at: date, labels: Iterable[LabelRow]) -> None:
        """Prepare the draws; ended and switched coverage ends at the start of the year of ``at``."""
        self._chance = Chance(seed, "policies")
        self._choices = Chance(seed, "voluntary deductible")
        self._at = at
        self._turn_of_the_year = date(at.year, 1, 1)
        self._every_label = tuple(labels)
        self._labels: dict[UUID, list[LabelRow]] = {}
        for label in self._every_label:
            self._labels.setdefault(label.insurer, []).append(label)
        self._number = 0
        self.made = Policies()

    def insure(self, household: Household) -> None:
        """Draw the insurance policies of one household."""
        groups = [household.members]
        if "own-policies" in household.traits:
            partner = household.members[1:2]
            groups = [[each for each in household.members if each not in partner], partner]
        if "mandate" in household.traits:
            groups = [[member] for member in household.members]
        for group in filter(None, groups):
            self._insure_group(household, group)

    def _insure_group(self, household: Household, members: list[Member]) -> None:
        label = self._chance.pick(dict.fromkeys(self._labels[household.insurer], 1))
        holder = None if "employer" in household.traits else members[0].person.id
        since, until = date(self._at.year - self._chance.whole(1, 8), 1, 1), None
        if "ended" in household.traits:
            until = self._turn_of_the_year
        if "switched" in household.traits:
            former = next(each for each in self._every_label if each != label)
            self._cover("Zvw", former, holder, members, since, self._turn_of_the_year)
            since = self._turn_of_the_year
        self._cover("Zvw", label, holder, members, since, until)
        if "cast" in household.traits or self._chance.happens(0.8):
            self._cover("AV", label, holder, members, since, until)
        if "long-term-care" in household.traits and members[0].age > ADULT:
            self._cover("Wlz", label, members[0].person.id, members[:1], date(self._at.year - 1, 3, 1), None)

    def _cover(
        self,
        regime: Regime,
        label: LabelRow,
        holder: UUID | None,
        members: list[Member],
        since: date,
        until: date | None,
    ) -> None:
        self._number += 1
        policy = InsurancePolicyRow(
            id=self._chance.identifier(),
            label=label.id,
            number=f"{label.uzovi}{self._number:08d}",
            policyholder=holder,
            employer_policyholder=words.employer(self._chance) if holder is None else None,
            regime=regime,
            package=self._chance.pick(_PACKAGES[regime]),
            voluntary_deductible_cents=self._choices.pick(_VOLUNTARY) if regime == "Zvw" else 0,
        )
        self.made.rows.append(policy)
        for member in members:
            start = max(since, member.person.birthdate)
            if until is not None and start >= until:
                continue
            self.made.coverages.append(
                CoverageRow(
                    id=self._chance.identifier(),
                    insurance_policy=policy.id,
                    subject=member.person.id,
                    regime=regime,
                    insured_from=start,
                    insured_until=until,
                )
            )


def tariffs(*, seed: int, at: date, labels: Iterable[LabelRow]) -> list[TariffRow]:
    """List the tariffs of every label for the year before ``at`` and the year of ``at``."""
    chance = Chance(seed, "tariffs")
    listed = []
    for label in labels:
        for year in (at.year - 1, at.year):
            for code, cents in SERVICES.items():
                raised = cents + cents * 4 // 100 * (year - at.year + 1)
                listed.append(
                    TariffRow(
                        id=chance.identifier(),
                        label=label.id,
                        code_list=CODE_LIST,
                        service_code=code,
                        amount_cents=raised,
                        valid_from=date(year, 1, 1),
                        valid_until=date(year + 1, 1, 1),
                    )
                )
    return listed
