"""The whole synthetic insurer: its legal entities and labels, and everything drawn for them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from zorgvuldig.interfaces.synthetic.authorizations import draw_authorizations
from zorgvuldig.interfaces.synthetic.bsn import numbers
from zorgvuldig.interfaces.synthetic.care import MENTAL, PHARMACY
from zorgvuldig.interfaces.synthetic.care_providers import CareProviderMaker, CareProviders, care_tariffs
from zorgvuldig.interfaces.synthetic.chance import Chance
from zorgvuldig.interfaces.synthetic.claims import LEAST_CLAIMS, ClaimMaker
from zorgvuldig.interfaces.synthetic.history import Background, cover_of
from zorgvuldig.interfaces.synthetic.other_messages import OtherFile, draw_other_files
from zorgvuldig.interfaces.synthetic.parties import draw_parties
from zorgvuldig.interfaces.synthetic.people import ADULT, LEAST_INSURED, Household, PeopleMaker
from zorgvuldig.interfaces.synthetic.policies import Policies, PolicyMaker, tariffs
from zorgvuldig.interfaces.synthetic.providers import Practice, ProviderMaker, Providers
from zorgvuldig.interfaces.synthetic.staff import draw_staff
from zorgvuldig.interfaces.synthetic.treatments import ClaimFile, TreatmentMaker, list_insured
from zorgvuldig.processes.policy_administration.intake.rows import (
    AccountLinkRow,
    ConsentRow,
    HouseholdMemberRow,
    HouseholdRow,
    InsurerRow,
    LabelRow,
    MandateRow,
    ObjectionRow,
    PersonRow,
)

REFERENCE_DAY = date(2026, 11, 1)
"""The day on which everything is as it is written, unless the caller names another: never today, so that the
same seed gives the same bytes."""

# Legal entities with their labels and UZOVI numbers. The numbers are ours: no list that we know holds them.
_GROUP = {
    ("Zilverlinde Zorgverzekeraar N.V.", "Lindewaard"): (
        ("Zilverlinde", "9101"),
        ("Lindeblad Direct", "9102"),
    ),
    ("Onderlinge Waarborgmaatschappij Molenrad U.A.", "Nieuwmolen"): (("Molenrad", "9103"),),
}
_CLAIMS_A_PRACTICE = 150
_LEAST_PRACTICES = 5
MOST_IN_FILES = 5_000
"""So many claims come in message files at most; of a larger insurer the rest is history, settled before."""
PRIVACY_STATEMENT = "privacy-statement"
"""The channel of an objection that is a privacy statement (privacyverklaring): no diagnosis with a claim."""
CAST = ("verzekerde", "partner", "jongere")
"""Logins of the demo's family: the policyholder, the partner, and the co-insured child of sixteen."""


class TooSmallError(ValueError):
    """The insurer would be too small to hold every kind of person and every pattern."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntheticInsurer:
    """Everything that is written: the rows by file, the claim files, and what the history is drawn from."""

    rows: dict[str, list[Any]]
    files: list[ClaimFile]
    other_files: list[OtherFile]
    history_lines: int
    background: Background
    households: list[Household]
    reference_day: date


def make_insurer(
    *, insured: int, claims: int, seed: int, reference_day: date = REFERENCE_DAY
) -> SyntheticInsurer:
    """Make a synthetic insurer with this many insured people and claims (VGZ-X-testdata: no real person)."""
    _demand_room(insured, claims)
    insurers, labels = _draw_group(seed)
    weights = {each.id: 3.0 if index == 0 else 1.0 for index, each in enumerate(insurers)}
    people = PeopleMaker(seed=seed, at=reference_day, insurers=weights, bsns=numbers())
    households = list(people.households(insured))
    policies = PolicyMaker(seed=seed, at=reference_day, labels=labels)
    for household in households:
        policies.insure(household)
    tariff_rows = tariffs(seed=seed, at=reference_day, labels=labels)
    provider_maker = ProviderMaker(seed=seed, at=reference_day, labels=labels)
    in_files = min(claims, MOST_IN_FILES)
    providers = provider_maker.make(max(_LEAST_PRACTICES, in_files // _CLAIMS_A_PRACTICE))
    care = CareProviderMaker(seed=seed, at=reference_day, labels=labels).make(insured)
    insured_people = list_insured(households, policies.made, labels)
    maker = ClaimMaker(
        treatments=TreatmentMaker(
            seed=seed, at=reference_day, tariffs=tariff_rows, referrers=providers.referrers
        ),
        insured=insured_people,
        providers=providers,
        unknown_agb=provider_maker.unknown_code(),
    )
    rows: dict[str, list[Any]] = {
        "insurers.jsonl": insurers,
        "labels.jsonl": labels,
        "insurance_policies.jsonl": policies.made.rows,
        "coverages.jsonl": policies.made.coverages,
        "prior_authorizations.jsonl": list(
            draw_authorizations(seed=seed, at=reference_day, policies=policies.made)
        ),
        "tariffs.jsonl": [*tariff_rows, *care_tariffs(seed=seed, at=reference_day, labels=labels)],
        "staff.jsonl": list(draw_staff(seed=seed, at=reference_day)),
    }
    rows |= _list_providers(providers, care) | _list_people(households)
    rows |= _draw_wishes(households, seed, reference_day)
    practices = {MENTAL.name: providers.practices, **care.practices}
    other = list(
        draw_other_files(
            seed=seed, at=reference_day, insured=insured_people, practices=practices, claims=in_files
        )
    )
    files = maker.draw(in_files)
    rows |= _draw_parties(seed, reference_day, labels, files, other)
    return SyntheticInsurer(
        rows=rows,
        files=files,
        other_files=other,
        history_lines=claims if claims > in_files else 0,
        background=_background(rows, policies.made, practices, reference_day),
        households=households,
        reference_day=reference_day,
    )


def _demand_room(insured: int, claims: int) -> None:
    if insured < LEAST_INSURED:
        raise TooSmallError(f"--insured {insured} is too small; every kind of person needs {LEAST_INSURED}")
    if claims < LEAST_CLAIMS:
        raise TooSmallError(f"--claims {claims} is too small; every planted pattern needs {LEAST_CLAIMS}")


def _background(
    rows: dict[str, list[Any]], policies: Policies, practices: dict[str, list[Practice]], at: date
) -> Background:
    """Put together what the history is drawn from."""
    people: list[PersonRow] = rows["people.jsonl"]
    labels: list[LabelRow] = rows["labels.jsonl"]
    cover = cover_of(people, policies, labels, at)
    return Background(
        people=people, labels=labels, practices=practices, policies=policies, cover=cover, at=at
    )


def _draw_parties(
    seed: int, at: date, labels: list[LabelRow], files: list[ClaimFile], other: list[OtherFile]
) -> dict[str, list[Any]]:
    """Draw the partners, and the logins of two care providers: one of the first file, and a pharmacy."""
    # The practice of the first file has something of everything: spoiled files, too.
    pharmacy = next(file for file in other if file.kind is PHARMACY)
    shown = (files[0].practice.organisation, pharmacy.practice.organisation)
    parties = draw_parties(seed=seed, at=at, labels=labels, providers=shown)
    return {
        "partners.jsonl": parties.partners,
        "partner_contracts.jsonl": parties.contracts,
        "party_logins.jsonl": parties.logins,
    }


def _draw_group(seed: int) -> tuple[list[InsurerRow], list[LabelRow]]:
    chance = Chance(seed, "group")
    insurers, labels = [], []
    for (name, seat), brands in _GROUP.items():
        insurer = InsurerRow(id=chance.identifier(), name=name, statutory_seat=seat)
        insurers.append(insurer)
        for brand, uzovi in brands:
            labels.append(LabelRow(id=chance.identifier(), insurer=insurer.id, name=brand, uzovi=uzovi))
    return insurers, labels


def _list_providers(providers: Providers, care: CareProviders) -> dict[str, list[Any]]:
    return {
        "providers.jsonl": [*providers.rows, *care.rows],
        "qualifications.jsonl": [*providers.qualifications, *care.qualifications],
        "contracts.jsonl": [*providers.contracts, *care.contracts],
    }


def _list_people(households: list[Household]) -> dict[str, list[Any]]:
    return {
        "people.jsonl": [member.person for each in households for member in each.members],
        "addresses.jsonl": [address for each in households for address in each.addresses],
        "contacts.jsonl": [contact for each in households for contact in each.contacts],
        "households.jsonl": [HouseholdRow(id=each.id, insurer=each.insurer) for each in households],
    }


def _draw_wishes(households: list[Household], seed: int, at: date) -> dict[str, list[Any]]:
    """Draw who belongs to which household, who acts for whom, who logs in, who consented and who objected."""
    chance = Chance(seed, "wishes")
    drawn: dict[str, list[Any]] = {
        "household_members.jsonl": [],
        "mandates.jsonl": [],
        "account_links.jsonl": [],
        "consents.jsonl": [],
        "objections.jsonl": [],
    }
    for household in households:
        for member in household.members:
            drawn["household_members.jsonl"].append(
                HouseholdMemberRow(
                    id=chance.identifier(),
                    household=household.id,
                    subject=member.person.id,
                    relation=member.relation,
                )
            )
        drawn["mandates.jsonl"].extend(_mandates(household, chance, at))
        drawn["consents.jsonl"].extend(_consents(household, chance, at))
        drawn["objections.jsonl"].extend(_objections(household, chance, at))
        if "cast" in household.traits:
            people = [member.person for member in household.members]
            drawn["account_links.jsonl"] = [
                AccountLinkRow(id=chance.identifier(), username=username, person=person.id)
                for username, person in zip(CAST, people, strict=False)
            ]
    return drawn


def _mandates(household: Household, chance: Chance, at: date) -> Iterator[MandateRow]:
    """Yield the mandates: a parent for each child under sixteen, and a chosen representative."""
    holder = household.members[0].person
    for member in household.members[1:]:
        if member.relation == "child" and member.age < ADULT - 2:
            yield MandateRow(
                id=chance.identifier(),
                subject=member.person.id,
                representative=holder.id,
                scope="personal",
                valid_from=member.person.birthdate,
                valid_until=member.person.birthdate + timedelta(days=5844),
            )
    if "mandate" in household.traits:
        yield MandateRow(
            id=chance.identifier(),
            subject=holder.id,
            representative=household.members[1].person.id,
            scope="financial",
            valid_from=date(at.year - 1, 6, 1),
            valid_until=None,
        )


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(10, 30), UTC)


def _consents(household: Household, chance: Chance, at: date) -> Iterator[ConsentRow]:
    """Yield consents to e-mail about new products: about one adult in five gave it, a few withdrew it."""
    for member in household.members:
        if member.age < ADULT or not chance.happens(0.2):
            continue
        given = chance.day(date(at.year - 2, 1, 1), at - timedelta(days=90))
        withdrawn = _moment(given + timedelta(days=60)) if chance.happens(0.1) else None
        yield ConsentRow(
            id=chance.identifier(),
            subject=member.person.id,
            purpose="marketing",
            scope="email-body",
            text_version="marketing-e-mail-2",
            given_at=_moment(given),
            withdrawn_at=withdrawn,
        )


def _objections(household: Household, chance: Chance, at: date) -> Iterator[ObjectionRow]:
    """Yield objections: to marketing, and to another use for personal circumstances."""
    if "objector" in household.traits:
        yield ObjectionRow(
            id=chance.identifier(),
            subject=household.members[0].person.id,
            kind="marketing",
            purpose="marketing",
            channel="all",
            made_at=_moment(chance.day(date(at.year - 1, 1, 1), at - timedelta(days=30))),
            state="upheld",
        )
    elif "privacy-statement" in household.traits:
        yield ObjectionRow(
            id=chance.identifier(),
            subject=household.members[0].person.id,
            kind="relative",
            purpose="claims",
            channel=PRIVACY_STATEMENT,
            made_at=_moment(date(at.year - 1, 9, 14)),
            state="upheld",
        )
    elif chance.happens(0.003):
        yield ObjectionRow(
            id=chance.identifier(),
            subject=household.members[0].person.id,
            kind="relative",
            purpose="research",
            channel="letter",
            made_at=_moment(at - timedelta(days=10)),
            state="pending",
        )
