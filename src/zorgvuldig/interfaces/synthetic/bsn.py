"""Numbers for people that pass the eleven test (elfproef) and belong to nobody.

The published test numbers stand in the 9999 range; it holds 9,091 numbers that pass. A larger insurer goes on
below it, through the numbers that start with 9, which hold nine million.
"""

import itertools
from collections.abc import Iterator

from zorgvuldig.processes.policy_administration.intake.checks import passes_eleven_test

_RANGES = ((999_900_000, 1_000_000_000), (900_100_000, 999_900_000))
_NEVER_HANDED_OUT = range(900_000_000, 900_100_000)
_NO_BSN = 999_999_999


def numbers() -> Iterator[str]:
    """Yield test numbers, each once, in an order that looks unordered."""
    for first, end in _RANGES:
        size = end - first
        step = 7_919  # prime, and no divisor of a range: every number is met once
        for turn in range(size):
            number = first + turn * step % size
            if number != _NO_BSN and passes_eleven_test(str(number)):
                yield str(number)


def unused_number(serial: int) -> str:
    """Give a number that passes the eleven test and that no synthetic insurer hands out (from 900000000)."""
    candidates = (str(number) for number in _NEVER_HANDED_OUT)
    passing = (number for number in candidates if passes_eleven_test(number))
    return next(itertools.islice(passing, serial, None))
