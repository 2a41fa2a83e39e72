"""What formal control looks up in the records, as plain data (opzoeken voor de formele controle)."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from zorgvuldig.processes.claims_handling.intake.bsn import NO_BSN, is_bsn
from zorgvuldig.processes.claims_handling.intake.known import (
    Administration,
    AgreedTariff,
    Authorization,
    Coverage,
    KnownPerson,
    KnownProvider,
    LineKey,
    Period,
    ServiceDay,
    ServiceRule,
    Use,
    person_key,
)
from zorgvuldig.processes.claims_handling.intake.packages import BASIC
from zorgvuldig.processes.claims_handling.intake.payments import Account
from zorgvuldig.records import applied
from zorgvuldig.records.blind_index import Sought, sought_bsns, sought_insured_number
from zorgvuldig.records.contracting import contracts_of
from zorgvuldig.records.models import (
    Claim,
    ClaimFile,
    ClaimLine,
    ContractTariff,
    Label,
    MarketRule,
    Objection,
    Person,
    PolicyCoverage,
    PriorAuthorization,
    Provider,
    ProviderQualification,
    Tariff,
)
from zorgvuldig.records.turns import settle_in_turn

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date
    from uuid import UUID

    from django.db.backends.postgresql.psycopg_any import DateRange

    from zorgvuldig.processes.claims_handling.intake.claims import FormalClaim


@dataclass(frozen=True, kw_only=True)
class FoundPerson:
    """A person of the run, found by number: the key, the blind index it was found by, and the birth date."""

    id: UUID
    birthdate: date


@dataclass(frozen=True, kw_only=True)
class EarlierClaims:
    """What was accepted before for the persons of a run, by person (eerdere declaraties)."""

    lines: Mapping[UUID, Mapping[LineKey, int]]
    references: Mapping[UUID, Mapping[str, int]]
    own_shares: Mapping[UUID, Mapping[int, int]]
    basic: Mapping[UUID, Mapping[tuple[str, date], int]]
    use: Mapping[UUID, Mapping[ServiceDay, Use]]


def person_indexes(claims: Iterable[FormalClaim]) -> dict[str, Sought]:
    """Give the blind indexes of each person of a run by their key; of a number that cannot be one, none.

    Without a BSN (nines) a person is found by the insurer's own number (standard 5.4.7).
    """
    numbers = {person_key(claim.bsn, claim.uzovi, claim.insured_number): claim for claim in claims}
    with_bsn = [key for key, claim in numbers.items() if claim.bsn != NO_BSN and is_bsn(claim.bsn)]
    indexes = dict(zip(with_bsn, sought_bsns(with_bsn), strict=True))
    for key, claim in numbers.items():
        if claim.bsn == NO_BSN and claim.insured_number:
            indexes[key] = sought_insured_number(claim.uzovi, claim.insured_number)
    return indexes


def find_persons(indexes: Mapping[str, Sought]) -> dict[str, FoundPerson]:
    """Find the persons of a run by the blind indexes of their numbers (BSN), by their key."""
    every = [index for sought in indexes.values() for index in sought.every]
    rows = Person.objects.filter(bsn_index__in=every).values_list("bsn_index", "id", "birthdate")
    found = {
        bytes(index): FoundPerson(id=person, birthdate=birthdate)
        for index, person, birthdate in rows
        if index is not None
    }
    return {key: found[index] for key, sought in indexes.items() for index in sought.every if index in found}


def find_coverages(persons: Collection[UUID]) -> dict[UUID, tuple[Coverage, ...]]:
    """Find during which days each person is insured, under which label and regime (verzekerde perioden)."""
    rows = PolicyCoverage.objects.filter(subject_id__in=persons).values_list(
        "subject_id",
        "insurance_policy__label__uzovi",
        "regime",
        "insured_during",
        "insurance_policy__package",
        "insurance_policy__voluntary_deductible_cents",
    )
    coverages: defaultdict[UUID, list[Coverage]] = defaultdict(list)
    for person, uzovi, regime, during, package, cents in rows:
        held = Coverage(
            uzovi=uzovi, regime=regime, during=_period(during), package=package, voluntary_cents=cents
        )
        coverages[person].append(held)
    return {person: tuple(found) for person, found in coverages.items()}


def find_covers(
    coverages: Mapping[UUID, tuple[Coverage, ...]],
) -> dict[tuple[str, str, str], tuple[tuple[str, Period], ...]]:
    """Find which kinds of care these people's packages cover, and when (pakketten)."""
    packages = {(each.uzovi, each.package, each.regime) for held in coverages.values() for each in held}
    return {
        package: tuple(
            (each.care_kind, Period(first_day=each.first_day, until=each.until)) for each in covers
        )
        for package, covers in applied.covers_of(packages).items()
    }


def find_labels() -> dict[str, UUID]:
    """Find our labels by UZOVI number."""
    return dict(Label.objects.values_list("uzovi", "id"))


def find_tariffs(codes: Collection[str]) -> dict[tuple[str, str], tuple[AgreedTariff, ...]]:
    """Find the agreed tariffs of these service codes, by code list and code (tarieven)."""
    rows = Tariff.objects.filter(service_code__in=codes).values_list(
        "code_list", "service_code", "amount_cents", "valid_during", "label__uzovi"
    )
    tariffs: defaultdict[tuple[str, str], list[AgreedTariff]] = defaultdict(list)
    for code_list, code, cents, during, uzovi in rows:
        agreed = AgreedTariff(cents=cents, during=_period(during), uzovi=uzovi)
        tariffs[code_list, code].append(agreed)
    return {key: tuple(found) for key, found in tariffs.items()}


def find_contract_tariffs(
    agb_codes: Collection[str], codes: Collection[str]
) -> dict[tuple[str, str, str], tuple[AgreedTariff, ...]]:
    """Find what these providers agreed for these services, by AGB code, list and code (contracttarieven)."""
    rows = ContractTariff.objects.filter(provider_agb__in=agb_codes, service_code__in=codes).values_list(
        "provider_agb", "code_list", "service_code", "amount_cents", "valid_during", "label__uzovi"
    )
    tariffs: defaultdict[tuple[str, str, str], list[AgreedTariff]] = defaultdict(list)
    for agb_code, code_list, code, cents, during, uzovi in rows:
        if not during.isempty:
            agreed = AgreedTariff(cents=cents, during=_period(during), uzovi=uzovi)
            tariffs[agb_code, code_list, code].append(agreed)
    return {key: tuple(found) for key, found in tariffs.items()}


def find_market_rules(codes: Collection[str]) -> dict[tuple[str, str], tuple[AgreedTariff, ...]]:
    """Find what these services cost at most without tariff and contract (marktconforme bedragen)."""
    rows = MarketRule.objects.filter(service_code__in=codes).values_list(
        "code_list", "service_code", "amount_cents", "valid_during", "label__uzovi"
    )
    bounds: defaultdict[tuple[str, str], list[AgreedTariff]] = defaultdict(list)
    for code_list, code, cents, during, uzovi in rows:
        if not during.isempty:
            bounds[code_list, code].append(AgreedTariff(cents=cents, during=_period(during), uzovi=uzovi))
    return {key: tuple(found) for key, found in bounds.items()}


def find_authorizations(persons: Mapping[str, UUID]) -> dict[str, tuple[Authorization, ...]]:
    """Find what was allowed beforehand to the persons of a run, by their key (machtigingen)."""
    rows = PriorAuthorization.objects.filter(subject_id__in=persons.values()).select_related("label")
    held: defaultdict[UUID, list[Authorization]] = defaultdict(list)
    for row in rows:
        known = Authorization(
            number=row.number,
            uzovi=row.label.uzovi,
            code_list=row.code_list,
            service_code=row.service_code,
            provider_agb=row.provider_agb,
            most=row.most,
            during=_period(row.valid_during),
        )
        held[row.subject_id].append(known)
    return {key: tuple(held[person]) for key, person in persons.items() if person in held}


def find_rules(codes: Collection[str]) -> dict[tuple[str, str], tuple[ServiceRule, ...]]:
    """Find what our labels ask of these services, by code list and code (voorwaarden)."""
    rules: defaultdict[tuple[str, str], list[ServiceRule]] = defaultdict(list)
    for each in applied.rules_of(codes):
        rule = ServiceRule(
            uzovi=each.uzovi,
            authorization=each.authorization,
            referral=each.referral,
            most_a_day=each.most_a_day,
            most_a_year=each.most_a_year,
            most_cents_a_year=each.most_cents_a_year,
            during=Period(first_day=each.first_day, until=each.until),
        )
        rules[each.code_list, each.service_code].append(rule)
    return {key: tuple(found) for key, found in rules.items()}


def find_providers(agb_codes: Collection[str]) -> tuple[dict[str, KnownProvider], dict[str, UUID]]:
    """Find the care providers of a run by AGB code: their qualifications and contracts, and their keys."""
    keys = dict(Provider.objects.filter(agb_code__in=agb_codes).values_list("agb_code", "id"))
    rows = ProviderQualification.objects.filter(provider_id__in=keys.values()).values_list(
        "provider_id", "qualification", "valid_during"
    )
    held: defaultdict[object, list[tuple[str, Period]]] = defaultdict(list)
    for provider, qualification, during in rows:
        held[provider].append((qualification, _period(during)))
    contracts = contracts_of(keys)
    known = {
        code: KnownProvider(
            qualifications=tuple(held[key]),
            contracts=tuple((uzovi, _period(during)) for uzovi, during in contracts.get(code, ())),
        )
        for code, key in keys.items()
    }
    return known, keys


def find_account(agb_code: str, *, on: date) -> Account | None:
    """Find the business account of a provider on a day (rekening), if it was told."""
    held = applied.account_of(agb_code, on=on)
    if held is None:
        return None
    return Account(provider_id=held.provider_id, name=held.name, iban=held.iban)


def find_earlier_claims(persons: Collection[UUID]) -> EarlierClaims:
    """Find what was accepted before for these persons, so that care is not paid twice, nor borne twice."""
    settle_in_turn()
    found = _Earlier()
    # Without a model for each row: of persons who claim much these are many.
    accepted_lines = ClaimLine.objects.filter(subject_id__in=persons, state="accepted")
    for line in accepted_lines.values_list(*_EarlierLine._fields):
        found.take(_EarlierLine(*line))
    references: defaultdict[UUID, dict[str, int]] = defaultdict(dict)
    accepted = Claim.objects.filter(subject_id__in=persons, state="accepted", charged_cents__gte=0)
    for person, reference, cents in accepted.values_list("subject_id", "claim_number", "approved_cents"):
        if person is not None:
            references[person][reference] = cents
    return EarlierClaims(
        lines=found.lines,
        references=references,
        own_shares=found.own_shares,
        basic=found.basic,
        use=found.use,
    )


class _EarlierLine(NamedTuple):
    """What is asked of an accepted line of before."""

    subject_id: UUID | None
    charged_cents: int
    service_code_list: str
    service_code: str
    started_on: date | None
    ended_on: date | None
    distinction: str
    own_share_cents: int
    quantity: int
    claim__regime: str


class _Earlier:
    """The accepted lines of before: which care, and what each took from the deductible."""

    def __init__(self) -> None:
        self.lines: defaultdict[UUID, Counter[LineKey]] = defaultdict(Counter)
        self.own_shares: defaultdict[UUID, defaultdict[int, int]] = defaultdict(lambda: defaultdict(int))
        self.basic: defaultdict[UUID, defaultdict[tuple[str, date], int]] = defaultdict(
            lambda: defaultdict(int)
        )
        self.use: defaultdict[UUID, dict[ServiceDay, Use]] = defaultdict(dict)

    def take(self, line: _EarlierLine) -> None:
        person = line.subject_id
        if person is None:
            return
        key = LineKey(
            line.service_code_list, line.service_code, line.started_on, line.ended_on, line.distinction
        )
        self.lines[person][key] += 1 if line.charged_cents >= 0 else -1
        if line.started_on is not None:
            service = (line.service_code_list, line.service_code, line.started_on)
            times = -line.quantity if line.charged_cents < 0 else line.quantity
            had = self.use[person].get(service, Use(0, 0))
            self.use[person][service] = had.plus(Use(times, line.charged_cents))
            self.own_shares[person][line.started_on.year] += line.own_share_cents
            if line.claim__regime == BASIC:
                self.basic[person][line.service_code_list, line.started_on] += line.charged_cents


def find_privacy_statements(persons: Collection[UUID]) -> frozenset[UUID]:
    """Find who gave a privacy statement: no diagnosis has to come with their claims (privacyverklaring)."""
    stated = Objection.objects.filter(
        subject_id__in=persons, purpose="claims", channel="privacy-statement", state="upheld"
    )
    return frozenset(stated.values_list("subject_id", flat=True))


def came_before(digest: str) -> bool:
    """Say whether these very bytes were taken in before (dubbel bestand)."""
    return ClaimFile.objects.filter(digest=digest, state="processed").exists()


def administration(
    persons: Mapping[str, FoundPerson],
    *,
    labels: frozenset[str],
    coverages: Mapping[UUID, tuple[Coverage, ...]],
    private: frozenset[UUID],
    providers: Mapping[str, KnownProvider],
    tariffs: Mapping[tuple[str, str], tuple[AgreedTariff, ...]],
    earlier: EarlierClaims,
) -> Administration:
    """Lay out what was found as formal control needs it, by the key of each person (administratie)."""
    return Administration(
        labels=labels,
        persons={
            key: KnownPerson(
                birthdate=person.birthdate,
                coverages=coverages.get(person.id, ()),
                privacy_statement=person.id in private,
            )
            for key, person in persons.items()
        },
        providers=providers,
        earlier_lines={key: earlier.lines.get(person.id, {}) for key, person in persons.items()},
        earlier_references={key: earlier.references.get(person.id, {}) for key, person in persons.items()},
        own_shares={key: earlier.own_shares.get(person.id, {}) for key, person in persons.items()},
        earlier_basic={key: earlier.basic.get(person.id, {}) for key, person in persons.items()},
        earlier_use={key: earlier.use.get(person.id, {}) for key, person in persons.items()},
        tariffs=tariffs,
    )


def _period(during: DateRange | None) -> Period:
    if during is None or during.lower is None:
        raise ValueError("a period in the records has no first day: the administration must be mended")
    return Period(first_day=during.lower, until=during.upper)
