"""All relations of a message, in file order (level N5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.processes.claims_handling.intake.groups import insured_groups
from zorgvuldig.processes.claims_handling.intake.reading import day
from zorgvuldig.processes.claims_handling.intake.relations.declared import check_declared
from zorgvuldig.processes.claims_handling.intake.relations.heading import check_heading
from zorgvuldig.processes.claims_handling.intake.relations.insured import check_insured
from zorgvuldig.processes.claims_handling.intake.relations.placing import Placing
from zorgvuldig.processes.claims_handling.intake.relations.references import MENTAL_HEALTH, References
from zorgvuldig.processes.claims_handling.intake.relations.services import check_service
from zorgvuldig.processes.claims_handling.intake.relations.shaped import check_shaped, referring
from zorgvuldig.processes.claims_handling.intake.return_codes import make_finding
from zorgvuldig.processes.claims_handling.intake.shapes import find_shape

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from zorgvuldig.processes.claims_handling.intake.finding import Finding
    from zorgvuldig.processes.claims_handling.intake.message import Message

#: The messages whose own relations are known; of others those that hold in every claim message.
KNOWN = frozenset({"GZ321"})


def check_relations(message: Message, today: date | None) -> Iterator[Finding]:
    """Check every relation that we know for this message (relaties)."""
    header = message.header
    if header is None or message.layout.is_return:
        return
    shape = find_shape(message.layout)
    own = message.layout.message in KNOWN
    if not own:
        yield _limit(message, general=shape is not None)
    if shape is None:
        return
    placing = Placing(message.layout)
    references = References(placing, MENTAL_HEALTH if own else referring(shape))
    invoiced = day(header.text("0117"))
    begin = shape.claim.first("started_on") or ""
    yield from check_heading(header, placing, today)
    for group in insured_groups(message):
        yield from check_insured(group, placing, invoiced, begin)
        above = {header.record: header, group.row.record: group.row}
        yield from check_declared(group.row, above, message.layout, placing)
        for service in group.services:
            above[service.row.record] = service.row
            for row in (service.row, *service.parts):
                yield from check_declared(row, above, message.layout, placing)
            if own:
                yield from check_service(service, placing, invoiced)
            else:
                yield from check_shaped(service, shape, placing, invoiced)
            yield from references.take(service)
    yield from references.close()


def _limit(message: Message, *, general: bool) -> Finding:
    """Say what was not controlled, so that nobody takes a file for wholly correct."""
    name = f"{message.layout.message} {message.layout.version}"
    text = f"Van {name} kennen wij de relaties tussen velden nog niet. Die zijn niet gecontroleerd."
    if general:
        text = (
            f"Van {name} zijn alleen de relaties tussen velden gecontroleerd die voor elk declaratiebericht "
            "gelden."
        )
    return make_finding("relations-unknown", text)
