"""Draws care providers with their qualifications and contracts; some ended, one in the wrong trade."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from zorgvuldig.interfaces.synthetic import words
from zorgvuldig.interfaces.synthetic.accounts import account_of
from zorgvuldig.interfaces.synthetic.chance import Chance
from zorgvuldig.processes.policy_administration.intake.rows import (
    ContractRow,
    LabelRow,
    ProviderRow,
    QualificationRow,
)

# Kinds of care provider: the first two digits of an AGB code (soort zorgverlener).
_PSYCHOLOGIST, _INSTITUTION, _PHYSIOTHERAPIST, _GENERAL_PRACTITIONER = "94", "54", "04", "01"
_SPECIALISMS = {"9401": 3, "9405": 1, "9406": 5, "9407": 2}
_OPENED = 2015


@dataclass(slots=True)
class Practice:
    """An organisation that claims, and the practitioners who give the care there."""

    organisation: ProviderRow
    practitioners: list[ProviderRow]


@dataclass(slots=True)
class Providers:
    """All care providers, and those that stand apart in a planted pattern."""

    practices: list[Practice] = field(default_factory=list)
    rows: list[ProviderRow] = field(default_factory=list)
    qualifications: list[QualificationRow] = field(default_factory=list)
    contracts: list[ContractRow] = field(default_factory=list)
    referrers: list[ProviderRow] = field(default_factory=list)
    ended: list[ProviderRow] = field(default_factory=list)
    """Practitioners whose qualification ended at the turn of the year before the reference day."""
    incompetent: list[ProviderRow] = field(default_factory=list)
    """Practitioners who are qualified, but for other care."""
    unfit: list[tuple[Practice, str]] = field(default_factory=list)
    """Practices that may not claim, each with its pattern: unknown to us, or no longer registered."""


class ProviderMaker:
    """Draws the care providers that the insurer knows."""

    def __init__(self, *, seed: int, at: date, labels: Iterable[LabelRow]) -> None:
        """Prepare the draws; ended qualifications end before the year of ``at``."""
        self._chance = Chance(seed, "providers")
        self._labels = tuple(labels)
        self._turn_of_the_year = date(at.year, 1, 1)
        self._given: set[str] = set()
        self._made = Providers()

    def make(self, practices: int) -> Providers:
        """Draw this many practices, each with one to six practitioners, and the ones that stand apart."""
        for _ in range(practices):
            self._made.practices.append(self._practice())
        for _ in range(max(2, practices // 4)):
            self._made.referrers.append(self._practitioner(_GENERAL_PRACTITIONER, {"0101": 1}))
            self._made.ended.append(
                self._practitioner(_PSYCHOLOGIST, _SPECIALISMS, until=self._turn_of_the_year)
            )
            self._made.incompetent.append(self._practitioner(_PHYSIOTHERAPIST, {"0401": 3, "0404": 1}))
        self._draw_unfit()
        return self._made

    def _draw_unfit(self) -> None:
        """Draw a practice that ended at the turn of the year, and one that we never heard of."""
        ended = self._provider(
            _INSTITUTION, f"Voormalig centrum {words.family_name(self._chance)}", "organisation"
        )
        self._qualify(ended, _INSTITUTION, until=self._turn_of_the_year)
        practitioners = self._made.practices[0].practitioners
        unknown = replace(ended, id=self._chance.identifier(), agb_code=self._agb_code(_INSTITUTION))
        self._made.unfit.append((Practice(ended, practitioners), "practice-ended"))
        self._made.unfit.append((Practice(unknown, practitioners), "practice-unknown"))

    def unknown_code(self) -> str:
        """Draw an AGB code that the insurer does not know."""
        return self._agb_code(_PSYCHOLOGIST)

    def _practice(self) -> Practice:
        name = words.family_name(self._chance)
        kind = self._chance.pick({"Praktijk voor psychologie": 3, "GGZ-centrum": 2, "Instituut": 1})
        organisation = self._provider(_INSTITUTION, f"{kind} {name}", "organisation")
        self._qualify(organisation, _INSTITUTION)
        for label in self._labels:
            self._contract(organisation, label)
        staff = self._chance.whole(1, 6)
        return Practice(organisation, [self._practitioner(_PSYCHOLOGIST, _SPECIALISMS) for _ in range(staff)])

    def _contract(self, organisation: ProviderRow, label: LabelRow) -> None:
        if not self._chance.happens(0.85):
            return
        since = date(self._turn_of_the_year.year - self._chance.whole(0, 3), 1, 1)
        self._made.contracts.append(
            ContractRow(
                id=self._chance.identifier(),
                provider=organisation.id,
                label=label.id,
                valid_from=since,
                valid_until=None,
            )
        )

    def _practitioner(
        self, kind: str, specialisms: Mapping[str, float], *, until: date | None = None
    ) -> ProviderRow:
        name = f"{words.initials(self._chance)} {words.family_name(self._chance)}"
        provider = self._provider(kind, name, "practitioner")
        self._qualify(provider, self._chance.pick(specialisms), until=until)
        return provider

    def _provider(self, kind: str, name: str, shape: str) -> ProviderRow:
        identifier, agb_code = self._chance.identifier(), self._agb_code(kind)
        provider = ProviderRow(
            id=identifier,
            agb_code=agb_code,
            name=name,
            kind="organisation" if shape == "organisation" else "practitioner",
            iban=account_of(agb_code) if shape == "organisation" else None,
        )
        self._made.rows.append(provider)
        return provider

    def _qualify(self, provider: ProviderRow, qualification: str, *, until: date | None = None) -> None:
        self._made.qualifications.append(
            QualificationRow(
                id=self._chance.identifier(),
                provider=provider.id,
                qualification=qualification,
                valid_from=date(_OPENED, 1, 1),
                valid_until=until,
            )
        )

    def _agb_code(self, kind: str) -> str:
        while True:
            code = f"{kind}{self._chance.whole(900_000, 999_999)}"
            if code not in self._given:
                self._given.add(code)
                return code
