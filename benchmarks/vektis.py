"""Claim files: reading them and formal control, beside cutting the same bytes into lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from benchmarks.rows import Row, per_second, row
from zorgvuldig.interfaces.vektis.codec import read_file, render
from zorgvuldig.interfaces.vektis.mental_health import (
    CareService,
    Heading,
    InsuredPerson,
    TariffRecord,
    TimeRecord,
    write_claim_file,
)
from zorgvuldig.interfaces.vektis.writer import compose
from zorgvuldig.processes.claims_handling.intake.code_lists import load_code_lists
from zorgvuldig.processes.claims_handling.intake.formal_control import formal_control

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "vektis"
PERSONS = 5_000
BEGIN, END = date(2026, 1, 12), date(2026, 2, 12)
PSYCHOLOGIST = "94019992"
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2)


def run() -> Iterator[Row]:
    """Measure lines per second over one correct file of twenty thousand records."""
    content = claim_file()
    count = content.count(b"\r\n")
    code_lists = load_code_lists()
    reading = read_file(content, "bench")
    if reading.message is None or formal_control(reading.message, code_lists):
        raise RuntimeError("the file of the benchmark must be correct, or the figure says nothing")
    message = reading.message
    plain = per_second(lambda: content.decode("latin-1").split("\r\n"), count=count)
    read = per_second(lambda: read_file(content, "bench"), count=count)
    judged = per_second(lambda: formal_control(message, code_lists), count=count)
    records = [(each.record, {k: v for k, v in each.values.items() if v.strip()}) for each in message.rows]
    written = per_second(lambda: render(message.layout, compose(message.layout, records)), count=count)
    joined = per_second(lambda: "\r\n".join(each.raw for each in message.rows).encode("latin-1"), count=count)
    yield row("read a claim file", read, "lines/s", against="a plain split into lines", other=plain)
    yield row(
        "write one from values", written, "lines/s", against="joining lines that are there", other=joined
    )
    yield row("formal control, N2 to N5", judged, "lines/s", against="reading the file", other=read)


def claim_file() -> bytes:
    """Write a correct claim file with one short treatment for each person."""
    heading = Heading(
        uzovi="7119",
        institution="54019993",
        period_begin=date(2026, 1, 1),
        period_end=date(2026, 3, 31),
        invoice_number="BENCH",
        invoiced_on=date(2026, 4, 1),
    )
    return write_claim_file(heading, (_person(serial) for serial in range(PERSONS)))


def _person(serial: int) -> InsuredPerson:
    tariff = TariffRecord(
        kind="14",
        service_code="180001",
        practitioner=PSYCHOLOGIST,
        started_on=BEGIN,
        ended_on=END,
        quantity=1,
        cents=51_234,
        reference=f"{serial}T",
    )
    time = TimeRecord(
        practitioner=PSYCHOLOGIST,
        started_on=BEGIN,
        ended_on=END,
        direct=240,
        indirect=60,
        reference=f"{serial}M",
    )
    service = CareService(
        service_code_list="063",
        service_code="180001",
        started_on=BEGIN,
        ended_on=END,
        practitioner=PSYCHOLOGIST,
        profession="9932",
        referral="01",
        reference=str(serial),
        tariffs=(tariff,),
        times=(time,),
    )
    person = InsuredPerson(
        bsn="",
        uzovi="7119",
        birthdate=date(1984, 2, 29),
        gender="2",
        family_name="Voorbeeld",
        initials="AB",
        services=(service,),
    )
    return replace(person, bsn=_made_up_bsn(serial))


def _made_up_bsn(serial: int) -> str:
    """Make up a number that passes the eleven test; those that begin with 9999 are given to nobody."""
    digits = [9, 9, 9, *(int(digit) for digit in f"{serial:05d}")]
    check = sum(weight * digit for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 11
    if check == 10:  # noqa: PLR2004 — no ninth digit makes this one pass
        return _made_up_bsn(serial + PERSONS)
    return "".join(map(str, [*digits, check]))
