"""Level N2, numbering: identifications count the detail records, and a comment carries its record's number.

Record and identification together make a detail record unique (fysieke sleutels, standard 5.3.4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.processes.claims_handling.intake.reading import number
from zorgvuldig.processes.claims_handling.intake.return_codes import make_finding
from zorgvuldig.processes.claims_handling.intake.structure import CLOSING, COMMENT, OPENING
from zorgvuldig.processes.claims_handling.intake.wording import at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zorgvuldig.processes.claims_handling.intake.finding import Finding
    from zorgvuldig.processes.claims_handling.intake.message import Field, Layout, Message, Row

_IDENTIFICATION, _LINE = "NUM040", "NUM109"


def check_identification(message: Message) -> Iterator[Finding]:
    """Check that every detail record has its own next number, and every comment that of its record."""
    numbering = _Numbering(message.layout)
    for row in message.rows:
        if row.record in {OPENING, CLOSING}:
            continue
        if row.record == COMMENT:
            yield from numbering.comment(row)
        else:
            yield from numbering.detail(row)


class _Numbering:
    """What was counted so far: the last number given, and which ones were given before."""

    def __init__(self, layout: Layout) -> None:
        self._fields: dict[str, Field | None] = {
            name: record.element(_IDENTIFICATION) for name, record in layout.records.items()
        }
        comment = layout.records.get(COMMENT)
        self._line = comment.element(_LINE) if comment else None
        self._may_skip = layout.is_return
        self._count = 0
        self._last: int | None = 0
        self._seen: set[tuple[str, int]] = set()
        self._comments: set[tuple[int, int]] = set()

    def detail(self, row: Row) -> Iterator[Finding]:
        """Count a detail record, and name its number if it is not the next one."""
        self._count += 1
        field = self._fields[row.record]
        value = number(row, field)
        if field is None or value is None:
            self._last = None
            return
        if (row.record, value) in self._seen:
            text = f"{at(row, field)} nummer {value} is al gebruikt. Geef elk record een eigen nummer."
            yield make_finding(
                "identification-repeated", text, record=row.record, row=row.number, field=field
            )
        elif not self._follows(value):
            expected = self._count if self._last is None else self._last + 1
            text = (
                f"{at(row, field)} nummer {value} volgt niet op het vorige; verwacht is {expected}. "
                "Nummer de records door."
            )
            yield make_finding("identification-gap", text, record=row.record, row=row.number, field=field)
        self._seen.add((row.record, value))
        self._last = value

    def _follows(self, value: int) -> bool:
        # A wrong number is named once: the next record may go on from it, or from where it should have been.
        return self._may_skip or self._last is None or value in {self._last + 1, self._count}

    def comment(self, row: Row) -> Iterator[Finding]:
        """Compare a comment with the record above it (identificatie detailrecord, regelnummer)."""
        field = self._fields[COMMENT]
        value, line = number(row, field), number(row, self._line)
        if field is None or value is None or self._last is None:
            return
        if value != self._last:
            text = (
                f"{at(row, field)} het commentaar draagt nummer {value}, maar het record erboven "
                f"heeft nummer {self._last}. Zet het commentaar onder het goede record."
            )
            yield make_finding("comment-parent", text, record=COMMENT, row=row.number, field=field)
        if line is not None and (value, line) in self._comments:
            text = f"{at(row, self._line)} regelnummer {line} is bij dit record al gebruikt. Nummer door."
            yield make_finding(
                "identification-repeated", text, record=COMMENT, row=row.number, field=self._line
            )
        self._comments.add((value, line or 0))
