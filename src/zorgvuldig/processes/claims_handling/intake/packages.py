"""Which insurance must cover a claim: basic or supplementary (verzekerd pakket), by kind of care and age."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

    from zorgvuldig.processes.claims_handling.intake.claims import FormalClaim

BASIC, SUPPLEMENTARY, LONG_TERM = "Zvw", "AV", "Wlz"


def regime_of(claim: FormalClaim, birthdate: date | None) -> str:
    """Give the insurance that covers this kind of care at this age (Zvw, aanvullend, Wlz; Bzv art. 2.7)."""
    kind = _care_kinds().get(claim.shape.care_kind, {})
    by_list = kind.get("regime_by_list", {}).get(claim.service_code_list)
    if by_list is not None:
        return str(by_list)
    limit = kind.get("basic_below_age")
    born = birthdate or claim.birthdate
    if limit is None or claim.is_special or born is None or claim.started_on is None:
        return BASIC
    return BASIC if age_on(born, claim.started_on) < limit else SUPPLEMENTARY


def age_on(born: date, on: date) -> int:
    """Give the age in whole years on a day (leeftijd); who is born on 29 February is older on 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


@cache
def _care_kinds() -> dict[str, dict[str, Any]]:
    return tomllib.loads((files(__package__) / "care_kinds.toml").read_text(encoding="utf-8"))
