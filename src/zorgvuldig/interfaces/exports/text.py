"""The own data as a text that a word processor opens: headings, and a table for each kind of row (docx)."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.oxml.ns import qn

from zorgvuldig.interfaces.exports.words import MADE_ON, NOTHING, TITLE, origin, plain, uses_of
from zorgvuldig.records.writing import day

if TYPE_CHECKING:
    from datetime import date

    from zorgvuldig.processes.rights.explain.views import MyData, MyTable


def as_text(data: MyData, *, on: date) -> bytes:
    """Write all parts as a text, in Dutch, with headings that a screen reader follows."""
    text = Document()
    # The template of the library names a person as its author, and says that it is English.
    text.core_properties.author = ""
    text.core_properties.title = TITLE
    text.core_properties.language = "nl-NL"
    text.styles.element.find(f".//{qn('w:lang')}").set(qn("w:val"), "nl-NL")
    text.add_heading(TITLE, level=0)
    text.add_paragraph(MADE_ON.format(day=day(on)))
    for section in data.sections:
        text.add_heading(section.heading, level=1)
        if not section.tables:
            text.add_paragraph(NOTHING)
        for table in section.tables:
            _table(text, table)
    made = BytesIO()
    text.save(made)
    return made.getvalue()


def _table(text: Any, table: MyTable) -> None:  # noqa: ANN401 — made by a function of the library
    text.add_heading(table.title, level=2)
    if table.wide:
        for row in table.rows:
            text.add_heading(plain(row.title), level=3)
            _grid(text, row.pairs)
    else:
        _grid(text, [table.headers, *(tuple(value for _, value in row.pairs) for row in table.rows)])
    for note in (*uses_of(table), origin(table)):
        text.add_paragraph(note)


def _grid(text: Any, rows: Any) -> None:  # noqa: ANN401 — as above
    grid = text.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for row in rows:
        for cell, value in zip(grid.add_row().cells, row, strict=True):
            cell.text = plain(value)
