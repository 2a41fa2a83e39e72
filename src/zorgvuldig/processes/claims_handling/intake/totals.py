"""Level N2, totals: the closing record counts the records and sums the amounts, to the cent (sluitrecord)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from zorgvuldig.processes.claims_handling.intake.reading import (
    CREDIT,
    DEBIT,
    number,
    sign_field,
    signed_cents,
)
from zorgvuldig.processes.claims_handling.intake.return_codes import make_finding
from zorgvuldig.processes.claims_handling.intake.wording import at, euros

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zorgvuldig.processes.claims_handling.intake.finding import Finding
    from zorgvuldig.processes.claims_handling.intake.message import Field, Layout, Message, RecordLayout, Row

COUNTED = {
    "ANT085": "02",
    "ANT086": "03",
    "ANT087": "04",
    "ANT002": "06",
    "ANT300": "16",
    "ANT306": "17",
    "ANT089": "98",
    # the same counts in a return message
    "ANT267": "02",
    "ANT268": "03",
    "ANT269": "04",
    "ANT276": "06",
    "ANT270": "98",
}
ALL_DETAILS = frozenset({"ANT265", "ANT271"})
CHARGED, TOTAL_CHARGED = "BED161", "BED025"


def check_totals(message: Message) -> Iterator[Finding]:
    """Check the counts and the total of record 99 against the file (aantallen en totaalbedrag)."""
    trailer = message.trailer
    if trailer is None:
        return
    closing = message.layout.records[trailer.record]
    yield from _check_counts(message, trailer, closing)
    if (
        not message.layout.is_return
    ):  # a return message holds part of the claim, its totals those of the whole
        yield from _check_total(message, trailer, closing)


def _check_counts(message: Message, trailer: Row, closing: RecordLayout) -> Iterator[Finding]:
    counts = Counter(row.record for row in message.rows)
    details = len(message.rows) - counts["01"] - counts["99"]
    for field in closing.fields:
        record = COUNTED.get(field.element)
        if record is None and field.element not in ALL_DETAILS:
            continue
        stated, found = number(trailer, field), counts[record] if record else details
        if stated is None or stated == found:
            continue
        what = f"records {record}" if record else "detailrecords"
        text = (
            f"{at(trailer, field)} hier staat {stated}, maar het bestand heeft {found} {what}. "
            "Verbeter het aantal of stuur de records die ontbreken."
        )
        yield make_finding("count", text, record=trailer.record, row=trailer.number, field=field)


def _check_total(message: Message, trailer: Row, closing: RecordLayout) -> Iterator[Finding]:
    field = closing.element(TOTAL_CHARGED)
    stated = number(trailer, field)
    found = sum_charged(message)
    if field is None or stated is None or found is None:
        return
    if stated != abs(found):
        text = (
            f"{at(trailer, field)} hier staat {euros(stated)}, maar de declaratiebedragen zijn samen "
            f"{euros(abs(found))}. Verbeter het totaal of de bedragen."
        )
        yield make_finding("total", text, record=trailer.record, row=trailer.number, field=field)
    sign = sign_field(closing, field)
    letter = trailer.raw[sign.place] if sign else DEBIT
    wanted = CREDIT if found < 0 else DEBIT
    if sign is not None and letter in {DEBIT, CREDIT} and letter != wanted:
        what = f"hier staat {letter}, maar bij dit totaal hoort {wanted}. Verbeter de letter."
        text = f"{at(trailer, sign)} {what}"
        yield make_finding("total-sign", text, record=trailer.record, row=trailer.number, field=sign)


def sum_charged(message: Message) -> int | None:
    """Sum the charged amounts in cents; nothing if one of them cannot be read (declaratiebedrag)."""
    place = charged_place(message.layout)
    if place is None:
        return None
    record, amount = place
    layout = message.layout.records[record]
    total = 0
    for row in message.rows:
        if row.record != record:
            continue
        cents = signed_cents(row, layout, amount)
        if cents is None:
            return None
        total += cents
    return total


def charged_place(layout: Layout) -> tuple[str, Field] | None:
    """Give the record and field of the charged amount: in record 06, else in 04."""
    for record in ("06", "04"):
        found = layout.records[record].element(CHARGED) if record in layout.records else None
        if found is not None:
            return record, found
    return None
