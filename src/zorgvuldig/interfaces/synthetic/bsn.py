"""Numbers for people that pass the eleven test (elfproef) and belong to nobody.

The published test numbers stand in the 9999 range; it holds 9,091 numbers that pass. A larger insurer goes on
below it, through the numbers that start with 9, which hold nine million.
"""

from collections.abc import Iterator

from zorgvuldig.processes.policy_administration.intake.checks import passes_eleven_test

_RANGES = ((999_900_000, 1_000_000_000), (900_100_000, 999_900_000))
_NEVER_HANDED_OUT = range(900_000_000, 900_100_000)
_NO_BSN = 999_999_999
_UNUSED = 5_000
_NINE = 9


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
    """Give a number that passes the eleven test and that no synthetic insurer hands out.

    The last digit is what the other eight demand; of two prefixes that follow each other at most one demands
    a ten, which is no digit.
    """
    prefix = _NEVER_HANDED_OUT.start // 10 + 2 * (serial % _UNUSED)
    if _last_digit(prefix) > _NINE:
        prefix += 1
    return f"{prefix}{_last_digit(prefix)}"


def _last_digit(prefix: int) -> int:
    return sum(weight * int(digit) for weight, digit in zip(range(9, 1, -1), str(prefix), strict=True)) % 11
