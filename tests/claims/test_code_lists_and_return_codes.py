"""Codes hold between dates, and each control has its nearest return code in one table that the page shows."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from ggz_base import base_file

from zorgvuldig.interfaces.vektis.catalog import layouts
from zorgvuldig.interfaces.vektis.codec import read_file
from zorgvuldig.processes.claims_handling.intake.code_lists import Code, CodeLists, Standing, load_code_lists
from zorgvuldig.processes.claims_handling.intake.formal_control import formal_control
from zorgvuldig.processes.claims_handling.intake.return_codes import (
    answer_codes,
    controls,
    element_codes,
    make_finding,
    refuses_file,
    return_code,
)
from zorgvuldig.processes.claims_handling.intake.wording import euros

PAGE = Path(__file__).parents[2] / "docs" / "claims" / "return-codes.md"
CODE_LISTS = load_code_lists()


@pytest.mark.parametrize(
    ("on", "standing"),
    [
        (date(2014, 12, 31), Standing.NOT_YET),
        (date(2015, 1, 1), Standing.KNOWN),
        (date(2019, 12, 31), Standing.KNOWN),
        (date(2020, 1, 1), Standing.NO_LONGER),
        (None, Standing.KNOWN),
    ],
)
def test_a_code_holds_from_its_first_to_its_last_day(on: date | None, standing: Standing) -> None:
    lists = CodeLists({"COD001": {"A": Code("a", date(2015, 1, 1), date(2019, 12, 31))}})
    assert lists.judge("COD001-VEKT", "A", on) is standing


def test_an_unknown_code_and_an_unknown_list_are_told_apart() -> None:
    assert CODE_LISTS.judge("COD820-VEKT", "9", None) is Standing.UNKNOWN
    assert CODE_LISTS.judge("COD388-CTG", "9", None) is Standing.NO_LIST


def test_the_list_under_its_full_name_goes_before_the_one_under_its_element() -> None:
    assert CODE_LISTS.judge("COD327-VEK1", "09", None) is Standing.UNKNOWN
    assert CODE_LISTS.judge("COD327-VEKT", "09", None) is Standing.KNOWN


def test_the_closing_reason_that_the_list_of_2019_lacks_holds_for_care_of_its_time() -> None:
    assert CODE_LISTS.judge("COD874-DBCO", "04", date(2014, 1, 1)) is Standing.KNOWN
    assert CODE_LISTS.judge("COD874-DBCO", "04", date(2017, 1, 1)) is Standing.NO_LONGER


def test_labels_of_our_own_can_be_added_to_a_list() -> None:
    grown = CODE_LISTS.with_codes("UZOVI", ["1234"])
    assert grown.judge("UZOVI", "1234", None) is Standing.KNOWN
    assert grown.judge("UZOVI", "7119", None) is Standing.KNOWN
    assert CODE_LISTS.judge("UZOVI", "1234", None) is Standing.UNKNOWN


def test_a_short_name_is_given_where_one_is_known() -> None:
    assert CODE_LISTS.name_of("COD833-VEKT", "04") == "Instelling"
    assert CODE_LISTS.name_of("COD833-VEKT", "77") == ""
    assert CODE_LISTS.name_of("COD388-CTG", "1") == ""


@pytest.mark.parametrize(
    ("first", "last", "control"),
    [
        (date(2026, 2, 1), None, "code-not-yet"),
        (None, date(2026, 1, 1), "code-no-longer"),
        (date(2026, 1, 5), date(2026, 1, 12), None),
    ],
)
def test_a_code_of_care_is_looked_up_on_the_first_day_of_the_service(
    first: date | None, last: date | None, control: str | None
) -> None:
    lists = CodeLists(dict(CODE_LISTS.lists) | {"COD327-VEK1": {"01": Code("", first, last), "04": Code("")}})
    reading = read_file(base_file(), "base")
    assert reading.message is not None
    found = formal_control(reading.message, lists)
    assert [(each.control, each.row, each.field) for each in found] == (
        [(control, 5, "0420"), (control, 13, "0420")] if control else []
    )


def test_every_return_code_that_we_use_stands_in_the_list_of_return_codes() -> None:
    used = {entry.code for entry in controls().values() if entry.code}
    used |= set(element_codes().values()) | set(answer_codes().values())
    assert all(CODE_LISTS.judge("COD954-VEKT", code, None) is Standing.KNOWN for code in used)


def test_every_field_of_every_layout_has_a_return_code_of_four_digits() -> None:
    for layout in layouts():
        for record in layout.records.values():
            for field in record.fields:
                assert re.fullmatch(r"[0-9]{4}", return_code("missing", field)), (layout.message, field.id)


def test_nearly_every_field_of_gz321_has_a_return_code_of_its_own() -> None:
    layout = next(layout for layout in layouts() if layout.message == "GZ321")
    fields = [
        field
        for record in layout.records.values()
        for field in record.fields
        if not field.id.startswith("03")
    ]
    general = [field.id for field in fields if return_code("missing", field) in {"8148", "0001"}]
    assert general == ["0425"]


def test_a_control_without_field_or_code_takes_the_general_code() -> None:
    assert return_code("missing") == "8148"


def test_a_control_refuses_the_file_or_the_record_as_the_table_says() -> None:
    assert refuses_file(make_finding("total", "x", record="99", row=9))
    assert refuses_file(make_finding("missing", "x", record="01", row=1))
    assert not refuses_file(make_finding("missing", "x", record="02", row=2))
    assert not refuses_file(make_finding("line-ending", "x"))


def test_the_page_of_return_codes_shows_the_table_as_it_is() -> None:
    shown = dict(
        re.findall(
            r"^\| `([a-z0-9-]+)` \| [^|]+\| [^|]+\| ([0-9]{4}|by field) ", PAGE.read_text(), re.MULTILINE
        )
    )
    assert shown == {name: entry.code or "by field" for name, entry in controls().items()}
    elements = dict(re.findall(r"`((?:[0-9]{2}/)?[A-Z]{3}[0-9]{3})` ([0-9]{4})", PAGE.read_text()))
    assert elements == element_codes()


@pytest.mark.parametrize(
    ("cents", "text"),
    [
        (0, "€ 0,00"),
        (5, "€ 0,05"),
        (123_456, "€ 1.234,56"),
        (-80_000, "-€ 800,00"),
        (123_456_789, "€ 1.234.567,89"),
    ],
)
def test_an_amount_is_written_as_people_read_it(cents: int, text: str) -> None:
    assert euros(cents) == text
