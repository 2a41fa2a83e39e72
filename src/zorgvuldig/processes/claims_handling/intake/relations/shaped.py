"""Relations that hold in every claim message, found by what a field means (de algemene relaties).

Opening record and insured person have the same fields in all of them; of the care service and its lines the
shape tells where the days, amounts, signs and references stand. What a standard states for its own message
alone is not here: the descriptions of the layouts do not hold it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.processes.claims_handling.intake.reading import CREDIT, DEBIT, day, is_digits
from zorgvuldig.processes.claims_handling.intake.relations.references import Referring
from zorgvuldig.processes.claims_handling.intake.shapes import CLAIM_RECORD
from zorgvuldig.processes.claims_handling.intake.wording import euros

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from zorgvuldig.processes.claims_handling.intake.finding import Finding
    from zorgvuldig.processes.claims_handling.intake.groups import Service
    from zorgvuldig.processes.claims_handling.intake.message import Row
    from zorgvuldig.processes.claims_handling.intake.relations.placing import Placing
    from zorgvuldig.processes.claims_handling.intake.shapes import ClaimShape, Places

# The return codes of COD954 for a reference that comes twice, and for a credit without one, by level.
_REPEATED = {"04": "8207", "06": "8258"}
_WITHOUT = {"04": "8193", "06": "8259"}


def referring(shape: ClaimShape) -> Referring:
    """Tell in which fields a message has its references and its sign (referentienummers)."""
    places = {CLAIM_RECORD: shape.claim, shape.line_record: shape.line}
    named = {record: each.first("reference") for record, each in places.items()}
    return Referring(
        references={record: (name, _REPEATED[record]) for record, name in named.items() if name},
        sign=shape.claim.first("sign") or "",
        reference=shape.claim.first("reference") or "",
        previous=shape.claim.first("previous_reference") or "",
    )


def check_shaped(
    service: Service, shape: ClaimShape, placing: Placing, invoiced: date | None
) -> Iterator[Finding]:
    """Check the relations of one care service and its lines (COD954 8064, 8178, 8188, 8193, 8215, 8259)."""
    yield from _check_days(service.row, shape.claim, placing, invoiced)
    yield from _check_credit(service.row, shape.claim, "sign", placing)
    for line in service.tariffs if shape.has_own_lines else ():
        yield from _check_days(line, shape.line, placing, invoiced)
        yield from _check_credit(line, shape.line, "charged_sign", placing)
    for line in service.tariffs if shape.has_own_lines else (service.row,):
        yield from _check_sign(shape.claim.text(service.row, "sign"), line, shape, placing)
        yield from _check_product(line, shape, placing)


def _check_days(row: Row, places: Places, placing: Placing, invoiced: date | None) -> Iterator[Finding]:
    first_id = places.first("started_on")
    last_id = places.first("ended_on") or first_id
    if first_id is None or last_id is None:
        return
    first, last = day(row.text(first_id)), day(row.text(last_id))
    if first and last and last < first:
        what = "de zorg eindigt voor zij begint. Verbeter de begin- of einddatum."
        yield placing.finding("service-dates", row, last_id, what)
    if invoiced and last and last > invoiced:
        what = "de zorg eindigt na de datum van de factuur. Declareer zorg pas als die klaar is."
        yield placing.finding("service-after-invoice", row, last_id, what)


def _check_sign(sign: str, line: Row, shape: ClaimShape, placing: Placing) -> Iterator[Finding]:
    if sign not in {DEBIT, CREDIT}:
        return
    named = (shape.line.first("calculated_sign"), shape.line.first("charged_sign"))
    for field_id in filter(None, named):
        found = line.text(field_id)
        if found in {DEBIT, CREDIT} and found != sign:
            what = f"hier staat {found}, maar de prestatie is {sign}. Maak de letters gelijk."
            yield placing.finding("sign-differs", line, field_id, what)


def _check_credit(row: Row, places: Places, sign: str, placing: Placing) -> Iterator[Finding]:
    field_id = places.first("previous_reference")
    if field_id and places.text(row, sign) == CREDIT and not row.text(field_id):
        what = "een creditregel noemt de regel die zij terugdraait. Vul dat referentienummer in."
        yield placing.finding("credit-without-reference", row, field_id, what, code=_WITHOUT[row.record])


def _check_product(line: Row, shape: ClaimShape, placing: Placing) -> Iterator[Finding]:
    """Check the calculated amount where it is quantity times tariff and nothing else comes in between."""
    field_id = shape.line.first("product")
    texts = [shape.line.text(line, name) for name in ("quantity", "tariff", "product")]
    if field_id is None or not all(is_digits(text) and int(text) for text in texts):
        return
    quantity, price, amount = (int(text) for text in texts)
    if quantity * price != amount:
        what = (
            f"hier staat {euros(amount)}, maar aantal maal tarief is {euros(quantity * price)}. "
            "Verbeter het bedrag, het aantal of het tarief."
        )
        yield placing.finding("amount-product", line, field_id, what)
