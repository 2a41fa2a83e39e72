"""How likely it is to find few errors by chance: hypergeometric, binomial, Poisson; standard library only."""

from __future__ import annotations

import math

_PRECISION = 1e-15
_TINY = 1e-300


def _log_choose(whole: int, part: int) -> float:
    return math.lgamma(whole + 1) - math.lgamma(part + 1) - math.lgamma(whole - part + 1)


def hypergeometric_at_most(found: int, *, size: int, errors: int, population: int) -> float:
    """Give P(X <= found) when `size` of `population` items are inspected and `errors` of them are wrong."""
    all_samples = _log_choose(population, size)
    least, most = max(0, size + errors - population), min(found, size, errors)
    return math.fsum(
        math.exp(_log_choose(errors, x) + _log_choose(population - errors, size - x) - all_samples)
        for x in range(least, most + 1)
    )


def binomial_at_most(found: int, *, size: int, rate: float) -> float:
    """Give P(X <= found) for `size` independent items, each wrong with this rate."""
    if found >= size:
        return 1.0
    return math.fsum(
        math.exp(_log_choose(size, x) + x * math.log(rate) + (size - x) * math.log1p(-rate))
        for x in range(found + 1)
    )


def poisson_at_most(found: float, *, mean: float) -> float:
    """Give P(X <= found) for a mean number of errors; between whole numbers by the gamma distribution."""
    shape = found + 1
    if mean < shape + 1:
        return 1 - _gamma_series(shape, mean)
    return _gamma_fraction(shape, mean)


def _gamma_weight(shape: float, x: float) -> float:
    return math.exp(shape * math.log(x) - x - math.lgamma(shape))


def _gamma_series(shape: float, x: float) -> float:
    """Give the lower regularized incomplete gamma function by its series (DLMF 8.11.4)."""
    term = total = 1 / shape
    step = shape
    while term > total * _PRECISION:
        step += 1
        term *= x / step
        total += term
    return total * _gamma_weight(shape, x)


def _gamma_fraction(shape: float, x: float) -> float:
    """Give the upper regularized incomplete gamma function by its continued fraction (DLMF 8.9.2, Lentz)."""
    front = x + 1 - shape
    ratio, inverse = 1 / _TINY, 1 / front
    result, change, turn = inverse, 0.0, 0
    while abs(change - 1) > _PRECISION:
        turn += 1
        factor = turn * (shape - turn)
        front += 2
        inverse = 1 / (factor * inverse + front)
        ratio = front + factor / ratio
        change = inverse * ratio
        result *= change
    return result * _gamma_weight(shape, x)
