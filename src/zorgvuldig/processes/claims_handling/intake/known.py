"""What the insurer holds, as far as formal control needs it: plain data that a use case fetched.

A use case fetches it through a decision; nothing here knows where it came from.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from zorgvuldig.processes.claims_handling.intake.bsn import NO_BSN

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from zorgvuldig.processes.claims_handling.intake.claims import TariffLine


#: In a rule: every service of its list.
ALL_SERVICES = "alle"


class LineKey(NamedTuple):
    """What makes a line the same care as another, for one person: the service and its days."""

    service_code_list: str
    service_code: str
    started_on: date | None
    ended_on: date | None
    distinction: str = ""


@dataclass(frozen=True, kw_only=True)
class Period:
    """From a first day until a day that is no longer in it; no end means until further notice."""

    first_day: date
    until: date | None = None

    def holds(self, on: date) -> bool:
        """Say whether a day lies in the period."""
        return self.first_day <= on and (self.until is None or on < self.until)


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """During which days a person is insured, under which label and regime (verzekerde periode)."""

    uzovi: str
    regime: str
    during: Period
    package: str = ""
    voluntary_cents: int = 0
    """What the policy bears of care by choice, above the compulsory deductible (vrijwillig eigen risico)."""


@dataclass(frozen=True, kw_only=True)
class KnownPerson:
    """What formal control needs of a person: birth date, coverage, whether there is a privacy statement."""

    birthdate: date | None = None
    coverages: tuple[Coverage, ...] = ()
    privacy_statement: bool = False


@dataclass(frozen=True, kw_only=True)
class KnownProvider:
    """A care provider with its qualifications and the days they hold (AGB-register)."""

    qualifications: tuple[tuple[str, Period], ...] = ()
    contracts: tuple[tuple[str, Period], ...] = ()
    """With which labels, by UZOVI number, and during which days (gecontracteerde zorg)."""


@dataclass(frozen=True, kw_only=True)
class AgreedTariff:
    """A tariff in cents that was approved or agreed for some days (tarief), at one label or at all."""

    cents: int
    during: Period
    uzovi: str = ""


@dataclass(frozen=True, kw_only=True)
class ServiceRule:
    """What a label asks of a care service, and the most that it bears; zero is no bound (voorwaarden)."""

    uzovi: str
    authorization: bool = False
    referral: bool = False
    most_a_day: int = 0
    most_a_year: int = 0
    most_cents_a_year: int = 0
    during: Period


@dataclass(frozen=True, kw_only=True)
class Authorization:
    """Care that a label allowed somebody beforehand (machtiging); no provider: any, no most: no bound."""

    number: str
    uzovi: str
    code_list: str
    service_code: str
    provider_agb: str = ""
    most: int = 0
    during: Period


class Use(NamedTuple):
    """How often somebody had a care service on a day, and for how much, in cents."""

    times: int
    cents: int

    def plus(self, other: Use) -> Use:
        """Give both together."""
        return Use(self.times + other.times, self.cents + other.cents)


#: A care service on a day: its list, its code, its first day.
ServiceDay = tuple[str, str, "date"]


@dataclass(frozen=True, kw_only=True)
class Administration:
    """What the insurer holds, as far as one run needs it; keys are those of `person_key`.

    `earlier_lines` count the lines that were accepted, less those that were taken back; `earlier_references`
    say what was approved of each claim by its reference; `tariffs` are by service code list and code, and
    what stands in none is not compared.
    `own_shares` are what each person's claims took from the deductible before, by year of the service, and
    `earlier_basic` what basic insurance approved of it before, by list of services and first day.
    `covers` are the kinds of care of each package, by UZOVI number, package and regime; one that is not there
    covers what its regime covers. `received_on` is the day on which the file came.
    `contract_tariffs` are by AGB code of the declarant, list and code, and `market_rules` by list and code.
    `rules` are by list and code (or ALL_SERVICES), `earlier_use` is what each person had of a service by day.
    """

    labels: frozenset[str]
    persons: Mapping[str, KnownPerson]
    providers: Mapping[str, KnownProvider]
    earlier_lines: Mapping[str, Mapping[LineKey, int]] = field(default_factory=dict)
    earlier_references: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    tariffs: Mapping[tuple[str, str], tuple[AgreedTariff, ...]] = field(default_factory=dict)
    own_shares: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    earlier_basic: Mapping[str, Mapping[tuple[str, date], int]] = field(default_factory=dict)
    covers: Mapping[tuple[str, str, str], tuple[tuple[str, Period], ...]] = field(default_factory=dict)
    received_on: date | None = None
    authorizations: Mapping[str, tuple[Authorization, ...]] = field(default_factory=dict)
    rules: Mapping[tuple[str, str], tuple[ServiceRule, ...]] = field(default_factory=dict)
    contract_tariffs: Mapping[tuple[str, str, str], tuple[AgreedTariff, ...]] = field(default_factory=dict)
    market_rules: Mapping[tuple[str, str], tuple[AgreedTariff, ...]] = field(default_factory=dict)
    earlier_use: Mapping[str, Mapping[ServiceDay, Use]] = field(default_factory=dict)


def person_key(bsn: str, uzovi: str, insured_number: str) -> str:
    """Give the key of a person: the BSN, or without one the insurer's own number (standard 5.4.7)."""
    return bsn if bsn != NO_BSN else f"{uzovi}/{insured_number}"


def line_key(line: TariffLine) -> LineKey:
    """Give the key by which care that was claimed before is recognized (dubbele declaratie)."""
    return LineKey(
        line.service_code_list, line.service_code, line.started_on, line.ended_on, line.distinction
    )
