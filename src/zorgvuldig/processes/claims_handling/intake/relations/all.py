"""All relations of a message, in file order (level N5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.processes.claims_handling.intake.groups import insured_groups
from zorgvuldig.processes.claims_handling.intake.reading import day
from zorgvuldig.processes.claims_handling.intake.relations.heading import check_heading
from zorgvuldig.processes.claims_handling.intake.relations.insured import check_insured
from zorgvuldig.processes.claims_handling.intake.relations.placing import Placing
from zorgvuldig.processes.claims_handling.intake.relations.references import References
from zorgvuldig.processes.claims_handling.intake.relations.services import check_service
from zorgvuldig.processes.claims_handling.intake.return_codes import make_finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from zorgvuldig.processes.claims_handling.intake.finding import Finding
    from zorgvuldig.processes.claims_handling.intake.message import Message

#: The messages whose relations are known; of others only levels N1 to N4 are controlled.
KNOWN = frozenset({"GZ321"})


def check_relations(message: Message, today: date | None) -> Iterator[Finding]:
    """Check every relation that the standard states for this message (relaties)."""
    header = message.header
    if header is None or message.layout.is_return:
        return
    if message.layout.message not in KNOWN:
        name = f"{message.layout.message} {message.layout.version}"
        text = f"Van {name} kennen wij de relaties tussen velden nog niet. Die zijn niet gecontroleerd."
        yield make_finding("relations-unknown", text)
        return
    placing = Placing(message.layout)
    references = References(placing)
    invoiced = day(header.text("0117"))
    yield from check_heading(header, placing, today)
    for group in insured_groups(message):
        yield from check_insured(group, placing, invoiced)
        for service in group.services:
            yield from check_service(service, placing, invoiced)
            yield from references.take(service)
    yield from references.close()
