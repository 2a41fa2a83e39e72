"""Find a person by citizen service number (BSN) without storing a number that can be read or guessed.

The index is an HMAC under a key outside the database. An unkeyed hash would hide nothing: all numbers that
pass the eleven test can be tried in about a minute.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.records.key_provider import key_provider

if TYPE_CHECKING:
    from collections.abc import Iterable

BSN_LENGTH = 9
_USE = "bsn-index"
_LABEL = b"zorgvuldig/records/bsn/v1\n"
_INSURED_LABEL = b"zorgvuldig/records/insured-number/v1\n"


def bsn_index(bsn: str) -> bytes:
    """Give the blind index of one BSN (blinde index)."""
    return next(iter(bsn_indexes([bsn])))


def bsn_indexes(numbers: Iterable[str]) -> list[bytes]:
    """Give the blind index of each BSN, in order; shorter numbers lost their leading zeros underway."""
    return key_provider().mac(_USE, [_LABEL + _nine_digits(number) for number in numbers])


def insured_number_index(uzovi: str, number: str) -> bytes:
    """Give the blind index of someone without a BSN: label and its own number (verzekerdennummer)."""
    named = f"{uzovi.strip()}/{number.strip()}".encode()
    return key_provider().mac(_USE, [_INSURED_LABEL + named])[0]


def _nine_digits(number: str) -> bytes:
    digits = number.strip().zfill(BSN_LENGTH)
    if not number.strip() or len(digits) != BSN_LENGTH or not (digits.isascii() and digits.isdigit()):
        # The message keeps silent about the number itself: messages end up in logs.
        raise ValueError(f"a BSN has {BSN_LENGTH} digits; this has {len(number)} characters that are no BSN")
    return digits.encode()
