"""Which insurance must cover a claim: basic or supplementary (verzekerd pakket), by kind of care and age."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from zorgvuldig.processes.claims_handling.intake.claims import FormalClaim

BASIC, SUPPLEMENTARY = "Zvw", "AV"


def regime_of(claim: FormalClaim, birthdate: date | None) -> str:
    """Give the insurance that covers this kind of care at this age (Zvw, aanvullend; Bzv art. 2.7)."""
    limit = _basic_below_age().get(claim.shape.care_kind)
    born = birthdate or claim.birthdate
    if limit is None or claim.is_special or born is None or claim.started_on is None:
        return BASIC
    return BASIC if age_on(born, claim.started_on) < limit else SUPPLEMENTARY


def age_on(born: date, on: date) -> int:
    """Give the age in whole years on a day (leeftijd); who is born on 29 February is older on 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


@cache
def _basic_below_age() -> dict[str, int]:
    text = (files(__package__) / "care_kinds.toml").read_text(encoding="utf-8")
    kinds = tomllib.loads(text)
    return {kind: told["basic_below_age"] for kind, told in kinds.items() if "basic_below_age" in told}
