"""A correct GZ321 file of our own, with every kind of record in it, and the means to spoil a copy of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from zorgvuldig.interfaces.vektis.catalog import load_layout
from zorgvuldig.interfaces.vektis.mental_health import (
    ActivityRecord,
    CareService,
    Heading,
    InsuredPerson,
    TariffRecord,
    TimeRecord,
    write_claim_file,
)

LAYOUT = load_layout("GZ321", "1.0")
PSYCHIATRIST, PSYCHOLOGIST, INSTITUTION = "03019991", "94019992", "54019993"
SPOIL = Callable[[list[bytes]], list[bytes]]

HEADING = Heading(
    uzovi="7119",
    institution=INSTITUTION,
    period_begin=date(2026, 1, 1),
    period_end=date(2026, 3, 31),
    invoice_number="F2026-000123",
    invoiced_on=date(2026, 4, 10),
)
DEBTOR = {
    "0303": "D0001",
    "0306": "1",
    "0307": "Proefpersoon",
    "0313": "1",
    "0315": "Voorbeeldlaan",
    "0316": "1",
    "0320": "Voorbeeldstad",
    "0325": "NL91ABNA0417164300",
}


def persons() -> list[InsuredPerson]:
    """Give the persons of the base file; BSNs of the reserved test range."""
    return [
        InsuredPerson(
            bsn="999990019",
            uzovi="7119",
            birthdate=date(1984, 2, 29),
            gender="2",
            family_name="Daniëlsdóttir",
            initials="É",
            comment="Commentaar bij de verzekerde",
            debtor=DEBTOR,
            services=(specialized(), short()),
        ),
        InsuredPerson(
            bsn="999999999",
            uzovi="7119",
            insured_number="100200300",
            birthdate=date(1950, 7, 1),
            gender="1",
            family_name="Voorbeeld",
            initials="AB",
            services=(reversal(),),
        ),
    ]


def specialized() -> CareService:
    """Give a specialized treatment with tariffs, activity, time and comments."""
    begin, end = date(2026, 1, 5), date(2026, 3, 20)
    return CareService(
        service_code_list="050",
        service_code="26A012",
        started_on=begin,
        ended_on=end,
        practitioner=PSYCHIATRIST,
        profession="9922",
        referral="01",
        reference="S1",
        comment="Commentaar bij de prestatie",
        tariffs=(
            TariffRecord(
                kind="10",
                service_code="26A012",
                practitioner=PSYCHIATRIST,
                started_on=begin,
                ended_on=end,
                quantity=1,
                cents=123_456,
                reference="S1T1",
            ),
            TariffRecord(
                kind="11",
                service_code="25A048",
                practitioner=PSYCHIATRIST,
                started_on=date(2026, 2, 1),
                ended_on=date(2026, 2, 3),
                quantity=3,
                cents=20_000,
                reference="S1T2",
                comment="Commentaar bij het tarief",
            ),
        ),
        activities=(
            ActivityRecord(
                code="act_9.1", started_on=begin, ended_on=begin, unit="04", quantity=2, reference="S1A1"
            ),
        ),
        times=(
            TimeRecord(
                practitioner=PSYCHIATRIST,
                started_on=begin,
                ended_on=end,
                direct=240,
                indirect=60,
                reference="S1M1",
            ),
            TimeRecord(
                profession="9937", started_on=begin, ended_on=end, direct=0, indirect=30, reference="S1M2"
            ),
        ),
    )


def short() -> CareService:
    """Give a short treatment in basic mental health care."""
    begin, end = date(2026, 1, 12), date(2026, 2, 12)
    return CareService(
        service_code_list="063",
        service_code="180001",
        started_on=begin,
        ended_on=end,
        practitioner=PSYCHOLOGIST,
        profession="9932",
        referral="01",
        reference="S2",
        tariffs=(
            TariffRecord(
                kind="14",
                service_code="180001",
                practitioner=PSYCHOLOGIST,
                started_on=begin,
                ended_on=end,
                quantity=1,
                cents=51_234,
                reference="S2T1",
            ),
        ),
    )


def reversal() -> CareService:
    """Give a credit of a treatment that an earlier file claimed."""
    begin, end = date(2026, 1, 1), date(2026, 1, 31)
    return CareService(
        service_code_list="063",
        service_code="180002",
        started_on=begin,
        ended_on=end,
        practitioner=PSYCHOLOGIST,
        profession="9932",
        referral="04",
        reference="S3",
        previous_reference="OLD3",
        is_credit=True,
        tariffs=(
            TariffRecord(
                kind="14",
                service_code="180002",
                practitioner=PSYCHOLOGIST,
                started_on=begin,
                ended_on=end,
                quantity=1,
                cents=80_000,
                reference="S3T1",
                previous_reference="OLD3T1",
            ),
        ),
    )


def base_file() -> bytes:
    """Write the base file."""
    return write_claim_file(HEADING, persons())


def base_lines() -> list[bytes]:
    """Give the lines of the base file without their line ends."""
    return base_file().split(b"\r\n")[:-1]


def spoiled(spoil: SPOIL) -> bytes:
    """Give the base file after a spoiler went over its lines."""
    return b"".join(line + b"\r\n" for line in spoil(base_lines()))


def set_field(row: int, field_id: str, text: str) -> SPOIL:
    """Write a field of a row anew; the text must fill the field."""
    field = LAYOUT.records[field_id[:2]].by_id[field_id]
    assert len(text) == field.length, (field_id, field.length)

    def spoil(lines: list[bytes]) -> list[bytes]:
        line = lines[row - 1].decode("latin-1")
        assert line[:2] == field_id[:2], (row, line[:2])
        new = line[: field.start - 1] + text + line[field.start - 1 + field.length :]
        assert new != line, "the spoiler must change something"
        return [*lines[: row - 1], new.encode("latin-1"), *lines[row:]]

    return spoil


def together(*spoilers: SPOIL) -> SPOIL:
    """Let several spoilers go over the lines, one after the other."""

    def spoil(lines: list[bytes]) -> list[bytes]:
        for each in spoilers:
            lines = each(lines)
        return lines

    return spoil


def drop(*rows: int) -> SPOIL:
    """Leave rows out."""
    return lambda lines: [line for number, line in enumerate(lines, 1) if number not in rows]


def move(row: int, to: int) -> SPOIL:
    """Move a row, counted in the lines that are left without it."""

    def spoil(lines: list[bytes]) -> list[bytes]:
        rest = [*lines[: row - 1], *lines[row:]]
        return [*rest[: to - 1], lines[row - 1], *rest[to - 1 :]]

    return spoil


def rows_of(lines: Sequence[bytes]) -> Mapping[str, list[int]]:
    """Give the row numbers of each kind of record."""
    found: dict[str, list[int]] = {}
    for number, line in enumerate(lines, 1):
        found.setdefault(line[:2].decode(), []).append(number)
    return found
