"""Insured persons of two insurers, each with a mark of their own in every field that holds words.

Whatever a page shows of somebody is known by that mark, by the day of birth, by an amount or by a number of a
record: none of them occurs twice.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db import connections, models
from django.db.backends.postgresql.psycopg_any import DateRange

from zorgvuldig.interfaces.database.identities import BOOTSTRAP
from zorgvuldig.records import models as held
from zorgvuldig.records.blind_index import bsn_index
from zorgvuldig.records.envelope import Holder, KeyRing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

PLANTER = "planter"
YEAR = DateRange(date(2026, 1, 1), date(2027, 1, 1))
SINCE = DateRange(date(2020, 1, 1), None)
LONG_AGO = DateRange(date(2020, 1, 1), date(2024, 1, 1))
MOMENT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
COUNT = 12
#: Words that the program reads as a word of its own; a mark there would change what the row is.
# fmt: off
MEANT = frozenset(
    {
        "actor", "care_code", "party_kind", "compartment", "country", "data_category", "digest",
        "employer_policyholder", "field", "file_digest", "from_process", "key_encryption_key", "kind",
        "level", "message", "message_version", "obtained_for", "provider_agb", "purpose", "reason",
        "record", "regime", "retention_class", "return_code", "role", "service_code",
        "service_code_list", "state", "step", "to_process", "unit", "username", "agb_code",
        "kvk_number", "qualification", "settled_by"
    }
)
# fmt: on
SHORTEST = 6


@dataclass
class Insured:
    """One insured person: number, marks, and the keys of the records."""

    number: int
    id: UUID
    username: str
    run_id: UUID = field(default_factory=uuid4)
    claim_id: UUID = field(default_factory=uuid4)
    letter_id: UUID = field(default_factory=uuid4)
    mandate_id: UUID = field(default_factory=uuid4)
    """A mandate that this person gave."""
    ward_id: UUID = field(default_factory=uuid4)
    """Somebody for whom this person may act, and nobody else."""
    request_id: UUID = field(default_factory=uuid4)
    special_request_id: UUID = field(default_factory=uuid4)
    """A request of this person that waits for the word of the data protection officer."""
    objection_id: UUID = field(default_factory=uuid4)
    """An objection that this person made, and that waits to be weighed."""
    shield_end_id: UUID = field(default_factory=uuid4)
    """A proposal to end a shield of this person, that waits for its letter."""
    request_for_id: UUID = field(default_factory=uuid4)
    """What this person asked for that somebody, under the mandate."""
    rows: list[models.Model] = field(default_factory=list)
    entries: list[UUID] = field(default_factory=list)
    employee: UUID = field(default_factory=uuid4)
    """An employee who has nothing to do with this person: a number of another kind to swap."""
    grant: UUID = field(default_factory=uuid4)
    """The access (toegang) of that employee."""
    provider_name: str = ""
    """The login of the care provider who sent this person's claims, and of nobody else's."""
    partner_name: str = ""
    """The login of a business partner that bears this person's mark."""
    party_letter: UUID = field(default_factory=uuid4)
    """The letter to that care provider about the claims that it sent."""
    provider_request: UUID = field(default_factory=uuid4)
    """What that care provider asked by right."""
    partner_request: UUID = field(default_factory=uuid4)
    """What that partner asked by right."""
    duty: UUID = field(default_factory=uuid4)
    """The duty that a processing about this person left open; a number of nobody where there is none."""
    emergency: UUID = field(default_factory=uuid4)
    """The emergency (noodtoegang) in which somebody looked at this person; else a number of nobody."""

    @property
    def mark(self) -> str:
        """Give the mark that stands in every word of this person."""
        return f"zq{self.number:02}x"

    @property
    def birthdate(self) -> date:
        """Give a day of birth that nobody shares."""
        return date(1901 + self.number, 2, 3)

    @property
    def cents(self) -> int:
        """Give an amount that nobody shares."""
        return 9_000_037 + 1_000 * self.number

    @cached_property
    def canaries(self) -> frozenset[bytes]:
        """List everything by which this person is known on a page."""
        euros, born = f"90.{self.number:02}0,37", self.birthdate
        words = {
            self.mark,
            euros,
            f"{born:%d-%m-%Y}",
            f"3 februari {born.year}",
            born.isoformat(),
            *(str(row.pk) for row in self.rows),
        }
        return frozenset(word.encode() for word in words)


@dataclass
class Insurers:
    """The two insurers with what their claims need."""

    labels: list[held.Label]


def plant_insured() -> list[Insured]:
    """Plant every insured person as a superuser, which the program never is."""
    with planting():
        insurers = _insurers()
        return [_insured(number, insurers) for number in range(COUNT)]


def plant_staff(words: Mapping[str, Iterable[str]]) -> list[tuple[UUID, UUID]]:
    """Plant a member of staff for every role under each word, and give each with the access that came of it.

    Those under "left" work here no more.
    """
    planted = []
    with planting():
        for word, roles in words.items():
            employed = LONG_AGO if word == "left" else DateRange(date(2020, 1, 1), None)
            for role in roles:
                rows = _employee(f"{word}-{role}", role, employed)
                _save(rows)
                planted.append((UUID(str(rows[0].pk)), UUID(str(rows[1].pk))))
    return planted


def _employee(username: str, role: str, employed: DateRange) -> list[models.Model]:
    """Give an employee with a role and the training of this year."""
    member = held.StaffMember(
        username=username,
        display_name=f"Medewerker {role}",
        secrecy_declared_on=date(2020, 1, 1),
        employed_during=employed,
    )
    grant = held.AccessGrant(
        staff=member,
        kind="role",
        name=role,
        valid_during=DateRange(date(2020, 1, 1), None),
        state="granted",
        reason="planted",
        requested_at=MOMENT,
    )
    return [member, grant, held.Training(staff=member, completed_on=MOMENT.date())]


class planting:  # noqa: N801 — read as a verb where it is used
    """Give Django a connection with all power for the block."""

    def __enter__(self) -> None:
        """Open it."""
        settings = connections.settings
        settings[PLANTER] = {**settings["default"], "USER": BOOTSTRAP, "ATOMIC_REQUESTS": False}

    def __exit__(self, *_error: object) -> None:
        """Close it."""
        connections[PLANTER].close()
        del connections[PLANTER]
        del connections.settings[PLANTER]


def _insurers() -> Insurers:
    labels = []
    for number in (1, 2):
        insurer = held.Insurer(name=f"Verzekeraar {number}", statutory_seat="Utrecht")
        label = held.Label(insurer=insurer, name=f"Merk {number}", uzovi=f"999{number}")
        _save([insurer, label])
        labels.append(label)
    return Insurers(labels)


def _insured(number: int, insurers: Insurers) -> Insured:
    label = insurers.labels[number % 4 == 0]
    bsn = f"99999{number:04}"
    person = held.Person(
        insurer=label.insurer,
        bsn_index=bsn_index(bsn),
        bsn_sealed=b"sealed",
        birthdate=date(1901 + number, 2, 3),
        gender="female",
        obtained_at=date(2025, 12, 1),
        obtained_for="policy-administration",
    )
    insured = Insured(number, person.id, f"insured-{number:02}")
    insured.provider_name, insured.partner_name = f"provider-{number:02}", f"partner-{number:02}"
    provider = held.Provider(agb_code=f"9499{number:04}", kind="organisation")
    partner = held.BusinessPartner(kind="employer", kvk_number=f"9000{number:04}")
    policy = held.InsurancePolicy(label=label, policyholder=person, regime="Zvw")
    household = held.Household(insurer=label.insurer)
    frame = {"data_category": "complaint-file", "subject": person}
    case = held.Case(kind="complaint", state="open", opened_on=MOMENT.date(), **frame)
    objection = held.Objection(
        id=insured.objection_id,
        subject=person,
        kind="relative",
        purpose="research",
        made_at=MOMENT,
        state="made",
    )
    insured.rows = [
        person,
        policy,
        household,
        held.HouseholdMember(household=household, subject=person, relation="policyholder"),
        held.PolicyCoverage(insurance_policy=policy, subject=person, regime="Zvw", insured_during=YEAR),
        held.PersonAddress(subject=person, house_number=1, valid_during=YEAR, shielded=number % 3 == 0),
        held.PersonContact(subject=person, email=f"{insured.mark}@voorbeeld.example"),
        held.Mandate(
            id=insured.mandate_id,
            subject=person,
            representative=person,
            scope="financial",
            valid_during=YEAR,
        ),
        *_ward(insured, person),
        held.AccountLink(username=insured.username, person=person),
        held.Consent(subject=person, purpose="marketing", given_at=MOMENT),
        objection,
        held.ShieldEnd(
            id=insured.shield_end_id,
            subject=person,
            ground="request",
            reason_sealed=b"",
            proposed_at=MOMENT,
            proposed_by=str(insured.employee),
            letter_id=insured.letter_id,
        ),
        held.ObjectionText(objection=objection, subject=person, sealed=b""),
        case,
        held.CaseStep(case=case, step="open", at=MOMENT, actor="system", **frame),
        held.Signal(kind="stop", from_process="rights", to_process="marketing", created_at=MOMENT, **frame),
        *_parties(insured, provider, partner, label),
        *_claim(insured, person, label, provider),
        held.RightsRequest(
            id=insured.request_id,
            subject=person,
            kind="access",
            received_on=MOMENT.date(),
            aim_on=MOMENT.date(),
            due_on=MOMENT.date(),
        ),
        held.RightsRequest(
            id=insured.special_request_id,
            subject=person,
            kind="access",
            received_on=MOMENT.date(),
            aim_on=MOMENT.date(),
            due_on=MOMENT.date(),
            proposed_outcome="refused",
            proposed_by=str(insured.employee),
            ground="crime",
            ground_until=MOMENT.date(),
            officer_asked=True,
        ),
        held.OutboundDocument(
            id=insured.letter_id,
            kind="access-answer",
            data_category="log",
            purpose="data-subject-rights",
            subject=person,
            route="safe",
            made_at=MOMENT,
            made_by_entry=uuid4(),
        ),
    ]
    for row in insured.rows:
        _mark(row, insured.mark)
    _save(insured.rows)
    return insured


def _ward(insured: Insured, person: held.Person) -> list[models.Model]:
    """Give somebody of the same mark for whom this person may act in personal matters."""
    ward = held.Person(
        id=insured.ward_id,
        insurer=person.insurer,
        bsn_index=bsn_index(f"88888{insured.number:04}"),
        birthdate=insured.birthdate.replace(month=4),
        gender="male",
        obtained_at=date(2025, 12, 1),
        obtained_for="policy-administration",
    )
    mandate = held.Mandate(subject=ward, representative=person, scope="personal", valid_during=SINCE)
    return [
        ward,
        mandate,
        held.RightsRequest(
            id=insured.request_for_id,
            subject=ward,
            kind="access",
            received_on=MOMENT.date(),
            aim_on=MOMENT.date(),
            due_on=MOMENT.date(),
            mandate_id=mandate.id,
        ),
    ]


def _parties(
    insured: Insured, provider: held.Provider, partner: held.BusinessPartner, label: held.Label
) -> list[models.Model]:
    """Give the care provider and the partner of one mark, each with a login, a contract and what waits."""
    day = MOMENT.date()
    asked = {"kind": "access", "received_on": day, "due_on": day}
    return [
        provider,
        partner,
        held.ProviderQualification(provider_id=provider.id, qualification="9401", valid_during=YEAR),
        held.ProviderContract(provider_id=provider.id, label_id=label.pk, valid_during=YEAR),
        held.PartnerContract(partner_id=partner.id, label_id=label.pk, valid_during=YEAR),
        held.PartyLogin(username=insured.provider_name, provider_id=provider.id, valid_during=SINCE),
        held.PartyLogin(username=insured.partner_name, partner_id=partner.id, valid_during=SINCE),
        held.PartyRequest(id=insured.provider_request, party_id=provider.id, party_kind="provider", **asked),
        held.PartyRequest(id=insured.partner_request, party_id=partner.id, party_kind="partner", **asked),
        held.PaymentOrder(
            run_id=insured.run_id,
            label=label,
            provider_id=provider.id,
            amount_cents=insured.cents,
            execute_on=MOMENT.date(),
        ),
        held.OutboundDocument(
            id=insured.party_letter,
            kind="provider-refusal",
            data_category="claim",
            purpose="claims",
            run_id=insured.run_id,
            route="provider",
            made_at=MOMENT,
            made_by_entry=uuid4(),
        ),
    ]


def _claim(
    insured: Insured, person: held.Person, label: held.Label, provider: held.Provider
) -> list[models.Model]:
    money = {"charged_cents": insured.cents, "approved_cents": insured.cents, "state": "accepted"}
    digest = f"{insured.number:064x}"
    claim = held.Claim(
        id=insured.claim_id,
        run_id=insured.run_id,
        label=label,
        subject=person,
        bsn_index=person.bsn_index,
        message="GZ321",
        message_version="1.0",
        provider_id=provider.id,
        provider_agb=provider.agb_code,
        regime="Zvw",
        received_at=MOMENT,
        file_digest=digest,
        row=2,
        **money,
    )
    tie: dict[str, Any] = {"claim": claim, "run_id": insured.run_id, "subject": person}
    line = held.ClaimLine(
        **tie, **money, row=3, service_code_list="041", service_code="1000", started_on=date(2026, 3, 4)
    )
    file = held.ClaimFile(
        id=insured.run_id,
        label=label,
        provider_id=provider.id,
        name=f"bestand-{insured.number}.asc",
        digest=digest,
        received_at=MOMENT,
        state="processed",
    )
    return [
        file,
        claim,
        line,
        held.ClaimDiagnosis(**tie, sealed=b""),
        held.ClaimText(**tie, sealed=b""),
        held.LineReason(**tie, claim_line=line, reason="in-order", return_code="0200", level="N5"),
    ]


def _mark(row: models.Model, mark: str) -> None:
    """Write the mark in every field of words that is no word of the program."""
    if isinstance(row, held.ClaimFile):
        return
    for column in row._meta.concrete_fields:  # noqa: SLF001 — Django's documented way in
        words = isinstance(column, models.CharField | models.TextField) and not column.choices
        roomy = (column.max_length or SHORTEST) >= SHORTEST
        if words and roomy and column.name not in MEANT and not isinstance(column, models.EmailField):
            setattr(row, column.attname, mark)


def _save(rows: Iterable[models.Model]) -> None:
    ring = KeyRing(using=PLANTER)
    for row in rows:
        for column, text in _sealed(row):
            # A letter to a provider is of no person, and stands under a key of nobody's.
            regime = "Zvw" if row.subject_id else "all"  # type: ignore[attr-defined] # sealed rows have one
            holder = Holder(row.subject_id, regime, "insurance", 2026)  # type: ignore[attr-defined] # as above
            table = row._meta.db_table.split(".")[1].strip('"')  # noqa: SLF001 — Django's documented way in
            setattr(row, column, ring.seal(text, holder=holder, field=f"{table}.{column}"))
        row.save(using=PLANTER, force_insert=True)


def _sealed(row: models.Model) -> Iterator[tuple[str, bytes]]:
    if isinstance(row, held.RightsRequest):
        yield "asked_sealed", row.subject.family_name.encode()
    if isinstance(row, held.OutboundDocument) and row.subject:
        words = ("date", "asked_on", "since", "subject_line", "processings")
        content = {"recipient_name": row.subject.family_name} | dict.fromkeys(words, row.subject.family_name)
        yield "sealed", json.dumps(content).encode()
    if isinstance(row, held.OutboundDocument) and not row.subject:
        told = dict.fromkeys(("date", "recipient_name", "subject_line", "agb_code"), row.digest)
        yield "sealed", json.dumps({**told, "claims": []}).encode()
    if isinstance(row, held.ShieldEnd):
        yield "reason_sealed", row.subject.family_name.encode()
    if isinstance(row, held.ObjectionText):
        yield "sealed", row.subject.family_name.encode()
    if isinstance(row, held.ClaimDiagnosis | held.ClaimText):
        yield "sealed", f"zq{int(row.claim.file_digest, 16):02}x".encode()
