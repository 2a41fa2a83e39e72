"""Builds the return message of a claim message: GZ322 for GZ321 (retourinformatie, standard chapter 6).

A record goes back as it came, with the fields of the return message added behind it (6.9). Records of
approved care do not go back; a record that goes along with a refused one carries the code that says so
(6.8.2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.interfaces.vektis.catalog import UnknownLayoutError, load_layout
from zorgvuldig.interfaces.vektis.codec import render
from zorgvuldig.interfaces.vektis.writer import closing_values, compose_row
from zorgvuldig.processes.claims_handling.intake.groups import InsuredGroup, Service, insured_groups
from zorgvuldig.processes.claims_handling.intake.reading import CREDIT, DEBIT, signed_cents
from zorgvuldig.processes.claims_handling.intake.return_codes import answer_codes
from zorgvuldig.processes.claims_handling.intake.totals import charged_place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zorgvuldig.processes.claims_handling.intake.answers import Answer
    from zorgvuldig.processes.claims_handling.intake.message import Field, Layout, Message, Row

_RETURN_CODE_LIST = "COD954-VEKT"
_REFERENCE, _DATED = "NUM370", "DAT277"
_CALCULATED, _APPROVED = "BED165", "BED166"
_TOTAL_CHARGED, _TOTAL_APPROVED = "BED168", "BED167"


class NoReturnMessageError(ValueError):
    """The message has no return message that we know, or nothing to answer with (standard 6.8.1)."""


def write_return(message: Message, answer: Answer) -> bytes:
    """Write the return message of a claim message as a file (retourbestand)."""
    return render(return_layout(message), build_return(message, answer))


def build_return(message: Message, answer: Answer) -> tuple[Row, ...]:
    """Build the rows of the return message; only its ends where no record is refused apart (6.7)."""
    if message.header is None:
        raise NoReturnMessageError("the file has no opening record (01), so there is nothing to answer with")
    builder = _Builder(message, answer)
    builder.opening(message.header)
    if not answer.file_codes:
        for group in insured_groups(message):
            builder.group(group)
    builder.closing()
    return tuple(builder.rows)


def return_layout(message: Message) -> Layout:
    """Give the layout of the return message that belongs to a claim message."""
    if message.layout.is_return or message.layout.counterpart is None:
        raise NoReturnMessageError(f"{message.layout.message} has no return message")
    try:
        return load_layout(message.layout.counterpart, message.layout.version)
    except UnknownLayoutError:
        # Of GZ311 the return message is not given.
        raise NoReturnMessageError(f"the layout of {message.layout.counterpart} is not known") from None


class _Builder:
    """Collects the rows of one return message."""

    def __init__(self, message: Message, answer: Answer) -> None:
        self.rows: list[Row] = []
        self._message = message
        self._answer = answer
        self._layout = return_layout(message)
        self._codes = answer_codes()
        self._place = charged_place(message.layout)
        self._charged = _charged(message, self._place)

    def opening(self, header: Row) -> None:
        """Send the opening record back with our reference, the day, and the codes of the file."""
        record = self._layout.records["01"]
        codes = self._answer.file_codes or (
            self._codes["no-remark" if self._something_back() else "accepted"],
        )
        own = {"0102": self._layout.ei_codes[0]}
        for element, value in {
            _REFERENCE: self._answer.reference[:24],
            _DATED: self._answer.dated.strftime("%Y%m%d"),
        }.items():
            field = record.element(element)
            if field is not None:
                own[field.id] = value
        self._add(header, own, codes)

    def group(self, group: InsuredGroup) -> None:
        """Send back what is refused or corrected of one insured person, with what belongs to it."""
        if any(row.number in self._answer.row_codes for row in group.own_rows):
            for row in self._all_rows(group):
                self._add(row, self._amounts(row, refused=True), self._codes_of(row, "not-judged"))
            return
        services = [service for service in group.services if self._goes_back(service)]
        for row in group.own_rows if services else ():
            self._add(row, {}, (self._codes["no-remark"],))
        for service in services:
            self._service(service)

    def _service(self, service: Service) -> None:
        """Send a care service back with all that stands under it, refused or corrected."""
        refused = self._is_refused(service)
        for row in service.rows:
            otherwise = "not-judged" if refused else "no-remark"
            if not refused and self._is_corrected(row):
                otherwise = "corrected"
            self._add(row, self._amounts(row, refused=refused), self._codes_of(row, otherwise))

    def closing(self) -> None:
        """Close with the counts of what goes back, and the totals of the whole file: charged and approved."""
        record = self._layout.records["99"]
        values = closing_values(self._layout, [row.record for row in self.rows])
        for element, cents in {
            _TOTAL_CHARGED: sum(self._charged.values()),
            _TOTAL_APPROVED: sum(self._approved().values()),
        }.items():
            amount = record.element(element)
            if amount is None:
                continue
            values[amount.id] = str(abs(cents))
            sign = next(
                (field for field in record.fields if field.start == amount.start + amount.length), None
            )
            if sign is not None and sign.length == 1:
                values[sign.id] = CREDIT if cents < 0 else DEBIT
        self.rows.append(compose_row(self._layout, "99", values, number=len(self.rows) + 1))

    def _add(self, row: Row, own: dict[str, str], codes: tuple[str, ...]) -> None:
        record = self._layout.records[row.record]
        places: list[Field] = [field for field in record.fields if field.code_list == _RETURN_CODE_LIST]
        values = {name: value for name, value in row.values.items() if name in record.by_id}
        values |= own | {place.id: code for place, code in zip(places, codes, strict=False)}
        self.rows.append(compose_row(self._layout, row.record, values, number=len(self.rows) + 1))

    def _amounts(self, row: Row, *, refused: bool) -> dict[str, str]:
        """Give the calculated and approved amount of a tariff record, each with its letter."""
        if self._place is None or row.record != self._place[0]:
            return {}
        record = self._layout.records[row.record]
        cents = (
            0 if refused else self._answer.approved_cents.get(row.number, self._charged.get(row.number, 0))
        )
        values = {}
        for element in (_CALCULATED, _APPROVED):
            amount = record.element(element)
            if amount is None:
                continue
            values[amount.id] = str(abs(cents))
            sign = next(field for field in record.fields if field.start == amount.start + amount.length)
            values[sign.id] = CREDIT if self._charged.get(row.number, 0) < 0 else DEBIT
        return values

    def _codes_of(self, row: Row, otherwise: str) -> tuple[str, ...]:
        return self._answer.row_codes.get(row.number) or (self._codes[otherwise],)

    def _goes_back(self, service: Service) -> bool:
        return self._is_refused(service) or any(self._is_corrected(row) for row in service.rows)

    def _is_refused(self, service: Service) -> bool:
        return any(row.number in self._answer.row_codes for row in service.rows)

    def _is_corrected(self, row: Row) -> bool:
        approved = self._answer.approved_cents.get(row.number)
        return approved is not None and approved != self._charged.get(row.number)

    def _something_back(self) -> bool:
        return any(
            any(row.number in self._answer.row_codes for row in group.own_rows)
            or any(self._goes_back(service) for service in group.services)
            for group in insured_groups(self._message)
        )

    @staticmethod
    def _all_rows(group: InsuredGroup) -> Iterator[Row]:
        yield from group.own_rows
        for service in group.services:
            yield from service.rows

    def _approved(self) -> dict[int, int]:
        """Give what is approved of each tariff record of the whole file, in cents."""
        charged = self._charged
        if self._answer.file_codes:
            return dict.fromkeys(charged, 0)
        approved = dict(charged) | {
            row: cents for row, cents in self._answer.approved_cents.items() if row in charged
        }
        for group in insured_groups(self._message):
            whole = any(row.number in self._answer.row_codes for row in group.own_rows)
            for service in group.services:
                if whole or self._is_refused(service):
                    approved |= {row.number: 0 for row in service.rows if row.number in charged}
        return approved


def _charged(message: Message, place: tuple[str, Field] | None) -> dict[int, int]:
    """Give what each tariff record charges, in cents; an unreadable amount counts for nothing."""
    if place is None:
        return {}
    record, amount = place
    layout = message.layout.records[record]
    return {
        row.number: signed_cents(row, layout, amount) or 0 for row in message.rows if row.record == record
    }
