"""Claims held against what the insurer knows: formal control, second half (Code of Conduct article 1 sub 8).

Is the person insured with us on the day of the service, is the provider known and competent on that day, was
the care not claimed before, at a tariff that holds. What is known comes in as plain data (`known`). Every
reason is kept, not the first; a shielded person's claim is as any other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.processes.claims_handling.intake.conditions import Conditions
from zorgvuldig.processes.claims_handling.intake.doubles import Doubles
from zorgvuldig.processes.claims_handling.intake.insurance import check_insurance
from zorgvuldig.processes.claims_handling.intake.known import (
    Administration,
    AgreedTariff,
    Coverage,
    KnownPerson,
    KnownProvider,
    LineKey,
    Period,
    line_key,
    person_key,
)
from zorgvuldig.processes.claims_handling.intake.providers import check_providers
from zorgvuldig.processes.claims_handling.intake.reasons import Reason, make_reason
from zorgvuldig.processes.claims_handling.intake.tariffs import check_tariffs
from zorgvuldig.processes.claims_handling.intake.timing import check_timing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from zorgvuldig.processes.claims_handling.intake.claims import FormalClaim

__all__ = [
    "Administration",
    "AgreedTariff",
    "Coverage",
    "KnownPerson",
    "KnownProvider",
    "LineKey",
    "Period",
    "Reason",
    "check_administration",
    "line_key",
    "person_key",
]


def check_administration(
    claims: Iterable[FormalClaim], administration: Administration
) -> dict[int, tuple[Reason, ...]]:
    """Hold claims against the administration; give every reason, by the row of the claim (04).

    A claim without reasons is there too, with none; marks are among the reasons and refuse nothing.
    """
    reasons: dict[int, tuple[Reason, ...]] = {}
    conditions, doubles = Conditions(administration), Doubles(administration)
    for claim in claims:
        key = person_key(claim.bsn, claim.uzovi, claim.insured_number)
        reasons[claim.row] = (
            *conditions.check(claim, key),
            *check_insurance(claim, administration, administration.persons.get(key)),
            *check_providers(claim, administration.providers),
            *check_timing(claim, administration.received_on),
            *_check_accident(claim),
            *check_tariffs(claim, administration),
            *doubles.check(claim, key),
        )
        doubles.take(claim, key, reasons[claim.row])
        if all(reason.warning for reason in reasons[claim.row]):
            conditions.take(claim, key)
    return reasons


def _check_accident(claim: FormalClaim) -> Iterator[Reason]:
    """Mark care after an accident, which another may have to pay for (verhaal; Code article 4.2.4)."""
    if claim.is_accident:
        text = "Deze zorg volgt op een ongeval. Misschien moet een ander ervoor betalen (verhaal)."
        yield make_reason("accident", text, claim=claim, about="accident")
