"""Turns rows of a directory into records, and writes records in bulk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.backends.postgresql.psycopg_any import DateRange

from zorgvuldig.records import models
from zorgvuldig.records.blind_index import bsn_indexes, insured_number_index
from zorgvuldig.records.envelope import Holder, KeyRing
from zorgvuldig.records.staging import record_run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from django.db.models import Model

    from zorgvuldig.processes.policy_administration.intake import rows
    from zorgvuldig.records.models import Held

_ROWS_A_STATEMENT = 1_000
_BSN_SEALED = "person.bsn_sealed"


class InsuredNumber(NamedTuple):
    """The number that a label gave a person, and the label's own."""

    uzovi: str
    number: str


def label_numbers(numbers: Iterable[str]) -> list[str]:
    """List which of these UZOVI numbers belong to labels that are recorded."""
    known = models.Label.objects.filter(uzovi__in=list(numbers))
    return sorted(known.values_list("uzovi", flat=True))


def write(records: Sequence[Held]) -> None:
    """Write new records of one kind of the register, as a whole."""
    record_run(records)


def write_few(records: Sequence[Model]) -> None:
    """Write new records of one kind that another family records: wishes, staff and logins, which are few."""
    if records:
        manager = type(records[0])._default_manager  # noqa: SLF001 — Django's documented way to a model's rows
        manager.bulk_create(records, batch_size=_ROWS_A_STATEMENT)


def make_people(
    people: Sequence[rows.PersonRow], numbers: Mapping[UUID, InsuredNumber]
) -> list[models.Person]:
    """Make the records of people, with their BSN sealed under a key of their own (GC-4.0.8).

    Somebody without a BSN is found by the insurer's own number instead.
    """
    ring = KeyRing()
    ring.make([_holder(person) for person in people if person.bsn is not None])
    known = [person.bsn for person in people if person.bsn is not None]
    indexes = dict(zip(known, bsn_indexes(known), strict=True))
    return [_person(person, ring, indexes, numbers.get(person.id)) for person in people]


def _holder(person: rows.PersonRow) -> Holder:
    retention = models.Person.held_as.retention
    return Holder(person.id, models.Person.held_as.compartment, retention, person.obtained_at.year)


def _person(
    row: rows.PersonRow, ring: KeyRing, indexes: Mapping[str, bytes], number: InsuredNumber | None
) -> models.Person:
    index = sealed = None
    if number is not None:
        index = insured_number_index(number.uzovi, number.number)
    if row.bsn is not None:
        index = indexes[row.bsn]
        sealed = ring.seal(row.bsn.encode(), holder=_holder(row), field=_BSN_SEALED)
    return models.Person(
        id=row.id,
        insurer_id=row.insurer,
        bsn_index=index,
        bsn_sealed=sealed,
        initials=row.initials,
        name_prefix=row.name_prefix,
        family_name=row.family_name,
        birthdate=row.birthdate,
        gender=row.gender,
        shielded=row.shielded,
        data_origin=row.data_origin,
        obtained_at=row.obtained_at,
        obtained_for=row.obtained_for,
    )


def _insurer(row: rows.InsurerRow) -> models.Insurer:
    return models.Insurer(id=row.id, name=row.name, statutory_seat=row.statutory_seat)


def _label(row: rows.LabelRow) -> models.Label:
    return models.Label(id=row.id, insurer_id=row.insurer, name=row.name, uzovi=row.uzovi)


def _tariff(row: rows.TariffRow) -> models.Tariff:
    return models.Tariff(
        id=row.id,
        label_id=row.label,
        service_code=row.service_code,
        code_list=row.code_list,
        amount_cents=row.amount_cents,
        valid_during=DateRange(row.valid_from, row.valid_until),
    )


def _household(row: rows.HouseholdRow) -> models.Household:
    return models.Household(id=row.id, insurer_id=row.insurer)


def _address(row: rows.AddressRow) -> models.PersonAddress:
    return models.PersonAddress(
        id=row.id,
        subject_id=row.subject,
        street=row.street,
        house_number=row.house_number,
        house_number_suffix=row.house_number_suffix,
        postcode=row.postcode,
        city=row.city,
        country=row.country,
        valid_during=DateRange(row.valid_from, row.valid_until),
        shielded=row.shielded,
    )


def _contact(row: rows.ContactRow) -> models.PersonContact:
    return models.PersonContact(id=row.id, subject_id=row.subject, email=row.email, phone=row.phone)


def _member(row: rows.HouseholdMemberRow) -> models.HouseholdMember:
    return models.HouseholdMember(
        id=row.id, household_id=row.household, subject_id=row.subject, relation=row.relation
    )


def _mandate(row: rows.MandateRow) -> models.Mandate:
    return models.Mandate(
        id=row.id,
        subject_id=row.subject,
        representative_id=row.representative,
        scope=row.scope,
        valid_during=DateRange(row.valid_from, row.valid_until),
    )


def _policy(row: rows.InsurancePolicyRow) -> models.InsurancePolicy:
    return models.InsurancePolicy(
        id=row.id,
        label_id=row.label,
        number=row.number,
        policyholder_id=row.policyholder,
        employer_policyholder=row.employer_policyholder,
        regime=row.regime,
        package=row.package,
        voluntary_deductible_cents=row.voluntary_deductible_cents,
    )


def _coverage(row: rows.CoverageRow) -> models.PolicyCoverage:
    return models.PolicyCoverage(
        id=row.id,
        insurance_policy_id=row.insurance_policy,
        subject_id=row.subject,
        regime=row.regime,
        insured_during=DateRange(row.insured_from, row.insured_until),
    )


def _authorization(row: rows.PriorAuthorizationRow) -> models.PriorAuthorization:
    return models.PriorAuthorization(
        id=row.id,
        subject_id=row.subject,
        label_id=row.label,
        number=row.number,
        regime=row.regime,
        code_list=row.code_list,
        service_code=row.service_code,
        provider_agb=row.provider_agb or "",
        most=row.most,
        valid_during=DateRange(row.valid_from, row.valid_until),
    )


def _consent(row: rows.ConsentRow) -> models.Consent:
    return models.Consent(
        id=row.id,
        subject_id=row.subject,
        purpose=row.purpose,
        scope=row.scope,
        text_version=row.text_version,
        given_at=row.given_at,
        withdrawn_at=row.withdrawn_at,
    )


def _objection(row: rows.ObjectionRow) -> models.Objection:
    return models.Objection(
        id=row.id,
        subject_id=row.subject,
        kind=row.kind,
        purpose=row.purpose,
        channel=row.channel,
        made_at=row.made_at,
        state=row.state,
    )


def _staff(row: rows.StaffRow) -> models.StaffMember:
    return models.StaffMember(
        id=row.id,
        username=row.username,
        display_name=row.display_name,
        secrecy_declared_on=row.secrecy_declared_on,
        employed_during=DateRange(row.employed_from, row.employed_until),
    )


def make_access(staff: Sequence[rows.StaffRow], at: datetime) -> list[models.AccessGrant]:
    """Make the role that each employee has: a register that is loaded brings roles that others granted."""
    return [
        models.AccessGrant(
            staff_id=row.id,
            kind=models.GrantKind.ROLE,
            name=row.role,
            unit=row.unit,
            valid_during=DateRange(row.employed_from, row.employed_until),
            state=models.GrantState.GRANTED,
            reason="overgenomen uit het register van de verzekeraar",
            requested_at=at,
        )
        for row in staff
    ]


def make_trainings(staff: Sequence[rows.StaffRow]) -> list[models.Training]:
    """Make the trainings that the register names (MZ-personeel)."""
    return [
        models.Training(staff_id=row.id, completed_on=row.trained_on)
        for row in staff
        if row.trained_on is not None
    ]


def _account_link(row: rows.AccountLinkRow) -> models.AccountLink:
    return models.AccountLink(id=row.id, username=row.username, person_id=row.person)


def _provider(row: rows.ProviderRow) -> models.Provider:
    return models.Provider(
        id=row.id, agb_code=row.agb_code, name=row.name, kind=row.kind, iban=row.iban or ""
    )


def _qualification(row: rows.QualificationRow) -> models.ProviderQualification:
    return models.ProviderQualification(
        id=row.id,
        provider_id=row.provider,
        qualification=row.qualification,
        valid_during=DateRange(row.valid_from, row.valid_until),
    )


def _contract(row: rows.ContractRow) -> models.ProviderContract:
    return models.ProviderContract(
        id=row.id,
        provider_id=row.provider,
        label_id=row.label,
        valid_during=DateRange(row.valid_from, row.valid_until),
    )


def _partner(row: rows.PartnerRow) -> models.BusinessPartner:
    return models.BusinessPartner(
        id=row.id,
        kind=row.kind,
        name=row.name,
        kvk_number=row.kvk_number,
        contact_name=row.contact_name,
        email=row.email,
        phone=row.phone,
    )


def _partner_contract(row: rows.PartnerContractRow) -> models.PartnerContract:
    return models.PartnerContract(
        id=row.id,
        partner_id=row.partner,
        label_id=row.label,
        subject_matter=row.subject_matter,
        valid_during=DateRange(row.valid_from, row.valid_until),
    )


def _party_login(row: rows.PartyLoginRow) -> models.PartyLogin:
    return models.PartyLogin(
        id=row.id,
        username=row.username,
        provider_id=row.provider,
        partner_id=row.partner,
        valid_during=DateRange(row.valid_from, row.valid_until),
    )


MAKERS: dict[str, Callable[[Any], Held]] = {
    "insurers.jsonl": _insurer,
    "labels.jsonl": _label,
    "tariffs.jsonl": _tariff,
    "households.jsonl": _household,
    "addresses.jsonl": _address,
    "contacts.jsonl": _contact,
    "household_members.jsonl": _member,
    "mandates.jsonl": _mandate,
    "insurance_policies.jsonl": _policy,
    "coverages.jsonl": _coverage,
    "prior_authorizations.jsonl": _authorization,
    "consents.jsonl": _consent,
    "objections.jsonl": _objection,
    "staff.jsonl": _staff,
    "account_links.jsonl": _account_link,
    "providers.jsonl": _provider,
    "qualifications.jsonl": _qualification,
    "contracts.jsonl": _contract,
    "partners.jsonl": _partner,
    "partner_contracts.jsonl": _partner_contract,
    "party_logins.jsonl": _party_login,
}
