"""Draws what a label allowed somebody beforehand: sessions of physiotherapy for a year (machtigingen)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from zorgvuldig.interfaces.synthetic.chance import Chance
from zorgvuldig.processes.policy_administration.intake.rows import PriorAuthorizationRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zorgvuldig.interfaces.synthetic.policies import Policies

_WITH_ONE = 0.02
_LIST, _SERVICE, _MOST = "012", "1000", 36


def draw_authorizations(*, seed: int, at: date, policies: Policies) -> Iterator[PriorAuthorizationRow]:
    """Yield an authorization for some of those with a basic insurance."""
    chance, labels, serial = Chance(seed, "authorizations"), {row.id: row.label for row in policies.rows}, 0
    for coverage in policies.coverages:
        if coverage.regime != "Zvw" or not chance.happens(_WITH_ONE):
            continue
        serial += 1
        yield PriorAuthorizationRow(
            id=chance.identifier(),
            subject=coverage.subject,
            label=labels[coverage.insurance_policy],
            number=f"M{at.year}{serial:08d}",
            regime=coverage.regime,
            code_list=_LIST,
            service_code=_SERVICE,
            provider_agb=None,
            most=_MOST,
            valid_from=date(at.year, 1, 1),
            valid_until=date(at.year + 1, 1, 1),
        )
