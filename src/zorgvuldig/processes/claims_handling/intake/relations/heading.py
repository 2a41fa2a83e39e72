"""Relations inside the opening record: period, software, who claims, who is paid (voorlooprecord)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.processes.claims_handling.intake.reading import day
from zorgvuldig.processes.claims_handling.intake.relations.placing import Placing, is_filled, is_written

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from zorgvuldig.processes.claims_handling.intake.finding import Finding
    from zorgvuldig.processes.claims_handling.intake.message import Row

# who is paid (0113), the field that must then name that party, and the return code of its absence
_PAYEES = {
    "01": ("0109", "servicebureau", "8171"),
    "02": ("0110", "zorgverlener", "8172"),
    "03": ("0111", "praktijk", "8173"),
    "04": ("0112", "instelling", "8174"),
}


def check_heading(header: Row, placing: Placing, today: date | None) -> Iterator[Finding]:
    """Check the relations of the opening record (COD954 8166, 8170 to 8175, 8848)."""
    begin, end = day(header.text("0114")), day(header.text("0115"))
    if begin and end and end < begin:
        what = "de declaratieperiode eindigt voor zij begint. Verbeter de begin- of einddatum."
        yield placing.finding("period-order", header, "0115", what)
    if is_filled(header, "0106") != is_written(header, "0107"):
        missing = "0107" if is_filled(header, "0106") else "0106"
        what = "de code van de software en de versie ervan horen samen gevuld te zijn, of samen leeg."
        yield placing.finding("software-pair", header, missing, what)
    yield from _check_parties(header, placing)
    invoiced = day(header.text("0117"))
    if today and invoiced and invoiced > today:
        what = "de factuur is gedateerd na vandaag. Verbeter de datum."
        yield placing.finding("invoice-in-future", header, "0117", what)


def _check_parties(header: Row, placing: Placing) -> Iterator[Finding]:
    """Check who claims and who is paid (declarant, betaling aan)."""
    if not any(is_filled(header, field_id) for field_id in ("0110", "0111", "0112")):
        what = "er staat geen zorgverlener, praktijk of instelling. Vul in wie declareert."
        yield placing.finding("declarant-missing", header, "0112", what)
    payee = _PAYEES.get(header.text("0113"))
    if payee is not None and not is_filled(header, payee[0]):
        what = f"volgens veld 0113 wordt een {payee[1]} betaald, maar die staat er niet. Vul de code in."
        yield placing.finding("payee-missing", header, payee[0], what, code=payee[2])
