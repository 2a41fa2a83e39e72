"""Level N2, order: each record under its parent, in the order of the standard's figure 5-1, numbered on.

Who stands where is data (`Layout.structure`); this walks the rows once with the records that are open above
it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from zorgvuldig.processes.claims_handling.intake.return_codes import make_finding
from zorgvuldig.processes.claims_handling.intake.wording import at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zorgvuldig.processes.claims_handling.intake.finding import Finding
    from zorgvuldig.processes.claims_handling.intake.message import Layout, Message, Place, Row

OPENING, COMMENT, CLOSING = "01", "98", "99"
_MISSING = {
    ("02", "04"): ("insured-without-service", "Bij deze verzekerde staat geen prestatierecord (04)."),
    ("04", "06"): ("service-without-tariff", "Bij deze prestatie staat geen tariefrecord (06)."),
}


def check_ends(message: Message) -> Iterator[Finding]:
    """Check that the file opens with record 01 and closes with record 99 (voorloop- en sluitrecord)."""
    rows = message.rows
    opening = message.layout.records[OPENING].fields[0]
    closing = message.layout.records[CLOSING].fields[0]
    if not rows or rows[0].record != OPENING:
        text = "Het bestand begint niet met een voorlooprecord (01). Zet het voorlooprecord vooraan."
        number = rows[0].number if rows else 1
        yield make_finding("header-not-first", text, record=OPENING, row=number, field=opening)
    if not any(row.record == CLOSING for row in rows):
        text = (
            "Het sluitrecord (99) ontbreekt. Misschien is het bestand afgebroken. "
            "Stuur het hele bestand opnieuw."
        )
        last = rows[-1].number if rows else 1
        yield make_finding("trailer-missing", text, record=CLOSING, row=last, field=closing)


def check_structure(message: Message) -> Iterator[Finding]:
    """Check order and parents of all records, and how often each stands (logische bestandstructuur)."""
    walk = _Walk(message.layout)
    for row in message.rows:
        yield from walk.enter(row)
    yield from walk.close_to(0)


@dataclass
class _Open:
    """A record that is open: later records may still stand under it."""

    row: Row | None
    record: str
    counts: dict[str, int] = field(default_factory=dict)
    rank: int = -1


class _Walk:
    """The records that are open while the rows go by, outermost first."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._places: dict[str, Place] = {place.record: place for place in layout.structure}
        self._ranks = {place.record: index for index, place in enumerate(layout.structure)}
        self._open: list[_Open] = [_Open(None, OPENING)]
        self._last: str | None = None
        self._closed = False
        self._seen_opening = False

    def enter(self, row: Row) -> Iterator[Finding]:
        """Let the next row in, and name it if it does not belong here."""
        if row.record == OPENING:
            yield from self._enter_opening(row)
        elif row.record == CLOSING:
            yield from self._enter_closing(row)
        elif self._closed:
            yield self._wrong(row, "dit record staat na het sluitrecord. Zet het sluitrecord achteraan.")
        elif row.record == COMMENT:
            yield from self._enter_comment(row)
        else:
            yield from self._enter_detail(row)

    def _enter_opening(self, row: Row) -> Iterator[Finding]:
        if self._seen_opening:
            text = f"{at(row)} het voorlooprecord staat er meer dan één keer. Haal dit record weg."
            yield make_finding("header-repeated", text, record=OPENING, row=row.number)
        elif self._open[0].row is None and self._last is None:
            self._open[0] = _Open(row, OPENING)
        self._seen_opening = True

    def _enter_closing(self, row: Row) -> Iterator[Finding]:
        if self._closed:
            text = f"{at(row)} het sluitrecord staat er meer dan één keer. Haal dit record weg."
            yield make_finding("trailer-repeated", text, record=CLOSING, row=row.number)
        yield from self.close_to(1)
        self._closed = True

    def _enter_comment(self, row: Row) -> Iterator[Finding]:
        parents = self._places[COMMENT].parents
        if self._last not in parents:
            wanted = ", ".join(parents)
            yield self._wrong(row, f"een commentaarrecord hoort direct onder een record {wanted} te staan.")

    def _enter_detail(self, row: Row) -> Iterator[Finding]:
        self._last = row.record
        place = self._places.get(row.record)
        if place is None:
            yield self._wrong(row, "dit record mag in dit bericht niet voorkomen.")
            return
        depth = next(
            (i for i in reversed(range(len(self._open))) if self._open[i].record in place.parents), None
        )
        if depth is None:
            wanted = ", ".join(place.parents)
            yield self._wrong(row, f"dit record hoort onder een record {wanted} te staan. Zet het daar neer.")
            return
        yield from self.close_to(depth + 1)
        yield from self._count(row, place, self._open[depth])
        self._open.append(_Open(row, row.record))

    def _count(self, row: Row, place: Place, parent: _Open) -> Iterator[Finding]:
        rank = self._ranks[row.record]
        if rank < parent.rank:
            before = self._layout.structure[parent.rank].record
            yield self._wrong(row, f"dit record hoort vóór de records {before} te staan. Zet het daar neer.")
        parent.rank = max(parent.rank, rank)
        count = parent.counts[row.record] = parent.counts.get(row.record, 0) + 1
        if place.maximum is not None and count > place.maximum:
            text = f"{at(row)} dit record mag hier {place.maximum} keer staan. Haal het weg."
            yield make_finding("debtor-repeated", text, record=row.record, row=row.number)

    def close_to(self, depth: int) -> Iterator[Finding]:
        """Close the records below a depth; a closed record must have had the records it needs."""
        while len(self._open) > depth:
            yield from self._missing_children(self._open.pop())

    def _missing_children(self, closed: _Open) -> Iterator[Finding]:
        if closed.row is None or (closed.record == OPENING and self._layout.is_return):
            return
        for place in self._layout.structure:
            if closed.record not in place.parents or place.minimum == 0 or place.record == CLOSING:
                continue
            if closed.counts.get(place.record, 0) < place.minimum:
                missing = f"Onder dit record hoort een record {place.record} te staan."
                control, what = _MISSING.get((closed.record, place.record), ("child-missing", missing))
                text = f"{at(closed.row)} {what} Voeg het toe of haal dit record weg."
                yield make_finding(control, text, record=closed.record, row=closed.row.number)

    @staticmethod
    def _wrong(row: Row, what: str) -> Finding:
        return make_finding("record-order", f"{at(row)} {what}", record=row.record, row=row.number)
