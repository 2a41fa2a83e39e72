"""Draws pharmacies, practices for physiotherapy and dentistry, and hospitals, with their practitioners."""

from dataclasses import dataclass, field
from datetime import date

from zorgvuldig.interfaces.synthetic import words
from zorgvuldig.interfaces.synthetic.accounts import account_of
from zorgvuldig.interfaces.synthetic.care import WITH_OWN_PROVIDERS, CareKind, tariff
from zorgvuldig.interfaces.synthetic.chance import Chance
from zorgvuldig.interfaces.synthetic.providers import Practice
from zorgvuldig.processes.policy_administration.intake.rows import (
    ContractRow,
    LabelRow,
    ProviderRow,
    QualificationRow,
    TariffRow,
)

_LEAST = 2
_OPENED = date(2015, 1, 1)
_CONTRACTED = 0.9
# The codes below 900000 of a kind: those above belong to mental health care and to what is planted there.
_CODES = (100_000, 899_999)


@dataclass(slots=True)
class CareProviders:
    """The providers of each kind of care, and their rows."""

    practices: dict[str, list[Practice]] = field(default_factory=dict)
    """By the name of the kind of care."""
    rows: list[ProviderRow] = field(default_factory=list)
    qualifications: list[QualificationRow] = field(default_factory=list)
    contracts: list[ContractRow] = field(default_factory=list)


class CareProviderMaker:
    """Draws the providers of the kinds of care beside mental health care."""

    def __init__(self, *, seed: int, at: date, labels: list[LabelRow]) -> None:
        """Prepare the draws; they have a stream of their own, so that they leave the others as they are."""
        self._chance = Chance(seed, "care-providers")
        self._labels = labels
        self._since = date(at.year - 3, 1, 1)
        self._given: set[str] = set()
        self._made = CareProviders()

    def make(self, insured: int) -> CareProviders:
        """Draw as many practices of each kind as so many insured people need."""
        for kind in WITH_OWN_PROVIDERS:
            count = _LEAST + insured // kind.insured_a_practice
            self._made.practices[kind.name] = [self._practice(kind) for _ in range(count)]
        return self._made

    def _practice(self, kind: CareKind) -> Practice:
        name = f"{kind.practice} {words.family_name(self._chance)}"
        organisation = self._provider(kind, name, kind.organisation)
        for label in self._labels:
            if self._chance.happens(_CONTRACTED):
                self._made.contracts.append(
                    ContractRow(
                        id=self._chance.identifier(),
                        provider=organisation.id,
                        label=label.id,
                        valid_from=self._since,
                        valid_until=None,
                    )
                )
        people = [
            self._provider(kind, f"{words.initials(self._chance)} {words.family_name(self._chance)}", None)
            for _ in range(self._chance.whole(1, 4))
        ]
        return Practice(organisation, people)

    def _provider(self, kind: CareKind, name: str, organisation: str | None) -> ProviderRow:
        """Draw an organisation of this kind, or one of its practitioners with the kind's specialism."""
        identifier, agb_code = (
            self._chance.identifier(),
            self._agb_code(organisation or kind.specialism[:2]),
        )
        provider = ProviderRow(
            id=identifier,
            agb_code=agb_code,
            name=name,
            kind="organisation" if organisation else "practitioner",
            iban=account_of(agb_code) if organisation else None,
        )
        self._made.rows.append(provider)
        self._made.qualifications.append(
            QualificationRow(
                id=self._chance.identifier(),
                provider=provider.id,
                qualification=organisation or kind.specialism,
                valid_from=_OPENED,
                valid_until=None,
            )
        )
        return provider

    def _agb_code(self, kind: str) -> str:
        while True:
            code = f"{kind}{self._chance.whole(*_CODES)}"
            if code not in self._given:
                self._given.add(code)
                return code


def care_tariffs(*, seed: int, at: date, labels: list[LabelRow]) -> list[TariffRow]:
    """List what every label pays for these kinds of care in the year before ``at`` and the year of ``at``."""
    chance = Chance(seed, "care-tariffs")
    return [
        TariffRow(
            id=chance.identifier(),
            label=label.id,
            code_list=kind.code_list,
            service_code=service.code,
            amount_cents=tariff(service.cents, year=year, at=at),
            valid_from=date(year, 1, 1),
            valid_until=date(year + 1, 1, 1),
        )
        for label in labels
        for year in (at.year - 1, at.year)
        for kind in WITH_OWN_PROVIDERS
        for service in kind.services
    ]
