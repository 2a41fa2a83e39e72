"""The rows of an insurer's directory: one JSON object a line, one file a kind.

A field that ends in ``_from`` is the first day, one that ends in ``_until`` the first day no longer; an open
end is null. Identifiers are UUIDs chosen by the maker of the directory, so that rows can point at each other.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

Gender = Literal["male", "female", "other", "unknown"]
Regime = Literal["Zvw", "AV", "Wlz"]
Relation = Literal["policyholder", "partner", "child", "other"]
FROM_THE_PERSON = "subject"
"""The `data_origin` of what a person told us himself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InsurerRow:
    """A legal entity that carries risk (zorgverzekeraar)."""

    id: UUID
    name: str
    statutory_seat: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelRow:
    """A brand of an insurer with its own UZOVI number (four digits)."""

    id: UUID
    insurer: UUID
    name: str
    uzovi: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """Somebody we know (insured person, policyholder, representative), and where we know it from."""

    id: UUID
    insurer: UUID
    bsn: str | None
    initials: str
    name_prefix: str
    family_name: str
    birthdate: date
    gender: Gender
    shielded: bool
    data_origin: str
    """From whom the data came: ``subject``, or somebody else such as the policyholder."""
    obtained_at: date
    obtained_for: str
    informed_on: date | None
    """When the person, or who acts for the person, was told of this (GC-3.6, GC-3.7); null if never."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressRow:
    """Where a person lives in a period; a shielded address (afgeschermd adres) never leaves (GC-4.0.6)."""

    id: UUID
    subject: UUID
    street: str
    house_number: int
    house_number_suffix: str
    postcode: str
    city: str
    country: str
    valid_from: date
    valid_until: date | None
    shielded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRow:
    """How a person can be reached."""

    id: UUID
    subject: UUID
    email: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdRow:
    """People who are administered together."""

    id: UUID
    insurer: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdMemberRow:
    """A person's place in a household."""

    id: UUID
    household: UUID
    subject: UUID
    relation: Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateRow:
    """Who may act for whom: a legal representative or somebody given a mandate (machtiging)."""

    id: UUID
    subject: UUID
    representative: UUID
    scope: Literal["financial", "personal"]
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderRow:
    """A care provider (zorgaanbieder) by AGB code: an organisation or a practitioner (GC-1.27)."""

    id: UUID
    agb_code: str
    name: str
    kind: Literal["organisation", "practitioner"]
    iban: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QualificationRow:
    """In which period a provider is qualified for what: kind of care (2 digits) or specialism (4 digits)."""

    id: UUID
    provider: UUID
    qualification: str
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractRow:
    """In which period a provider has a contract with a label."""

    id: UUID
    provider: UUID
    label: UUID
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerRow:
    """An organization that we do business with (zakelijke relatie), by its KvK number."""

    id: UUID
    kind: Literal["intermediary", "employer", "supplier"]
    name: str
    kvk_number: str
    contact_name: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerContractRow:
    """What a business partner and a label agreed, and when (overeenkomst)."""

    id: UUID
    partner: UUID
    label: UUID
    subject_matter: str
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyLoginRow:
    """For which care provider or business partner a login is: one of the two."""

    id: UUID
    username: str
    provider: UUID | None
    partner: UUID | None
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRow:
    """An employee with role, unit, and the days of the declaration of secrecy and the training (GC-4.0.2)."""

    id: UUID
    username: str
    display_name: str
    role: str
    unit: str | None
    secrecy_declared_on: date | None
    trained_on: date | None
    employed_from: date
    employed_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLinkRow:
    """Which login belongs to which insured person."""

    id: UUID
    username: str
    person: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class InsurancePolicyRow:
    """An insurance policy (polis): a person or an employer holds it (GC-1.24), under one regime (GC-2)."""

    id: UUID
    label: UUID
    number: str
    policyholder: UUID | None
    employer_policyholder: str | None
    regime: Regime
    package: str
    voluntary_deductible_cents: int
    """Above the compulsory one, by choice (vrijwillig eigen risico): steps of 100 euros up to 500."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageRow:
    """Who is insured under an insurance policy, and when."""

    id: UUID
    insurance_policy: UUID
    subject: UUID
    regime: Regime
    insured_from: date
    insured_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorAuthorizationRow:
    """Care that a label allowed somebody beforehand (machtiging)."""

    id: UUID
    subject: UUID
    label: UUID
    number: str
    regime: Regime
    code_list: str
    service_code: str
    provider_agb: str | None
    most: int
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TariffRow:
    """What a label pays for a service (prestatie) in a period, in cents."""

    id: UUID
    label: UUID
    code_list: str
    service_code: str
    amount_cents: int
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRow:
    """Consent of a person for one purpose and scope, with the text that was shown (GC-1.19)."""

    id: UUID
    subject: UUID
    purpose: str
    scope: str
    text_version: str
    given_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionRow:
    """An objection (verzet): to marketing, which always stops it (GC-5.4), or for personal circumstances."""

    id: UUID
    subject: UUID
    kind: Literal["marketing", "relative"]
    purpose: str
    channel: str
    made_at: datetime
    state: Literal["pending", "upheld", "rejected"]


FILES: dict[str, type] = {
    "insurers.jsonl": InsurerRow,
    "labels.jsonl": LabelRow,
    "people.jsonl": PersonRow,
    "addresses.jsonl": AddressRow,
    "contacts.jsonl": ContactRow,
    "households.jsonl": HouseholdRow,
    "household_members.jsonl": HouseholdMemberRow,
    "mandates.jsonl": MandateRow,
    "providers.jsonl": ProviderRow,
    "qualifications.jsonl": QualificationRow,
    "contracts.jsonl": ContractRow,
    "partners.jsonl": PartnerRow,
    "partner_contracts.jsonl": PartnerContractRow,
    "staff.jsonl": StaffRow,
    "account_links.jsonl": AccountLinkRow,
    "party_logins.jsonl": PartyLoginRow,
    "insurance_policies.jsonl": InsurancePolicyRow,
    "coverages.jsonl": CoverageRow,
    "prior_authorizations.jsonl": PriorAuthorizationRow,
    "tariffs.jsonl": TariffRow,
    "consents.jsonl": ConsentRow,
    "objections.jsonl": ObjectionRow,
}
"""Every file of a directory with the kind of its rows, in the order in which they are recorded."""
