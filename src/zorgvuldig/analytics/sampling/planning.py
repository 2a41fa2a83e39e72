"""How many items to inspect to be sure enough that errors stay below a tolerance (PMC chapter 2)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from zorgvuldig.analytics.sampling.distributions import (
    binomial_at_most,
    hypergeometric_at_most,
    poisson_at_most,
)

Distribution = Literal["hypergeometric", "binomial", "poisson"]
_REFERENCES: dict[str, str] = {
    "hypergeometric": "exact test inversion for a finite population (DCAA EZ-Quant 2.0.6)",
    "binomial": "exact test inversion, items with replacement (AICPA Audit Sampling 2017, table A-1)",
    "poisson": "exact test inversion, errors by amount (AICPA Audit Sampling 2017, table C-1)",
}
# A count that is whole but for the rounding of floats: 0.035 x 400 is 14, and not 14.000000000000002.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class AssurancePlan:
    """A planned sample: inspect `size` items; with at most `accepted_errors` wrong ones the bound holds."""

    size: int
    accepted_errors: float
    population: int
    tolerance: float
    confidence: float
    expected: float
    distribution: Distribution
    method: str
    reference: str


def plan_assurance(
    population: int,
    tolerance: float,
    *,
    confidence: float = 0.95,
    expected: float = 0,
    distribution: Distribution = "hypergeometric",
) -> AssurancePlan:
    """Plan the smallest sample whose upper bound stays below the tolerance (steekproefomvang).

    Args:
        population: how many items there are (populatie).
        tolerance: the error rate that must be excluded, such as 0.03 (goedkeuringsgrens; PMC chapter 2).
        confidence: how sure the verdict must be (betrouwbaarheid).
        expected: errors that are expected: a rate below 1, or a count from 1 on (verwachte fout).
        distribution: exact for the population, or one of two approximations for an accountant who uses them.
    """
    _check(population, tolerance, confidence, expected, distribution)
    for size in range(1, population + 1):
        accepted = _accepted(expected, size, distribution)
        if accepted <= size and _risk(size, accepted, population, tolerance, distribution) < 1 - confidence:
            return AssurancePlan(
                size=size,
                accepted_errors=accepted,
                population=population,
                tolerance=tolerance,
                confidence=confidence,
                expected=expected,
                distribution=distribution,
                method="smallest sample whose one-sided upper bound is below the tolerance",
                reference=_REFERENCES[distribution],
            )
    raise ValueError(
        f"`expected` {expected} is too near to `tolerance` {tolerance}: "
        f"no sample of {population} items can tell them apart"
    )


def _accepted(expected: float, size: int, distribution: Distribution) -> float:
    """Tell how many errors a sample of this size may hold; Poisson alone keeps a fraction."""
    if expected >= 1:
        return expected
    errors = expected * size
    return errors if distribution == "poisson" else math.ceil(errors - _ROUNDING)


def _risk(size: int, accepted: float, population: int, tolerance: float, distribution: Distribution) -> float:
    """Give the chance of finding so few errors although the rate is at the tolerance."""
    if distribution == "poisson":
        return poisson_at_most(accepted, mean=size * tolerance)
    if distribution == "binomial":
        return binomial_at_most(int(accepted), size=size, rate=tolerance)
    errors = math.ceil(tolerance * population - _ROUNDING)
    return hypergeometric_at_most(int(accepted), size=size, errors=errors, population=population)


def _check(population: int, tolerance: float, confidence: float, expected: float, distribution: str) -> None:
    if population < 1:
        raise ValueError(f"`population` must be at least 1, not {population}")
    for name, value in (("tolerance", tolerance), ("confidence", confidence)):
        if not 0 < value < 1:
            raise ValueError(f"`{name}` must lie between 0 and 1, not {value}")
    if expected < 0 or (expected >= 1 and expected != int(expected)):
        raise ValueError(f"`expected` must be a rate below 1 or a whole count, not {expected}")
    if distribution not in _REFERENCES:
        raise ValueError(f"`distribution` must be one of {', '.join(_REFERENCES)}, not {distribution}")
