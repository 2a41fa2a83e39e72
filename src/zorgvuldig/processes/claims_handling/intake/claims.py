"""The claims in a message as data: what is claimed, for whom, by whom, when and for how much (declaraties).

A care service (04) with its tariff records (06) is one claim with its lines; where a message has no tariff
records, the claim record is its own only line. Which field says what is data (`shapes`). Amounts are cents, a
credit is negative. What cannot be read stays None: formal control has said so.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from zorgvuldig.processes.claims_handling.intake.groups import InsuredGroup, Service, insured_groups
from zorgvuldig.processes.claims_handling.intake.reading import CREDIT, day, is_digits
from zorgvuldig.processes.claims_handling.intake.shapes import ClaimShape, Places, shape_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from zorgvuldig.processes.claims_handling.intake.message import Message, Row

FORWARDING_ALLOWED, FORWARDING_REFUSED = "1", "2"
#: Special dental care (bijzondere tandheelkunde, COD854), which basic insurance covers at every age.
SPECIAL = "J"
#: The patient was in an accident (ongevalsgevolg, COD183).
ACCIDENT = "J"


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
    """One line of a claim: a tariff record (06), or the claim record itself (tariefregel)."""

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
    distinction: str
    """What makes this line other care than one with the same code and days: tooth, prescription, fee."""
    quantity: int
    tariff_cents: int
    charged_cents: int
    own_contribution_cents: int
    is_credit: bool


@dataclass(frozen=True, kw_only=True)
class FormalClaim:
    """One care service (04) with its lines, for one insured person (declaratie)."""

    shape: ClaimShape
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
    is_special: bool
    is_accident: bool
    reference: str
    previous_reference: str
    is_credit: bool
    lines: tuple[TariffLine, ...]

    @cached_property
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
    """Read the claims of a message, in file order (prestaties met hun regels).

    Raises:
        NoShapeError: of this message only the layout is known.
    """
    header = read_header(message)
    return tuple(_claims(message, header)) if header else ()


def _claims(message: Message, header: ClaimHeader) -> Iterator[FormalClaim]:
    shape = shape_of(message.layout)
    for group in insured_groups(message):
        for service in group.services:
            yield _claim(group, service, header, shape)


def _claim(group: InsuredGroup, service: Service, header: ClaimHeader, shape: ClaimShape) -> FormalClaim:
    row, places = service.row, shape.claim
    return FormalClaim(
        shape=shape,
        row=row.number,
        insured_row=group.row.number,
        bsn=places.text(row, "bsn"),
        uzovi=places.text(row, "uzovi"),
        insured_number=places.text(row, "insured_number"),
        birthdate=day(group.row.text(shape.birthdate)),
        declarant=header.declarant,
        invoice_number=header.invoice_number,
        forwarding_allowed=places.text(row, "forwarding") == FORWARDING_ALLOWED,
        prior_authorization=places.text(row, "prior_authorization"),
        service_code_list=places.text(row, "service_code_list"),
        service_code=shape.service_code(row, places),
        care_code=places.text(row, "care_code"),
        started_on=day(places.text(row, "started_on")),
        ended_on=day(places.text(row, "ended_on")),
        sequence=places.text(row, "sequence"),
        main_practitioners=places.codes(row, "practitioners"),
        referrer=places.code(row, "referrer"),
        diagnosis=places.codes(row, "diagnosis"),
        comments=tuple((comment.number, comment.text("9804")) for comment in service.comments),
        repeat=places.text(row, "repeat"),
        is_special=places.text(row, "special") == SPECIAL,
        is_accident=places.text(row, "accident") == ACCIDENT,
        reference=places.text(row, "reference"),
        previous_reference=places.text(row, "previous_reference"),
        is_credit=places.text(row, "sign") == CREDIT,
        lines=tuple(_line(line, row, shape) for line in _line_rows(service, shape)),
    )


def _line_rows(service: Service, shape: ClaimShape) -> list[Row]:
    """Give the records that charge: the tariff records, or the claim record where it is its own line."""
    return service.tariffs if shape.has_own_lines else [service.row]


def _line(row: Row, above: Row, shape: ClaimShape) -> TariffLine:
    places = shape.line
    return TariffLine(
        row=row.number,
        reference=places.text(row, "reference"),
        previous_reference=places.text(row, "previous_reference"),
        kind=places.text(row, "kind"),
        service_code_list=places.code(row, "service_code_list"),
        service_code=shape.service_code(row, places),
        practitioner=places.code(row, "practitioner"),
        specialism=places.code(row, "specialism"),
        started_on=_day_of(row, above, shape, "started_on"),
        ended_on=_day_of(row, above, shape, "ended_on"),
        distinction=" ".join(places.texts(row, "distinction")).strip(),
        quantity=_whole(row, places, "quantity") or _whole(above, shape.claim, "quantity"),
        tariff_cents=_whole(row, places, "tariff"),
        charged_cents=_cents(row, places, "charged"),
        own_contribution_cents=_cents(row, places, "own_contribution"),
        is_credit=places.text(row, "charged_sign") == CREDIT,
    )


def _day_of(row: Row, above: Row, shape: ClaimShape, name: str) -> date | None:
    """Give a day of a line; a line that has none of its own has that of the claim above it."""
    if name in shape.line.ids:
        return day(shape.line.text(row, name))
    return day(shape.claim.text(above, name))


def _code(row: Row, field_id: str) -> str:
    """Give a code; zeros are no code."""
    text = row.text(field_id)
    return text if text.strip("0") else ""


def _whole(row: Row, places: Places, name: str) -> int:
    text = places.text(row, name)
    return int(text) if is_digits(text) else 0


def _cents(row: Row, places: Places, name: str) -> int:
    cents = _whole(row, places, name)
    return -cents if places.text(row, f"{name}_sign") == CREDIT else cents
