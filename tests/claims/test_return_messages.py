"""The answer to a claim message, by chapter 6 of the standard of GZ321-GZ322."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from ggz_base import base_file, base_lines, drop, set_field, spoiled

from zorgvuldig.interfaces.vektis.codec import read_file
from zorgvuldig.interfaces.vektis.returns import NoReturnMessageError, build_return, write_return
from zorgvuldig.processes.claims_handling.intake.answers import Answer, answer
from zorgvuldig.processes.claims_handling.intake.code_lists import load_code_lists
from zorgvuldig.processes.claims_handling.intake.finding import Finding
from zorgvuldig.processes.claims_handling.intake.formal_control import formal_control
from zorgvuldig.processes.claims_handling.intake.return_codes import make_finding

if TYPE_CHECKING:
    from zorgvuldig.processes.claims_handling.intake.message import Message

TODAY = date(2026, 11, 21)
CODE_LISTS = load_code_lists()


def message_of(content: bytes) -> Message:
    reading = read_file(content, "claim")
    assert reading.message is not None
    return reading.message


def returned(content: bytes, outcome: Answer) -> Message:
    """Write the return message, read it back, and see that nothing is wrong with it."""
    back = message_of(write_return(message_of(content), outcome))
    assert back.layout.message == "GZ322"
    assert formal_control(back, CODE_LISTS, at=TODAY) == ()
    return back


def outcome(**parts: object) -> Answer:
    return Answer(reference="RUN-1", dated=TODAY, **parts)


def codes(back: Message) -> list[tuple[str, str, tuple[str, ...]]]:
    """Give record, identification and return codes of each row but the last."""
    return [
        (
            row.record,
            row.raw[2:14] if row.record != "01" else "",
            tuple(
                row.text(f"{row.record}{place}") for place in (96, 97, 98) if row.text(f"{row.record}{place}")
            ),
        )
        for row in back.rows[:-1]
    ]


def test_an_accepted_file_gets_its_ends_back_and_the_whole_amount() -> None:
    back = returned(base_file(), outcome())
    assert codes(back) == [("01", "", ("8001",))]
    opening, closing = back.rows
    assert (opening.text("0102"), opening.text("0181"), opening.text("0182")) == ("196", "RUN-1", "20261121")
    assert opening.text("0116") == "F2026-000123"
    assert (closing.text("9909"), closing.text("9910"), closing.text("9912")) == (
        "0000000",
        "00000154690",
        "00000154690",
    )


def test_a_file_refused_as_a_whole_gets_its_ends_back_with_the_codes_of_the_file() -> None:
    content = spoiled(set_field(18, "9910", "00000154691"))
    message = message_of(content)
    back = returned(content, answer(formal_control(message, CODE_LISTS), reference="RUN-1", dated=TODAY))
    assert codes(back) == [("01", "", ("0150",))]
    assert back.rows[-1].text("9912") == "00000000000"


def test_a_file_that_came_before_is_refused_as_a_whole() -> None:
    back = returned(base_file(), answer((), reference="RUN-1", dated=TODAY, refused_whole=["8067"]))
    assert codes(back) == [("01", "", ("8067",))]


def test_a_truncated_file_is_answered_with_what_is_wrong_with_its_end() -> None:
    content = spoiled(drop(18))
    message = message_of(content)
    back = returned(content, answer(formal_control(message, CODE_LISTS), reference="RUN-1", dated=TODAY))
    assert codes(back) == [("01", "", ("0208",))]


def test_a_refused_service_goes_back_with_its_person_and_all_that_stands_under_it() -> None:
    back = returned(base_file(), outcome(row_codes={7: ("0611", "8215")}))
    assert [(record, found) for record, _, found in codes(back)] == [
        ("01", ("0200",)),
        ("02", ("0200",)),
        ("98", ("0200",)),
        ("03", ("0200",)),
        ("04", ("8002",)),
        ("98", ("8002",)),
        ("06", ("0611", "8215")),
        ("06", ("8002",)),
        ("98", ("8002",)),
        ("16", ("8002",)),
        ("17", ("8002",)),
        ("17", ("8002",)),
    ]
    refused = back.rows[6]
    assert (refused.text("0683"), refused.text("0684"), refused.text("0625")) == ("00000000", "D", "00123456")
    assert back.rows[-1].text("9910") == "00000154690"
    # a credit of 800.00 and a service of 512.34 remain
    assert (back.rows[-1].text("9912"), back.rows[-1].text("9913")) == ("00000028766", "C")


def test_a_refused_person_goes_back_with_all_care_and_the_others_do_not() -> None:
    back = returned(base_file(), outcome(row_codes={2: ("0435",)}))
    assert [record for record, _, _ in codes(back)].count("02") == 1
    assert [record for record, _, _ in codes(back)].count("04") == 2
    assert codes(back)[1] == ("02", "000000000001", ("0435",))
    assert {found for record, _, found in codes(back) if record in {"04", "06", "16", "17"}} == {("8002",)}
    assert (back.rows[-1].text("9912"), back.rows[-1].text("9913")) == ("00000080000", "C")


def test_a_corrected_amount_goes_back_without_a_refusal() -> None:
    back = returned(base_file(), outcome(approved_cents={14: 50_000}))
    assert codes(back)[-1] == ("06", "000000000010", ("8018",))
    assert back.rows[-2].text("0683") == "00050000"
    assert back.rows[-1].text("9912") == "00000153456"


def test_an_amount_approved_as_charged_does_not_go_back() -> None:
    assert len(returned(base_file(), outcome(approved_cents={14: 51_234})).rows) == 2


def test_what_goes_back_is_a_copy_of_what_came() -> None:
    back = returned(base_file(), outcome(row_codes={2: ("0435",)}))
    for row, line in zip(back.rows[1:-1], base_lines()[1:14], strict=True):
        assert row.raw[:310] == line.decode("latin-1")


def test_a_record_carries_at_most_three_different_codes() -> None:
    found = [make_finding("missing", "x", record="06", row=7) for _ in range(2)]
    found += [
        Finding("N4", "06", 7, None, code, "x", control="code-unknown")
        for code in ("1111", "2222", "3333", "2222")
    ]
    assert answer(found, reference="r", dated=TODAY).row_codes == {7: ("8148", "1111", "2222")}


def test_a_warning_refuses_nothing() -> None:
    warning = make_finding("line-ending", "x")
    assert answer([warning], reference="r", dated=TODAY) == outcome().__class__(reference="r", dated=TODAY)


def test_what_is_wrong_in_the_opening_record_refuses_the_file() -> None:
    content = spoiled(set_field(1, "0112", "00019993"))
    found = formal_control(message_of(content), CODE_LISTS)
    assert answer(found, reference="r", dated=TODAY).file_codes == ("0017",)


def test_a_return_message_has_no_return_message_of_its_own() -> None:
    back = returned(base_file(), outcome())
    with pytest.raises(NoReturnMessageError, match="GZ322 has no return message"):
        build_return(back, outcome())


def test_a_file_without_opening_record_cannot_be_answered() -> None:
    reading = read_file(spoiled(drop(1)), "claim", "GZ321", "1.0")
    assert reading.message is not None
    found = formal_control(reading.message, CODE_LISTS)
    assert found[0].control == "header-not-first"
    with pytest.raises(NoReturnMessageError, match="no opening record"):
        build_return(reading.message, outcome())


def test_another_message_than_gz321_is_answered_by_its_own_layout() -> None:
    from_layout = read_file(b"0117601030000" + b" " * 297 + b"\r\n", "dental")
    assert from_layout.message is not None
    back = message_of(write_return(from_layout.message, outcome(file_codes=("0208",))))
    assert (back.layout.message, len(back.rows)) == ("MZ302", 2)


def test_a_file_with_characters_that_the_answer_cannot_write_is_answered_all_the_same() -> None:
    opening = base_lines()[0]
    content = base_file().replace(opening, opening.replace(b"F2026-000123", "F2026-€00123".encode()), 1)
    reading = read_file(content, "claim")
    assert reading.message is not None
    assert "utf-8" in {found.control for found in reading.findings}
    back = message_of(write_return(reading.message, answer(reading.findings, reference="R1", dated=TODAY)))
    assert [row.record for row in back.rows] == ["01", "99"]
    assert back.rows[0].text("0116") == "F2026-?00123"[:12]
