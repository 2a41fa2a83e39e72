"""The claims in a message as data: what is claimed, for whom, by whom, when and for how much (declaraties).

GZ321: a care service (04) with its tariff records (06) is one claim with its lines. Amounts are cents, a
credit is negative. What cannot be read stays None: formal control has said so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zorgvuldig.processes.claims_handling.intake.groups import InsuredGroup, Service, insured_groups
from zorgvuldig.processes.claims_handling.intake.reading import CREDIT, day, is_digits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from zorgvuldig.processes.claims_handling.intake.message import Message, Row

FORWARDING_ALLOWED, FORWARDING_REFUSED = "1", "2"


@dataclass(frozen=True, kw_only=True)
class ClaimHeader:
    """Who claims and for which period (voorlooprecord)."""

    message: str
    version: str
    is_test: bool
    uzovi: str
    service_bureau: str
    practitioner: str
    practice: str
    institution: str
    payee: str
    period_begin: date | None
    period_end: date | None
    invoice_number: str
    invoiced_on: date | None

    @property
    def declarant(self) -> str:
        """Give the AGB code of the provider that claims: institution, else practice, else practitioner."""
        return self.institution or self.practice or self.practitioner


@dataclass(frozen=True, kw_only=True)
class TariffLine:
    """One tariff record (06) of a claim (tariefregel)."""

    row: int
    reference: str
    previous_reference: str
    kind: str
    service_code_list: str
    service_code: str
    practitioner: str
    specialism: str
    started_on: date | None
    ended_on: date | None
    quantity: int
    tariff_cents: int
    charged_cents: int
    own_contribution_cents: int
    is_credit: bool


@dataclass(frozen=True, kw_only=True)
class FormalClaim:
    """One care service (04) with its tariff lines, for one insured person (declaratie)."""

    row: int
    insured_row: int
    bsn: str
    uzovi: str
    insured_number: str
    birthdate: date | None
    declarant: str
    invoice_number: str
    forwarding_allowed: bool
    prior_authorization: str
    service_code_list: str
    service_code: str
    care_code: str
    started_on: date | None
    ended_on: date | None
    sequence: str
    main_practitioners: tuple[str, ...]
    referrer: str
    diagnosis: tuple[str, ...]
    comments: tuple[tuple[int, str], ...]
    repeat: str
    reference: str
    previous_reference: str
    is_credit: bool
    lines: tuple[TariffLine, ...]

    @property
    def charged_cents(self) -> int:
        """Sum what is charged, in cents; a credit is negative (declaratiebedrag)."""
        return sum(line.charged_cents for line in self.lines)


def read_header(message: Message) -> ClaimHeader | None:
    """Read the opening record of a claim message (voorlooprecord)."""
    row = message.header
    if row is None:
        return None
    return ClaimHeader(
        message=message.layout.message,
        version=message.layout.version,
        is_test=row.text("0105") == "T",
        uzovi=_code(row, "0108"),
        service_bureau=_code(row, "0109"),
        practitioner=_code(row, "0110"),
        practice=_code(row, "0111"),
        institution=_code(row, "0112"),
        payee=_code(row, "0113"),
        period_begin=day(row.text("0114")),
        period_end=day(row.text("0115")),
        invoice_number=row.text("0116"),
        invoiced_on=day(row.text("0117")),
    )


def read_claims(message: Message) -> tuple[FormalClaim, ...]:
    """Read the claims of a GZ321 message, in file order (prestaties met tariefregels)."""
    header = read_header(message)
    return tuple(_claims(message, header)) if header else ()


def _claims(message: Message, header: ClaimHeader) -> Iterator[FormalClaim]:
    for group in insured_groups(message):
        for service in group.services:
            yield _claim(group, service, header)


def _claim(group: InsuredGroup, service: Service, header: ClaimHeader) -> FormalClaim:
    row = service.row
    return FormalClaim(
        row=row.number,
        insured_row=group.row.number,
        bsn=row.text("0403"),
        uzovi=row.text("0404"),
        insured_number=row.text("0405"),
        birthdate=day(group.row.text("0207")),
        declarant=header.declarant,
        invoice_number=header.invoice_number,
        forwarding_allowed=row.text("0407") == FORWARDING_ALLOWED,
        prior_authorization=row.text("0406"),
        service_code_list=row.text("0408"),
        service_code=row.text("0409"),
        care_code=row.text("0410"),
        started_on=day(row.text("0411")),
        ended_on=day(row.text("0412")),
        sequence=row.text("0413"),
        main_practitioners=tuple(code for code in (_code(row, "0416"), _code(row, "0418")) if code),
        referrer=_code(row, "0421"),
        diagnosis=tuple(code for code in (_code(row, "0428"), row.text("0429")) if code),
        comments=tuple((comment.number, comment.text("9804")) for comment in service.comments),
        repeat=row.text("0438"),
        reference=row.text("0440"),
        previous_reference=row.text("0441"),
        is_credit=row.text("0439") == CREDIT,
        lines=tuple(_line(tariff) for tariff in service.tariffs),
    )


def _line(row: Row) -> TariffLine:
    return TariffLine(
        row=row.number,
        reference=row.text("0627"),
        previous_reference=row.text("0628"),
        kind=row.text("0610"),
        service_code_list=_code(row, "0611") or row.text("0606"),
        service_code=row.text("0612"),
        practitioner=_code(row, "0614"),
        specialism=_code(row, "0615"),
        started_on=day(row.text("0616")),
        ended_on=day(row.text("0617")),
        quantity=_whole(row, "0618"),
        tariff_cents=_whole(row, "0619"),
        charged_cents=_cents(row, "0625", "0626"),
        own_contribution_cents=_cents(row, "0622", "0623"),
        is_credit=row.text("0626") == CREDIT,
    )


def _code(row: Row, field_id: str) -> str:
    """Give a code; zeros are no code."""
    text = row.text(field_id)
    return text if text.strip("0") else ""


def _whole(row: Row, field_id: str) -> int:
    text = row.text(field_id)
    return int(text) if is_digits(text) else 0


def _cents(row: Row, field_id: str, sign_id: str) -> int:
    cents = _whole(row, field_id)
    return -cents if row.text(sign_id) == CREDIT else cents
