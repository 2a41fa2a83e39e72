"""Writes a GZ321 claim message from persons and their care (declaratie basis en gespecialiseerde GGZ).

Names, days and amounts go in as Python data; keys, numbering, counts and totals are filled in here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from zorgvuldig.interfaces.vektis.catalog import load_layout
from zorgvuldig.interfaces.vektis.codec import render
from zorgvuldig.interfaces.vektis.writer import closing_values, compose
from zorgvuldig.processes.claims_handling.intake.reading import CREDIT, DEBIT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from zorgvuldig.processes.claims_handling.intake.message import Row

MESSAGE, VERSION = "GZ321", "1.0"
Values = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class TariffRecord:
    """One tariff record (06); `cents` is the tariff, the amounts follow from the quantity."""

    kind: str
    service_code: str
    practitioner: str
    started_on: date
    ended_on: date
    quantity: int
    cents: int
    reference: str
    previous_reference: str = ""
    comment: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ActivityRecord:
    """One care activity (16)."""

    code: str
    started_on: date
    ended_on: date
    unit: str
    quantity: int
    reference: str
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class TimeRecord:
    """Time spent by a main practitioner or, with `profession`, by somebody who helped (17)."""

    started_on: date
    ended_on: date
    direct: int
    indirect: int
    reference: str
    practitioner: str = ""
    profession: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class CareService:
    """One care service (04) with what stands under it; a credit reverses the service it refers to."""

    service_code_list: str
    service_code: str
    started_on: date
    ended_on: date
    practitioner: str
    profession: str
    referral: str
    reference: str
    tariffs: tuple[TariffRecord, ...]
    activities: tuple[ActivityRecord, ...] = ()
    times: tuple[TimeRecord, ...] = ()
    previous_reference: str = ""
    is_credit: bool = False
    forwarding_allowed: bool = True
    sequence: int = 1
    comment: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class InsuredPerson:
    """One insured person (02) with the care that is claimed."""

    bsn: str
    uzovi: str
    birthdate: date
    gender: str
    family_name: str
    initials: str
    services: tuple[CareService, ...]
    insured_number: str = ""
    comment: str = ""
    debtor: Mapping[str, str] | None = None
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Heading:
    """Who claims, over which period, in which invoice (01)."""

    uzovi: str
    institution: str
    period_begin: date
    period_end: date
    invoice_number: str
    invoiced_on: date
    is_test: bool = False
    extra: Mapping[str, str] = field(default_factory=dict)


def write_claim_file(heading: Heading, insured: Iterable[InsuredPerson]) -> bytes:
    """Write a GZ321 claim file; its counts and total agree with what stands in it."""
    return render(load_layout(MESSAGE, VERSION), claim_rows(heading, insured))


def claim_rows(heading: Heading, insured: Iterable[InsuredPerson]) -> tuple[Row, ...]:
    """Lay a GZ321 claim message out as rows."""
    layout = load_layout(MESSAGE, VERSION)
    records = [("01", _heading(heading)), *_numbered(insured)]
    cents = sum(_signed(values) for record, values in records if record == "06")
    closing = closing_values(layout, [record for record, _ in records])
    closing |= {"9910": str(abs(cents)), "9911": CREDIT if cents < 0 else DEBIT}
    return compose(layout, [*records, ("99", closing)])


def _numbered(insured: Iterable[InsuredPerson]) -> Iterator[tuple[str, Values]]:
    """Number the detail records from 1; a comment takes the number of the record above it."""
    count = 0
    for person in insured:
        for record, values in _person(person):
            count += record != "98"
            yield record, {f"{record}02": str(count)} | values


def _heading(heading: Heading) -> Values:
    return {
        "0105": "T" if heading.is_test else "P",
        "0108": heading.uzovi,
        "0112": heading.institution,
        "0113": "04",
        "0114": _day(heading.period_begin),
        "0115": _day(heading.period_end),
        "0116": heading.invoice_number,
        "0117": _day(heading.invoiced_on),
        "0119": "EUR",
        **heading.extra,
    }


def _person(person: InsuredPerson) -> Iterator[tuple[str, Values]]:
    yield (
        "02",
        {
            **_keys("02", person),
            "0207": _day(person.birthdate),
            "0208": person.gender,
            "0209": "1",
            "0210": person.family_name,
            "0215": person.initials,
            "0223": "2",
            **person.extra,
        },
    )
    yield from _comment(person.comment)
    if person.debtor is not None:
        yield "03", dict(person.debtor)
    for service in person.services:
        yield from _service(person, service)


def _service(person: InsuredPerson, service: CareService) -> Iterator[tuple[str, Values]]:
    sign = CREDIT if service.is_credit else DEBIT
    yield (
        "04",
        {
            **_keys("04", person),
            "0407": "1" if service.forwarding_allowed else "2",
            "0408": service.service_code_list,
            "0409": service.service_code,
            "0411": _day(service.started_on),
            "0412": _day(service.ended_on),
            "0413": str(service.sequence),
            "0416": service.practitioner,
            "0417": service.profession,
            "0420": service.referral,
            "0438": "01",
            "0439": sign,
            "0440": service.reference,
            "0441": service.previous_reference,
            **service.extra,
        },
    )
    yield from _comment(service.comment)
    for tariff in service.tariffs:
        yield "06", _tariff(person, service, tariff, sign)
        yield from _comment(tariff.comment)
    for activity in service.activities:
        yield "16", _activity(person, service, activity, sign)
    for time in service.times:
        yield "17", _time(person, service, time, sign)


def _tariff(person: InsuredPerson, service: CareService, tariff: TariffRecord, sign: str) -> Values:
    amount = str(tariff.quantity * tariff.cents)
    return {
        **_keys("06", person),
        **_part_of("06", service),
        "0610": tariff.kind,
        "0612": tariff.service_code,
        "0614": tariff.practitioner,
        "0616": _day(tariff.started_on),
        "0617": _day(tariff.ended_on),
        "0618": str(tariff.quantity),
        "0619": str(tariff.cents),
        "0620": amount,
        "0621": sign,
        "0623": sign,
        "0625": amount,
        "0626": sign,
        "0627": tariff.reference,
        "0628": tariff.previous_reference,
        **tariff.extra,
    }


def _activity(person: InsuredPerson, service: CareService, activity: ActivityRecord, sign: str) -> Values:
    return {
        **_keys("16", person),
        **_part_of("16", service),
        "1610": activity.code,
        "1611": _day(activity.started_on),
        "1612": _day(activity.ended_on),
        "1613": activity.unit,
        "1614": str(activity.quantity),
        "1618": sign,
        "1619": activity.reference,
        **activity.extra,
    }


def _time(person: InsuredPerson, service: CareService, time: TimeRecord, sign: str) -> Values:
    return {
        **_keys("17", person),
        **_part_of("17", service),
        "1710": "02" if time.profession else "01",
        "1711": time.practitioner,
        "1712": time.profession,
        "1713": _day(time.started_on),
        "1714": _day(time.ended_on),
        "1715": "01",
        "1716": str(time.direct),
        "1717": str(time.indirect),
        "1718": sign,
        "1719": time.reference,
        **time.extra,
    }


def _comment(text: str) -> Iterator[tuple[str, Values]]:
    if text:
        yield "98", {"9803": "1", "9804": text}


def _keys(record: str, person: InsuredPerson) -> Values:
    return {f"{record}03": person.bsn, f"{record}04": person.uzovi, f"{record}05": person.insured_number}


def _part_of(record: str, service: CareService) -> Values:
    return {
        f"{record}06": service.service_code_list,
        f"{record}07": service.service_code,
        f"{record}08": _day(service.started_on),
        f"{record}09": str(service.sequence),
    }


def _signed(values: Mapping[str, str]) -> int:
    return int(values["0625"]) * (-1 if values["0626"] == CREDIT else 1)


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"
