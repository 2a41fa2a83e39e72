"""Formal control of a message as it stands (formele controle): levels N2 to N5 of the standard.

The codec has found level N1. Where a line itself is damaged, nothing that stands on it can be judged, so
only the ends of the file are looked at (standard 6.4.1). All other findings are given at once, also those
of records in a file that is refused as a whole: its sender then needs to send only once more. The return
message follows the standard and names only the file then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.processes.claims_handling.intake.fields import check_fields
from zorgvuldig.processes.claims_handling.intake.identification import check_identification
from zorgvuldig.processes.claims_handling.intake.keys import check_keys
from zorgvuldig.processes.claims_handling.intake.reading import day
from zorgvuldig.processes.claims_handling.intake.relations.all import check_relations
from zorgvuldig.processes.claims_handling.intake.service_codes import check_service_codes
from zorgvuldig.processes.claims_handling.intake.shapes import find_shape
from zorgvuldig.processes.claims_handling.intake.structure import check_ends, check_structure
from zorgvuldig.processes.claims_handling.intake.totals import check_totals
from zorgvuldig.processes.claims_handling.intake.values import check_values

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from zorgvuldig.processes.claims_handling.intake.code_lists import CodeLists
    from zorgvuldig.processes.claims_handling.intake.finding import Finding
    from zorgvuldig.processes.claims_handling.intake.message import Message, Row

_INVOICE_DATE = "DAT031"
# the first day of a service, or its only day
_SERVICE_BEGIN = ("DAT001", "DAT272")


def formal_control(
    message: Message, code_lists: CodeLists, *, at: date | None = None, read: Sequence[Finding] = ()
) -> tuple[Finding, ...]:
    """Judge a message on levels N2 to N5 (formele controle); `read` is what the codec found, `at` today.

    Findings come in file order within each level; warnings are among them and refuse nothing.
    """
    return tuple(find(message, code_lists, at=at, read=read))


def find(
    message: Message, code_lists: CodeLists, *, at: date | None = None, read: Sequence[Finding] = ()
) -> Iterator[Finding]:
    """Give the findings of formal control one by one, so that a file full of errors needs no room for all."""
    if any(not found.warning for found in read):
        yield from check_ends(message)
        return
    order = (*check_ends(message), *check_structure(message))
    yield from order
    yield from check_identification(message)
    yield from check_keys(message)
    yield from check_totals(message)
    yield from _check_content(message, code_lists)
    if not order:
        yield from check_relations(message, at)


def _check_content(message: Message, code_lists: CodeLists) -> Iterator[Finding]:
    """Check the fields of every row; codes of care hold on the first day of the service above them."""
    invoice_day = _day(message.header, message, _INVOICE_DATE)
    on = invoice_day
    shape = find_shape(message.layout)
    for row in message.rows:
        record = message.layout.records[row.record]
        if row.record == "04":
            on = _day(row, message, *_SERVICE_BEGIN) or invoice_day
        elif row.record in {"01", "02", "99"}:
            on = invoice_day
        yield from check_fields(row, record, code_lists)
        yield from check_values(row, record, code_lists, on)
        if shape is not None:
            yield from check_service_codes(row, record, code_lists, on, shape)


def _day(row: Row | None, message: Message, *elements: str) -> date | None:
    field = message.layout.records[row.record].element(*elements) if row else None
    return day(row.raw[field.place]) if row and field else None
