"""Find a person by citizen service number (BSN) without storing a number that can be read or guessed.

The index is an HMAC under a key outside the database. An unkeyed hash would hide nothing: all numbers that
pass the eleven test can be tried in about a minute.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zorgvuldig.records.key_chains import OLDEST
from zorgvuldig.records.key_provider import key_provider

if TYPE_CHECKING:
    from collections.abc import Iterable

BSN_LENGTH = 9
_USE = "bsn-index"
_LABEL = b"zorgvuldig/records/bsn/v1\n"
_INSURED_LABEL = b"zorgvuldig/records/insured-number/v1\n"


@dataclass(frozen=True)
class Sought:
    """The indexes of one number: while the key is changed, rows stand under either key."""

    every: tuple[bytes, ...]
    """Under each key under which a row may stand, the key in use first."""
    lasting: bytes
    """Under the first key that there was: the same after every change, for what must be counted once."""

    @property
    def written(self) -> bytes:
        """Give the one that a new row is written with."""
        return self.every[0]


def bsn_index(bsn: str) -> bytes:
    """Give the blind index of one BSN (blinde index), to write with a new row."""
    return next(iter(bsn_indexes([bsn])))


def sought_bsns(numbers: Iterable[str]) -> list[Sought]:
    """Give for each BSN, in order, every index under which somebody may be found."""
    return _sought([_LABEL + _nine_digits(number) for number in numbers])


def sought_insured_number(uzovi: str, number: str) -> Sought:
    """Give every index under which somebody without a BSN may be found."""
    return _sought([_insured(uzovi, number)])[0]


def bsn_indexes(numbers: Iterable[str]) -> list[bytes]:
    """Give the blind index of each BSN, in order; shorter numbers lost their leading zeros underway."""
    return key_provider().mac(_USE, [_LABEL + _nine_digits(number) for number in numbers])


def insured_number_index(uzovi: str, number: str) -> bytes:
    """Give the blind index of someone without a BSN: label and its own number (verzekerdennummer)."""
    return key_provider().mac(_USE, [_insured(uzovi, number)])[0]


def _sought(named: list[bytes]) -> list[Sought]:
    if not named:
        return []
    keys = key_provider()
    under = [keys.mac(_USE, named, which=name) for name in keys.names(_USE)]
    lasting = keys.mac(_USE, named, which=OLDEST)
    return [Sought(every, first) for every, first in zip(zip(*under, strict=True), lasting, strict=True)]


def _insured(uzovi: str, number: str) -> bytes:
    return _INSURED_LABEL + f"{uzovi.strip()}/{number.strip()}".encode()


def _nine_digits(number: str) -> bytes:
    digits = number.strip().zfill(BSN_LENGTH)
    if not number.strip() or len(digits) != BSN_LENGTH or not (digits.isascii() and digits.isdigit()):
        # The message keeps silent about the number itself: messages end up in logs.
        raise ValueError(f"a BSN has {BSN_LENGTH} digits; this has {len(number)} characters that are no BSN")
    return digits.encode()
