"""Relations of a care service and what stands under it: days, amounts, debit and credit (prestatie)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.processes.claims_handling.intake.reading import CREDIT, DEBIT, day, is_digits
from zorgvuldig.processes.claims_handling.intake.relations.placing import Placing, is_filled
from zorgvuldig.processes.claims_handling.intake.wording import euros

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from zorgvuldig.processes.claims_handling.intake.finding import Finding
    from zorgvuldig.processes.claims_handling.intake.groups import Service
    from zorgvuldig.processes.claims_handling.intake.message import Row

STAY_BY_CARE_PACKAGE = "16"
# the days of each kind of part, and the controls for their order and for lying within the service
_PARTS = {
    "06": ("0616", "0617", "part-dates", "part-before-service", "part-after-service"),
    "16": ("1611", "1612", "activity-dates", "activity-outside", "activity-outside"),
    "17": ("1713", "1714", "time-dates", "time-outside", "time-outside"),
}
_SIGNS = {"04": ("0439",), "06": ("0621", "0623", "0626"), "16": ("1618",), "17": ("1718",)}
# the reference of the record that a credit reverses, and the return code of its absence
PREVIOUS = {"04": ("0441", "8193"), "06": ("0628", "8259"), "16": ("1620", "8627"), "17": ("1720", "8683")}


def check_service(service: Service, placing: Placing, invoiced: date | None) -> Iterator[Finding]:
    """Check the relations of one care service (standard 5.4.8; COD954 8064, 8177, 8178, 8188 and others)."""
    begin, end = day(service.row.text("0411")), day(service.row.text("0412"))
    if begin and end and end < begin:
        what = "de zorg eindigt voor zij begint. Verbeter de begin- of einddatum."
        yield placing.finding("service-dates", service.row, "0412", what)
    if invoiced and end and end > invoiced:
        what = "de zorg eindigt na de datum van de factuur. Declareer zorg pas als die klaar is."
        yield placing.finding("service-after-invoice", service.row, "0412", what)
    yield from _check_sign(service, placing)
    yield from _check_credit(service.row, placing)
    yield from _check_parts(service, placing, begin, end)


def _check_parts(
    service: Service, placing: Placing, begin: date | None, end: date | None
) -> Iterator[Finding]:
    for part in service.parts:
        yield from _check_days(part, placing, begin, end)
        yield from _check_credit(part, placing)
    for tariff in service.tariffs:
        yield from _check_product(tariff, placing)
    for time in service.times:
        if not is_filled(time, "1716") and not is_filled(time, "1717"):
            what = "directe of indirecte tijd moet gevuld zijn. Vul ten minste één van beide in."
            yield placing.finding("time-empty", time, "1716", what)


def _check_days(part: Row, placing: Placing, begin: date | None, end: date | None) -> Iterator[Finding]:
    first_id, last_id, order, before, after = _PARTS[part.record]
    first, last = day(part.text(first_id)), day(part.text(last_id))
    if first and last and last < first:
        what = "de einddatum ligt voor de begindatum. Verbeter een van beide."
        yield placing.finding(order, part, last_id, what)
    if first and begin and first < begin:
        what = "de begindatum ligt voor die van de prestatie. Verbeter een van beide."
        yield placing.finding(before, part, first_id, what)
    if last and end and last > end:
        what = "de einddatum ligt na die van de prestatie. Verbeter een van beide."
        code = {"16": "8674", "17": "8680"}.get(part.record)
        yield placing.finding(after, part, last_id, what, code=code)


def _check_product(tariff: Row, placing: Placing) -> Iterator[Finding]:
    texts = [tariff.text(field_id) for field_id in ("0618", "0619", "0620")]
    if not all(is_digits(text) and int(text) for text in texts):
        return
    quantity, price, amount = (int(text) for text in texts)
    if quantity * price == amount:
        return
    stay = tariff.text("0610") == STAY_BY_CARE_PACKAGE
    what = (
        f"hier staat {euros(amount)}, maar aantal maal tarief is {euros(quantity * price)}. "
        f"{'Wij nemen het bedrag over.' if stay else 'Verbeter het bedrag, het aantal of het tarief.'}"
    )
    yield placing.finding("stay-product" if stay else "amount-product", tariff, "0620", what)


def _check_sign(service: Service, placing: Placing) -> Iterator[Finding]:
    sign = service.row.text("0439")
    if sign not in {DEBIT, CREDIT}:
        return
    for part in service.parts:
        for field_id in _SIGNS[part.record]:
            if part.text(field_id) in {DEBIT, CREDIT} and part.text(field_id) != sign:
                what = (
                    f"hier staat {part.text(field_id)}, maar de prestatie is {sign}. Maak de letters gelijk."
                )
                yield placing.finding("sign-differs", part, field_id, what)


def _check_credit(row: Row, placing: Placing) -> Iterator[Finding]:
    previous, code = PREVIOUS[row.record]
    if row.text(_SIGNS[row.record][-1]) == CREDIT and not row.text(previous):
        what = "een creditregel noemt de regel die zij terugdraait. Vul dat referentienummer in."
        yield placing.finding("credit-without-reference", row, previous, what, code=code)
