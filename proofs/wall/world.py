"""A small insurer to attack: two persons with everything about them, so that "no rows" means something."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db import connections
from django.db.backends.postgresql.psycopg_any import DateRange

from zorgvuldig.records import models as held
from zorgvuldig.records.blind_index import bsn_index

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model

#: Numbers that pass the eleven test and were never given to anyone.
ANNA_BSN, BRAM_BSN = "999990019", "999990020"
YEAR = DateRange(date(2026, 1, 1), date(2027, 1, 1))
MOMENT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
PLANTER = "planter"
ROLES = ("claims-handler", "medical-adviser", "dpo", "marketer")


@dataclass
class Person:
    """One insured person with the keys of what is held about this person."""

    id: UUID
    bsn: str
    number: bytes
    """The blind index of the BSN."""
    run_id: UUID
    rows: list[Model] = field(default_factory=list)

    def key(self, model: type[Model]) -> UUID:
        """Give the key of this person's row in one table."""
        return next(UUID(str(row.pk)) for row in self.rows if type(row) is model)


@dataclass
class World:
    """Who lives in it."""

    anna: Person
    bram: Person
    label: held.Label
    staff: dict[str, str]
    """Role to username."""
    parties: dict[str, UUID] = field(default_factory=dict)
    """The care providers and business partners; the first of each kind has a login."""


def plant(words: dict[str, Any]) -> World:
    """Fill the database as a superuser (`words` are that login's connection words)."""
    settings = connections.settings
    settings[PLANTER] = {**settings["default"], **words, "ATOMIC_REQUESTS": False}
    try:
        return _plant()
    finally:
        connections[PLANTER].close()
        del connections[PLANTER]
        del settings[PLANTER]


def _plant() -> World:
    insurer = held.Insurer(name="Voorbeeld Zorgverzekeraar", statutory_seat="Utrecht")
    label = held.Label(insurer=insurer, name="Voorbeeld", uzovi="9998")
    provider = held.Provider(agb_code="94990001", name="Praktijk Voorbeeld", kind="organisation")
    other = held.Provider(agb_code="94990002", name="Praktijk Anders", kind="organisation")
    partners = [
        held.BusinessPartner(
            kind="intermediary", name=name, kvk_number=number, contact_name="C. Contact", phone="0850000000"
        )
        for name, number in (("Kantoor Voorbeeld", "90000001"), ("Kantoor Anders", "90000002"))
    ]
    staff = [
        held.StaffMember(
            username=f"wall-{role}",
            display_name=role,
            secrecy_declared_on=date(2024, 1, 1),
            employed_during=DateRange(date(2024, 1, 1), None),
        )
        for role in ROLES
    ]
    _save(
        [
            insurer,
            label,
            provider,
            other,
            *(
                row
                for each in (provider, other)
                for row in (
                    held.ProviderQualification(provider=each, qualification="9401", valid_during=YEAR),
                    held.ProviderContract(provider=each, label=label, valid_during=YEAR),
                )
            ),
            *partners,
            *(
                held.PartnerContract(partner=each, label=label, subject_matter="Iets", valid_during=YEAR)
                for each in partners
            ),
            held.PartyLogin(username="wall-provider", provider=provider, valid_during=YEAR),
            held.PartyLogin(username="wall-partner", partner=partners[0], valid_during=YEAR),
            held.Tariff(
                label=label, service_code="1000", code_list="041", amount_cents=4000, valid_during=YEAR
            ),
            *staff,
            *(row for member in staff for row in _access(member)),
        ]
    )
    return World(
        anna=_person(insurer, label, provider, ANNA_BSN, "Aalbers"),
        bram=_person(insurer, label, other, BRAM_BSN, "Bakker"),
        label=label,
        staff={member.display_name: member.username for member in staff},
        parties={
            "provider": provider.id,
            "other-provider": other.id,
            "partner": partners[0].id,
            "other-partner": partners[1].id,
        },
    )


def _access(member: held.StaffMember) -> list[Model]:
    """Give the role of an employee, who is called after it, and the training of this year."""
    grant = held.AccessGrant(
        staff=member,
        kind="role",
        name=member.display_name,
        valid_during=DateRange(date(2024, 1, 1), None),
        state="granted",
        reason="planted",
        requested_at=MOMENT,
    )
    return [grant, held.Training(staff=member, completed_on=MOMENT.date())]


def _person(insurer: held.Insurer, label: held.Label, provider: held.Provider, bsn: str, name: str) -> Person:
    someone = held.Person(
        insurer=insurer,
        bsn_index=bsn_index(bsn),
        bsn_sealed=b"sealed",
        initials="A.",
        family_name=name,
        birthdate=date(1980, 5, 6),
        gender="female",
        data_origin="aanmelding",
        obtained_at=date(2025, 12, 1),
        obtained_for="policy-administration",
    )
    person = Person(someone.id, bsn, bsn_index(bsn), uuid4())
    household = held.Household(insurer=insurer)
    policy = held.InsurancePolicy(
        label=label, number=f"P{bsn}", policyholder=someone, regime="Zvw", package="basis"
    )
    person.rows = [
        someone,
        household,
        held.HouseholdMember(household=household, subject=someone, relation="policyholder"),
        policy,
        held.PolicyCoverage(insurance_policy=policy, subject=someone, regime="Zvw", insured_during=YEAR),
        *_reach(someone, name),
        *_claim(person, label, provider, someone),
        *_wishes(someone),
    ]
    _save(person.rows)
    return person


def _reach(someone: held.Person, name: str) -> list[Model]:
    return [
        held.PersonAddress(
            subject=someone,
            street="Voorbeeldstraat",
            house_number=1,
            postcode="1234AB",
            city="Utrecht",
            valid_during=YEAR,
            shielded=True,
        ),
        held.PersonContact(subject=someone, email=f"{name.lower()}@voorbeeld.example"),
        held.Mandate(subject=someone, representative=someone, scope="financial", valid_during=YEAR),
        held.AccountLink(username=f"wall-{name.lower()}", person=someone),
        held.DataKey(
            subject=someone,
            compartment="Zvw",
            retention_class="insurance",
            year=2026,
            wrapped=b"wrapped",
            key_encryption_key="none",
        ),
    ]


def _claim(person: Person, label: held.Label, provider: held.Provider, someone: held.Person) -> list[Model]:
    file = held.ClaimFile(
        id=person.run_id,
        label=label,
        provider=provider,
        name=f"{person.bsn}.asc",
        digest=person.bsn,
        received_at=MOMENT,
        state="processed",
    )
    claim = held.Claim(
        run_id=person.run_id,
        label=label,
        subject=someone,
        bsn_index=someone.bsn_index,
        message="GZ321",
        message_version="1.0",
        invoice_number="F1",
        provider=provider,
        provider_agb=provider.agb_code,
        regime="Zvw",
        charged_cents=4000,
        approved_cents=4000,
        state="accepted",
        received_at=MOMENT,
        file_digest=person.bsn,
        row=2,
    )
    line = held.ClaimLine(
        claim=claim,
        run_id=person.run_id,
        subject=someone,
        row=3,
        service_code_list="041",
        service_code="1000",
        started_on=date(2026, 3, 4),
        charged_cents=4000,
        approved_cents=4000,
        state="accepted",
    )
    tie: dict[str, Any] = {"claim": claim, "run_id": person.run_id, "subject": someone}
    return [
        file,
        claim,
        line,
        held.ClaimDiagnosis(**tie, sealed=b"diagnosis"),
        held.ClaimText(**tie, sealed=b"text"),
        held.LineReason(**tie, claim_line=line, reason="in-order", return_code="0200", level="N5"),
        held.PaymentOrder(
            run_id=person.run_id,
            label=label,
            provider=provider,
            reference=person.run_id.hex,
            amount_cents=4000,
            execute_on=MOMENT.date(),
        ),
        held.ReturnMessage(
            run_id=person.run_id,
            data_category="diagnosis",
            name="GZ322.ASC",
            made_at=MOMENT,
            made_by_entry=uuid4(),
            sealed=b"sealed",
        ),
        *(_letter(person, to) for to in (None, someone)),
    ]


def _letter(person: Person, to: held.Person | None) -> Model:
    """Give a letter about the run: to whoever sent the file, or to the person whom it is about."""
    return held.OutboundDocument(
        kind="settlement-notice" if to else "provider-refusal",
        data_category="claim",
        purpose="claims",
        subject=to,
        run_id=person.run_id,
        route="post" if to else "provider",
        made_at=MOMENT,
        made_by_entry=uuid4(),
        sealed=b"sealed",
    )


def _wishes(someone: held.Person) -> list[Model]:
    case = held.Case(
        kind="complaint",
        data_category="complaint-file",
        subject=someone,
        state="open",
        opened_on=MOMENT.date(),
    )
    objection = held.Objection(
        subject=someone, kind="marketing", purpose="marketing", made_at=MOMENT, state="upheld"
    )
    return [
        held.RightsRequest(
            subject=someone,
            kind="access",
            received_on=MOMENT.date(),
            aim_on=MOMENT.date(),
            due_on=MOMENT.date(),
            asked_sealed=b"sealed",
        ),
        held.Consent(subject=someone, purpose="marketing", scope="all", text_version="1", given_at=MOMENT),
        objection,
        held.ObjectionText(objection=objection, subject=someone, sealed=b"sealed"),
        case,
        held.CaseStep(
            case=case, data_category="complaint-file", subject=someone, step="open", at=MOMENT, actor="system"
        ),
        held.Signal(
            kind="stop",
            data_category="objection-record",
            subject=someone,
            from_process="rights",
            to_process="marketing",
            created_at=MOMENT,
        ),
    ]


def _save(rows: Iterable[Model]) -> None:
    for row in rows:
        row.save(using=PLANTER, force_insert=True)
