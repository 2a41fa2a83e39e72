"""Relations of the insured person: names, address, birth, number (verzekerdenrecord)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.processes.claims_handling.intake.bsn import NO_BSN
from zorgvuldig.processes.claims_handling.intake.reading import day
from zorgvuldig.processes.claims_handling.intake.relations.placing import Placing, is_filled, is_written

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from zorgvuldig.processes.claims_handling.intake.finding import Finding
    from zorgvuldig.processes.claims_handling.intake.groups import InsuredGroup


def check_insured(
    group: InsuredGroup, placing: Placing, invoiced: date | None, begin: str = "0411"
) -> Iterator[Finding]:
    """Check the relations of one insured person (standard 5.4.7; COD954 8101, 8151, 8181, 8182)."""
    row = group.row
    if row.text("0203") == NO_BSN and not is_written(row, "0205"):
        what = "zonder burgerservicenummer is het verzekerdennummer verplicht. Vul het in."
        yield placing.finding("insured-number-missing", row, "0205", what)
    if is_written(row, "0217") and is_written(row, "0218"):
        what = "een postcode in Nederland en een in het buitenland gaan niet samen. Vul er één in."
        yield placing.finding("foreign-postcode", row, "0218", what)
    if is_filled(row, "0212") and not is_written(row, "0213"):
        what = "er is een tweede naamcode, maar geen tweede naam. Vul de naam in of maak de code leeg."
        yield placing.finding("second-name-missing", row, "0213", what)
    yield from _check_birth(group, placing, invoiced, begin)


def _check_birth(
    group: InsuredGroup, placing: Placing, invoiced: date | None, begin: str
) -> Iterator[Finding]:
    born = day(group.row.text("0207"))
    if born is None:
        return
    begins = [day(service.row.text(begin)) for service in group.services]
    earliest = min(filter(None, begins), default=None)
    if (earliest and born > earliest) or (invoiced and born > invoiced):
        what = "de geboortedatum ligt na de zorg of na de factuur. Verbeter de datum."
        yield placing.finding("birth-after-service", group.row, "0207", what)
