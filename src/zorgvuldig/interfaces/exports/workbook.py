"""The own data as a workbook: one sheet with the contents, and one for each table (xlsx, GDPR art. 20)."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import xlsxwriter

from zorgvuldig.interfaces.exports.words import CONTENTS, MADE_ON, ROWS, TABLE, origin, plain, uses_of
from zorgvuldig.records.writing import day

if TYPE_CHECKING:
    from datetime import date

    from zorgvuldig.processes.rights.explain.views import MyData, MyTable

#: What a workbook allows at most in the name of a sheet.
_NAME = 31
_FORBIDDEN = str.maketrans("", "", "[]:*?/\\'")
_WIDTH = 24
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def as_workbook(data: MyData, *, on: date) -> bytes:
    """Write all parts as a workbook; every cell is text."""
    made = BytesIO()
    with xlsxwriter.Workbook(made, _OPTIONS) as book:
        bold = book.add_format({"bold": True})
        contents = book.add_worksheet(CONTENTS)
        contents.write_string(0, 0, MADE_ON.format(day=day(on)))
        for column, heading in enumerate((TABLE, ROWS)):
            contents.write_string(2, column, heading, bold)
        contents.set_column(0, 0, 2 * _WIDTH)
        taken = {CONTENTS.lower()}
        tables = [table for section in data.sections for table in section.tables]
        for line, table in enumerate(tables, start=3):
            name = _sheet_name(table.title, taken)
            contents.write_url(line, 0, f"internal:'{name}'!A1", string=table.title)
            contents.write_string(line, 1, str(len(table.rows)))
            _table(book.add_worksheet(name), table, bold)
    return made.getvalue()


def _table(sheet: Any, table: MyTable, bold: Any) -> None:  # noqa: ANN401 — the library has no types
    notes = (table.title, origin(table), *uses_of(table))
    for line, note in enumerate(notes):
        sheet.write_string(line, 0, note, *([bold] if line == 0 else []))
    first = len(notes) + 1
    for column, heading in enumerate(table.headers):
        sheet.write_string(first, column, heading, bold)
    for line, row in enumerate(table.rows, start=first + 1):
        for column, (_, value) in enumerate(row.pairs):
            sheet.write_string(line, column, plain(value))
    sheet.set_column(0, len(table.headers), _WIDTH)
    sheet.freeze_panes(first + 1, 0)


def _sheet_name(title: str, taken: set[str]) -> str:
    """Name a sheet after its table, within what a workbook allows; two of one name get a number."""
    plain = title.translate(_FORBIDDEN)
    name, number = plain[:_NAME], 1
    while name.lower() in taken:
        number += 1
        name = f"{plain[: _NAME - 3]} {number}"
    taken.add(name.lower())
    return name
