"""Lines held against what their care may cost: by contract, else by tariff, else what is usual (tarieven).

What a label agreed with the declarant for a service goes before its tariff, also where that is lower. Where
a service has no tariff at all, what is usual (marktconform) bounds what is paid to whoever has no contract
for it. What is known in none of these is not compared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.processes.claims_handling.intake.reasons import Reason, make_reason
from zorgvuldig.processes.claims_handling.intake.wording import euros

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from zorgvuldig.processes.claims_handling.intake.claims import FormalClaim, TariffLine
    from zorgvuldig.processes.claims_handling.intake.known import Administration, AgreedTariff


def check_tariffs(claim: FormalClaim, administration: Administration) -> Iterator[Reason]:
    """Say of each line that costs more than it may, which bound holds on its day."""
    for line in claim.lines:
        on = line.started_on or claim.started_on
        if on is not None:
            yield from _check(claim, line, administration, on)


def _check(
    claim: FormalClaim, line: TariffLine, administration: Administration, on: date
) -> Iterator[Reason]:
    service = (line.service_code_list, line.service_code)
    contract = administration.contract_tariffs.get((claim.declarant, *service), ())
    agreed = _highest(contract, claim.uzovi, on)
    if agreed is not None:
        if line.tariff_cents > agreed:
            yield _too_high(claim, line, f"het tarief {euros(agreed)} uit uw contract")
        return
    tariffs = [each for each in administration.tariffs.get(service, ()) if each.uzovi in {"", claim.uzovi}]
    if tariffs:
        highest = _highest(tariffs, claim.uzovi, on)
        if highest is None or line.tariff_cents > highest:
            bound = "geen tarief afgesproken" if highest is None else f"het tarief {euros(highest)}"
            yield _too_high(claim, line, bound)
        return
    usual = _highest(administration.market_rules.get(service, ()), claim.uzovi, on)
    if usual is not None and line.tariff_cents > usual:
        text = (
            f"Het tarief {euros(line.tariff_cents)} is hoger dan voor deze zorg gebruikelijk is. "
            f"Zonder contract vergoeden wij hoogstens {euros(usual)}."
        )
        yield make_reason("above-market-rate", text, claim=claim, line=line, about="tariff")


def _too_high(claim: FormalClaim, line: TariffLine, bound: str) -> Reason:
    text = f"Het tarief {euros(line.tariff_cents)} is te hoog: op deze datum geldt {bound}."
    return make_reason("tariff-differs", text, claim=claim, line=line, about="tariff")


def _highest(tariffs: Iterable[AgreedTariff], uzovi: str, on: date) -> int | None:
    return max(
        (each.cents for each in tariffs if each.uzovi in {"", uzovi} and each.during.holds(on)), default=None
    )
