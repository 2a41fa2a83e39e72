"""Every copy that was spoiled in one way is refused, with level, record, row, field and return code."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from ggz_base import (
    HEADING,
    SPOIL,
    base_file,
    base_lines,
    drop,
    move,
    persons,
    reversal,
    set_field,
    short,
    spoiled,
    together,
)

from zorgvuldig.interfaces.vektis.catalog import load_layout
from zorgvuldig.interfaces.vektis.codec import read_file, render
from zorgvuldig.interfaces.vektis.mental_health import TariffRecord, write_claim_file
from zorgvuldig.interfaces.vektis.writer import compose
from zorgvuldig.processes.claims_handling.intake.code_lists import load_code_lists
from zorgvuldig.processes.claims_handling.intake.formal_control import formal_control

if TYPE_CHECKING:
    from zorgvuldig.processes.claims_handling.intake.finding import Finding

TODAY = date(2026, 11, 21)
CODE_LISTS = load_code_lists()
Place = tuple[str, str | None, int | None, str | None, str]


@dataclass(frozen=True)
class Spoiled:
    """A way to spoil the base file, and what must be found; `more` where other findings follow from it."""

    name: str
    spoil: SPOIL
    expected: frozenset[Place]
    more: bool = False


def case(name: str, spoil: SPOIL, *expected: Place, more: bool = False) -> Spoiled:
    return Spoiled(name, spoil, frozenset(expected), more)


def on_line(row: int, change) -> SPOIL:
    return lambda lines: [*lines[: row - 1], change(lines[row - 1]), *lines[row:]]


def insert(row: int, line: bytes) -> SPOIL:
    return lambda lines: [*lines[: row - 1], line, *lines[row - 1 :]]


def repeat(row: int) -> SPOIL:
    return lambda lines: [*lines[:row], lines[row - 1], *lines[row:]]


N1 = (
    case("a record too short", on_line(7, lambda line: line[:-5]), ("N1", "06", 7, None, "0804")),
    case("a record too long", on_line(7, lambda line: line + b"  "), ("N1", "06", 7, None, "0804")),
    case("spaces trimmed at the end", on_line(18, bytes.rstrip), ("N1", "99", 18, None, "0804")),
    case("a line without end", on_line(3, lambda line: line * 60), ("N1", "98", 3, None, "0804")),
    case(
        "an unknown kind of record",
        on_line(10, lambda line: b"55" + line[2:]),
        ("N1", "55", 10, None, "0002"),
    ),
    case(
        "a NUL byte in a name",
        on_line(2, lambda line: line.replace(b"Dani", b"Da\x00i")),
        ("N1", "02", 2, "0210", "0001"),
    ),
    case(
        "a tab in a comment",
        on_line(3, lambda line: line.replace(b"bij de", b"bij\tde")),
        ("N1", "98", 3, "9804", "0001"),
    ),
    case(
        "UTF-8 for Latin-1",
        on_line(2, lambda line: line.decode("latin-1").encode("utf-8")),
        ("N1", "02", 2, "0210", "0001"),
    ),
    case(
        "a byte order mark", on_line(1, lambda line: b"\xef\xbb\xbf" + line), ("N1", "01", 1, "0101", "0001")
    ),
    case("an empty line between records", insert(7, b""), ("N1", None, 7, None, "8095")),
    case(
        "a file cut off in a record",
        lambda lines: [*lines[:13], lines[13][:100]],
        ("N1", "06", 14, None, "0804"),
        ("N2", "99", 14, "9901", "0208"),
    ),
)
N2 = (
    case("no closing record", drop(18), ("N2", "99", 17, "9901", "0208")),
    case("two closing records", repeat(18), ("N2", "99", 19, None, "8200")),
    case("two opening records", repeat(1), ("N2", "01", 2, None, "8199")),
    case(
        "a record behind the closing record",
        move(17, 18),
        ("N2", "06", 18, None, "8026"),
        ("N2", "04", 16, None, "8816"),
    ),
    case("an activity before the tariffs", move(10, 7), ("N2", "06", 8, None, "8026"), more=True),
    case("a debtor behind the care", move(4, 14), ("N2", "03", 14, None, "8026"), more=True),
    case("a comment under an activity", move(9, 10), ("N2", "98", 10, None, "8026"), more=True),
    case("a service without an insured person", drop(2, 3, 4), ("N2", "04", 2, None, "8026"), more=True),
    case("an insured person without care", drop(16, 17), ("N2", "02", 15, None, "8187"), more=True),
    case("a service without a tariff record", drop(14), ("N2", "04", 13, None, "8816"), more=True),
    case("two debtors for one person", repeat(4), ("N2", "03", 5, None, "0157"), more=True),
    case(
        "two records with one number",
        set_field(12, "1702", "000000000007"),
        ("N2", "17", 12, "1702", "0801"),
    ),
    case("a number skipped", set_field(13, "0402", "000000000019"), ("N2", "04", 13, "0402", "0801")),
    case(
        "a comment with another number",
        set_field(9, "9802", "000000000004"),
        ("N2", "98", 9, "9802", "8227"),
    ),
    case("a comment line twice", repeat(9), ("N2", "98", 10, "9803", "0801"), more=True),
    case("a tariff record of another insurer", set_field(7, "0604", "3311"), ("N2", "06", 7, "0604", "8257")),
    case(
        "a service of another person",
        together(set_field(13, "0403", "999990020"), set_field(14, "0603", "999990020")),
        ("N2", "04", 13, "0403", "8150"),
    ),
    case("an activity of another service", set_field(10, "1607", "26A013"), ("N2", "16", 10, "1607", "8633")),
    case("time of another service", set_field(11, "1708", "20260106"), ("N2", "17", 11, "1708", "8676")),
    case(
        "one person twice",
        together(
            *(
                set_field(row, f"{record}03", "999990019")
                for row, record in ((15, "02"), (16, "04"), (17, "06"))
            ),
            *(
                set_field(row, f"{record}05", " " * 15)
                for row, record in ((15, "02"), (16, "04"), (17, "06"))
            ),
        ),
        ("N2", "02", 15, "0203", "8376"),
    ),
    case(
        "one tariff record twice",
        together(
            set_field(8, "0610", "10"), set_field(8, "0612", "26A012"), set_field(8, "0616", "20260105")
        ),
        ("N2", "06", 8, "0603", "8667"),
    ),
    case("a wrong count of persons", set_field(18, "9902", "000003"), ("N2", "99", 18, "9902", "0151")),
    case("a wrong count of debtors", set_field(18, "9903", "000000"), ("N2", "99", 18, "9903", "0157")),
    case("a wrong count of services", set_field(18, "9904", "000004"), ("N2", "99", 18, "9904", "0158")),
    case("a wrong count of tariffs", set_field(18, "9905", "000005"), ("N2", "99", 18, "9905", "8239")),
    case("a wrong count of activities", set_field(18, "9906", "000002"), ("N2", "99", 18, "9906", "8628")),
    case("a wrong count of times", set_field(18, "9907", "000001"), ("N2", "99", 18, "9907", "8663")),
    case("a wrong count of comments", set_field(18, "9908", "000002"), ("N2", "99", 18, "9908", "0153")),
    case("a wrong count of all", set_field(18, "9909", "0000017"), ("N2", "99", 18, "9909", "0156")),
    case("a total off by a cent", set_field(18, "9910", "00000154691"), ("N2", "99", 18, "9910", "0150")),
    case("a total with the other sign", set_field(18, "9911", "C"), ("N2", "99", 18, "9911", "0631")),
)
N3 = (
    case("a name left out", set_field(2, "0210", " " * 25), ("N3", "02", 2, "0210", "0312")),
    case("a birth date of zeros", set_field(2, "0207", "0" * 8), ("N3", "02", 2, "0207", "8151")),
    case("a quantity of spaces", set_field(7, "0618", "    "), ("N3", "06", 7, "0618", "0638")),
    case("a letter in an amount", set_field(7, "0625", "0012345A"), ("N3", "06", 7, "0625", "8033")),
    case(
        "a superscript two in a number", set_field(7, "0619", "0012345\xb2"), ("N3", "06", 7, "0619", "0611")
    ),
    case("a letter in the total", set_field(18, "9910", "0000015469O"), ("N3", "99", 18, "9910", "0150")),
    case(
        "a letter in a number of a record",
        set_field(17, "0602", "00000000001Z"),
        ("N3", "06", 17, "0602", "0801"),
    ),
    case("a reserve that is filled", set_field(2, "0280", "X" + " " * 128), ("N3", "02", 2, "0280", "0003")),
    case(
        "a reference with a space before it",
        set_field(13, "0440", " S2".ljust(20)),
        ("N3", "04", 13, "0440", "8021"),
    ),
)
N4 = (
    case("an unknown kind of message", set_field(1, "0105", "X"), ("N4", "01", 1, "0105", "8028")),
    case("another subversion", set_field(1, "0104", "05"), ("N4", "01", 1, "0104", "8027")),
    case(
        "an insurer that is not in the register",
        set_field(1, "0108", "1234"),
        ("N4", "01", 1, "0108", "0018"),
    ),
    case("a bureau that is none", set_field(1, "0109", "54000001"), ("N4", "01", 1, "0109", "0013")),
    case("an institution of kind 00", set_field(1, "0112", "00019993"), ("N4", "01", 1, "0112", "0017")),
    case("an unknown currency", set_field(1, "0119", "XYZ"), ("N4", "01", 1, "0119", "0031")),
    case(
        "a VAT number that is none", set_field(1, "0118", "NL12345678B01 "), ("N4", "01", 1, "0118", "8206")
    ),
    case(
        "a BSN that fails the eleven test", set_field(2, "0203", "999990018"), ("N4", "02", 2, "0203", "0435")
    ),
    case(
        "a birth date that does not exist", set_field(2, "0207", "19850229"), ("N4", "02", 2, "0207", "8151")
    ),
    case("birth after the care", set_field(2, "0207", "20260301"), ("N4", "02", 2, "0207", "8151")),
    case("an unknown gender", set_field(2, "0208", "5"), ("N4", "02", 2, "0208", "0351")),
    case("an unknown country", set_field(2, "0221", "QQ"), ("N4", "02", 2, "0221", "0316")),
    case("a postcode that is none", set_field(2, "0217", "0123AB"), ("N4", "02", 2, "0217", "0408")),
    case(
        "an account number that fails",
        set_field(4, "0325", "NL91ABNA0417164301".ljust(34)),
        ("N4", "03", 4, "0325", "8988"),
    ),
    case("an unknown forwarding flag", set_field(5, "0407", "3"), ("N4", "04", 5, "0407", "8031")),
    case("an unknown referral", set_field(5, "0420", "09"), ("N4", "04", 5, "0420", "8234")),
    case(
        "a referral date that does not exist",
        set_field(5, "0424", "20260230"),
        ("N4", "04", 5, "0424", "8616"),
    ),
    case("a closing reason that expired", set_field(5, "0431", "04"), ("N4", "04", 5, "0431", "8125")),
    case("a sign that is none", set_field(5, "0439", "X"), ("N4", "04", 5, "0439", "0631")),
    case("a practitioner without number", set_field(7, "0614", "03000000"), ("N4", "06", 7, "0614", "5760")),
    case("an unknown kind of tariff", set_field(7, "0610", "77"), ("N4", "06", 7, "0610", "5800")),
    case(
        "a service code that list 063 lacks",
        set_field(14, "0612", "189999"),
        ("N4", "06", 14, "0612", "8327"),
    ),
    case(
        "a service code without the shape of list 050",
        set_field(8, "0612", "2548A0"),
        ("N4", "06", 8, "0612", "8327"),
    ),
    case("an unknown profession", set_field(12, "1712", "1234"), ("N4", "17", 12, "1712", "8660")),
    case("an invoice dated tomorrow", set_field(1, "0117", "20261122"), ("N4", "01", 1, "0117", "8848")),
)
N5 = (
    case(
        "a period that ends before it begins",
        set_field(1, "0115", "20251231"),
        ("N5", "01", 1, "0115", "8175"),
    ),
    case("software without version", set_field(1, "0106", "001234"), ("N5", "01", 1, "0107", "8166")),
    case("a payee who is not named", set_field(1, "0113", "02"), ("N5", "01", 1, "0110", "8172")),
    case(
        "nobody who claims",
        together(set_field(1, "0112", "0" * 8), set_field(1, "0113", "99")),
        ("N5", "01", 1, "0112", "8170"),
    ),
    case(
        "a foreign postcode beside a Dutch one",
        together(set_field(2, "0217", "1234AB"), set_field(2, "0218", "B-1000".ljust(9))),
        ("N5", "02", 2, "0218", "8182"),
        ("N5", "02", 2, "0221", "8184"),
    ),
    case("a second name code without name", set_field(2, "0212", "2"), ("N5", "02", 2, "0213", "8181")),
    case(
        "no BSN and no number of the insurer",
        together(
            *(set_field(row, f"{record}05", " " * 15) for row, record in ((15, "02"), (16, "04"), (17, "06")))
        ),
        ("N5", "02", 15, "0205", "8101"),
    ),
    case(
        "care that ends before it begins",
        set_field(13, "0412", "20260101"),
        ("N5", "04", 13, "0412", "8188"),
        more=True,
    ),
    case(
        "care that ends after the invoice", set_field(1, "0117", "20260301"), ("N5", "04", 5, "0412", "8178")
    ),
    case(
        "a part that ends before it begins", set_field(8, "0617", "20260115"), ("N5", "06", 8, "0617", "8310")
    ),
    case(
        "a part that begins before the care",
        set_field(8, "0616", "20260101"),
        ("N5", "06", 8, "0616", "8309"),
    ),
    case(
        "a part that ends after the care", set_field(8, "0617", "20260325"), ("N5", "06", 8, "0617", "8611")
    ),
    case("an activity before the care", set_field(10, "1611", "20260101"), ("N5", "16", 10, "1611", "8643")),
    case("an activity after the care", set_field(10, "1612", "20260325"), ("N5", "16", 10, "1612", "8674")),
    case("time before the care", set_field(11, "1713", "20260101"), ("N5", "17", 11, "1713", "8679")),
    case("time after the care", set_field(11, "1714", "20260325"), ("N5", "17", 11, "1714", "8680")),
    case("no time at all", set_field(12, "1717", "000000"), ("N5", "17", 12, "1716", "8681")),
    case(
        "an amount that is not quantity times tariff",
        set_field(14, "0618", "0002"),
        ("N5", "06", 14, "0620", "8215"),
    ),
    case("a credit letter under a debit", set_field(7, "0623", "C"), ("N5", "06", 7, "0623", "8064")),
    case("a credit that reverses nothing", set_field(16, "0441", " " * 20), ("N5", "04", 16, "0441", "8193")),
    case("a reference used twice", set_field(8, "0627", "S1T1".ljust(20)), ("N5", "06", 8, "0627", "8258")),
    case(
        "a service reference used twice",
        set_field(13, "0440", "S1".ljust(20)),
        ("N5", "04", 13, "0440", "8207"),
    ),
)
CASES = (*N1, *N2, *N3, *N4, *N5)


def control(content: bytes) -> list[Finding]:
    reading = read_file(content, "copy.asc")
    assert reading.readable
    assert reading.message is not None
    found = [
        *reading.findings,
        *formal_control(reading.message, CODE_LISTS, at=TODAY, read=reading.findings),
    ]
    return [each for each in found if not each.warning]


def test_the_base_file_has_no_finding_at_all() -> None:
    reading = read_file(base_file(), "base.asc")
    assert reading.message is not None
    assert reading.findings == ()
    assert formal_control(reading.message, CODE_LISTS, at=TODAY) == ()


@pytest.mark.parametrize("spoiled_copy", CASES, ids=lambda each: each.name)
def test_a_spoiled_copy_is_named_by_level_record_row_field_and_code(spoiled_copy: Spoiled) -> None:
    found = control(spoiled(spoiled_copy.spoil))
    places = {(each.level, each.record, each.row, each.field, each.code) for each in found}
    if spoiled_copy.more:
        assert spoiled_copy.expected <= places
    else:
        assert places == spoiled_copy.expected


@pytest.mark.parametrize("spoiled_copy", CASES, ids=lambda each: each.name)
def test_a_finding_says_in_a_sentence_where_to_look(spoiled_copy: Spoiled) -> None:
    for each in control(spoiled(spoiled_copy.spoil)):
        assert each.message.endswith(".")
        assert each.row is None or f"egel {each.row}" in each.message or "Het sluitrecord" in each.message
        assert each.field is None or each.field in each.message or "sluitrecord" in each.message


def test_a_finding_never_repeats_what_is_said_of_a_person() -> None:
    secrets = ["999990018", "Voorbeeld", "19850229", "5"]
    spoilers = [each.spoil for each in N4 if each.name.startswith(("a BSN", "a birth", "an unknown gender"))]
    for spoil in spoilers:
        for each in control(spoiled(spoil)):
            assert "'" not in each.message
            assert not any(f" {secret} " in each.message for secret in secrets)


def test_there_are_at_least_forty_spoiled_copies_and_one_for_each_level() -> None:
    assert len(CASES) >= 40
    assert {level for each in CASES for level, *_ in each.expected} == {"N1", "N2", "N3", "N4", "N5"}
    assert len({each.name for each in CASES}) == len(CASES)


def test_a_number_of_zeros_is_a_number_of_the_insurer() -> None:
    rows = ((15, "02"), (16, "04"), (17, "06"))
    zeros = together(*(set_field(row, f"{record}05", "0".ljust(15)) for row, record in rows))
    assert control(spoiled(zeros)) == []


def test_a_message_whose_relations_we_do_not_know_is_said_to_be_half_controlled() -> None:
    layout = load_layout("MZ301", "1.3")
    rows = compose(layout, [("01", {"0102": "176", "0103": "01", "0104": "03"}), ("99", {})])
    reading = read_file(render(layout, rows), "dental")
    assert reading.message is not None
    lonely = formal_control(reading.message, CODE_LISTS)
    assert "insured-without-service" not in {each.control for each in lonely}
    assert any(each.control == "child-missing" for each in lonely)
    person = ("02", {"0202": "1", "0203": "999990019"})
    care = ("04", {"0402": "2", "0403": "999990019"})
    rows = compose(layout, [("01", {"0102": "176", "0103": "01", "0104": "03"}), person, care, ("99", {})])
    reading = read_file(render(layout, rows), "dental")
    assert reading.message is not None
    found = formal_control(reading.message, CODE_LISTS)
    assert [each.warning for each in found if each.control == "relations-unknown"] == [True]


def test_a_file_with_lines_that_cannot_be_read_is_judged_on_its_ends_only() -> None:
    lines = base_lines()
    lines[6] = lines[6][:-1]
    lines[1] = lines[1].replace(b"999990019", b"999990018")
    assert {each.level for each in control(b"".join(line + b"\r\n" for line in lines))} == {"N1"}


def warnings_of(content: bytes) -> list[Place]:
    reading = read_file(content, "copy.asc")
    assert reading.message is not None
    found = formal_control(reading.message, CODE_LISTS, at=TODAY)
    assert all(each.warning for each in found)
    return [(each.level, each.record, each.row, each.field, each.code) for each in found]


def test_spaces_in_an_optional_number_are_read_as_empty_with_a_warning() -> None:
    assert warnings_of(spoiled(set_field(5, "0424", " " * 8))) == [("N3", "04", 5, "0424", "8616")]


def test_a_stay_by_care_package_may_differ_from_quantity_times_tariff() -> None:
    stay = together(set_field(14, "0610", "16"), set_field(14, "0618", "0002"))
    assert warnings_of(spoiled(stay)) == [("N5", "06", 14, "0620", "8215")]


def test_utf_8_in_a_line_of_the_right_number_of_bytes_is_named_as_utf_8_only() -> None:
    wide = on_line(2, lambda line: line.decode("latin-1").encode("utf-8")[:310])
    assert [each.control for each in control(spoiled(wide))] == ["utf-8"]


def test_a_credit_beside_its_own_debit_is_refused() -> None:
    debit = replace(reversal(), is_credit=False, reference="OLD3", previous_reference="", sequence=2)
    debit = replace(debit, tariffs=(replace(debit.tariffs[0], reference="OLD3T1", previous_reference=""),))
    person = replace(persons()[1], services=(debit, reversal()))
    found = control(write_claim_file(HEADING, [person]))
    places = [(each.control, each.record, each.field) for each in found]
    assert places == [("credit-with-debit", "04", "0441")]


def test_a_credit_of_a_whole_file_has_a_total_with_the_letter_c() -> None:
    person = replace(persons()[1], services=(reversal(),))
    content = write_claim_file(HEADING, [person])
    assert control(content) == []
    assert content.splitlines()[-1].rstrip().endswith(b"00000080000C")


def test_persons_without_any_number_are_named_as_such_and_not_as_doubles() -> None:
    nameless = replace(persons()[1], insured_number="", services=(short(),))
    other = replace(nameless, services=(replace(short(), reference="X", sequence=2, tariffs=(renamed(),)),))
    found = control(write_claim_file(HEADING, [nameless, other]))
    assert [each.control for each in found] == ["insured-number-missing"] * 2


def renamed() -> TariffRecord:
    return replace(short().tariffs[0], reference="XT")
