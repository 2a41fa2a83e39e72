"""The own data as files: each form opens in its own program and holds every row, as text and nothing else."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook

from zorgvuldig.interfaces.exports.notation import as_json
from zorgvuldig.interfaces.exports.text import as_text
from zorgvuldig.interfaces.exports.workbook import as_workbook
from zorgvuldig.norms.citing import cite
from zorgvuldig.processes.rights.explain.views import MyData, MyRow, MySection, MyTable

ON = date(2026, 3, 1)


def table(title, headers, *rows, key="Case"):
    return MyTable(
        key=key,
        title=title,
        headers=headers,
        rows=tuple(MyRow(title=row[0], pairs=tuple(zip(headers, row, strict=True))) for row in rows),
        categories=("contact",),
        source="van uzelf",
        purpose="voor het bijhouden van polissen",
        kept="tot zeven jaar na het einde van uw verzekering",
        kept_by=cite(("GC-4.0.8",), ON),
        uses=("het bijhouden van polissen: één keer, het laatst op 1 maart 2026",),
    )


def data(*tables):
    return MyData(
        sections=(
            MySection(key="reach", heading="Waar wij u bereiken", tables=tables),
            MySection(key="wishes", heading="Uw toestemmingen en bezwaren", tables=()),
        )
    )


PHONES = table("E-mail en telefoon", ("E-mail", "Telefoon"), ("é@post.example", "06001"), ("b", "06002"))
WIDE = table("Declaraties", tuple("abcdefg"), ("1", "2", "3", "4", "5", "6", "7"))


def sheets(made):
    return load_workbook(BytesIO(made))


def test_the_workbook_holds_a_sheet_for_each_table_with_every_row_as_text():
    book = sheets(as_workbook(data(PHONES, WIDE), on=ON))
    assert book.sheetnames == ["Inhoud", "E-mail en telefoon", "Declaraties"]
    rows = [[cell.value for cell in row] for row in book["E-mail en telefoon"].iter_rows()]
    assert ["E-mail", "Telefoon"] in rows
    assert rows[-2:] == [["é@post.example", "06001"], ["b", "06002"]]
    assert any("Art. 4.0.8" in str(row[0]) for row in rows)
    assert any("één keer" in str(row[0]) for row in rows)


@pytest.mark.parametrize("value", ["=1+1", "+31", "-2", "@SUM(A1)", "http://post.example", "007", "\t=1"])
def test_no_value_becomes_a_formula_a_link_or_a_number(value):
    book = sheets(as_workbook(data(table("T", ("Waarde",), (value,), ("x",))), on=ON))
    cell = book["T"]["A6"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (value, "s", None)


def test_two_tables_of_one_name_and_a_name_that_no_sheet_may_have_get_sheets_of_their_own():
    long = "Wat de ene afdeling [de andere]: meldde / zei?"
    book = sheets(as_workbook(data(table(long, ("a",), ("1",)), table(long, ("a",), ("2",))), on=ON))
    assert len(book.sheetnames) == len({name.lower() for name in book.sheetnames}) == 3
    assert all(len(name) <= 31 for name in book.sheetnames)


def test_the_text_holds_every_value_in_dutch_and_names_no_author():
    text = Document(BytesIO(as_text(data(PHONES, WIDE), on=ON)))
    cells = {cell.text for grid in text.tables for row in grid.rows for cell in row.cells}
    assert {"E-mail", "Telefoon", "é@post.example", "06001", "06002", "7"} <= cells
    told = [paragraph.text for paragraph in text.paragraphs]
    assert "Hierover bewaren wij niets." in told
    assert "Waar wij u bereiken" in told
    assert text.core_properties.author == ""
    assert 'w:val="nl-NL"' in text.styles.element.xml


def test_the_notation_for_a_program_holds_origin_term_and_uses():
    told = json.loads(as_json(data(PHONES), on=ON))
    assert told["gemaakt"] == "2026-03-01"
    (held,) = told["onderdelen"][0]["tabellen"]
    assert held["regels"][0] == {"E-mail": "é@post.example", "Telefoon": "06001"}
    assert held["artikel"] == ["GC-4.0.8"]
    assert held["gebruikt"] == list(PHONES.uses)


def test_an_overview_of_nothing_is_a_whole_file_in_each_form():
    nothing = data()
    assert sheets(as_workbook(nothing, on=ON)).sheetnames == ["Inhoud"]
    assert Document(BytesIO(as_text(nothing, on=ON))).tables == []
    assert json.loads(as_json(nothing, on=ON))["onderdelen"][0]["tabellen"] == []


def test_a_character_that_a_file_cannot_hold_is_left_out_and_breaks_nothing():
    odd = data(table("T", ("Waarde",), ("a\x00b\x0bc\x1f",), ("d",)))
    assert sheets(as_workbook(odd, on=ON))["T"]["A6"].value == "abc"
    cells = [cell.text for row in Document(BytesIO(as_text(odd, on=ON))).tables[0].rows for cell in row.cells]
    assert "abc" in cells
