"""The citizen service number: nine digits that pass the eleven test (burgerservicenummer, elfproef)."""

from __future__ import annotations

from functools import lru_cache

from stdnum.nl import bsn as _bsn

from zorgvuldig.processes.claims_handling.intake.reading import is_digits

NO_BSN = "999999999"
_LENGTH = 9


@lru_cache(maxsize=65536)
def is_bsn(text: str) -> bool:
    """Say whether a text is a BSN, or 999999999 for a person who has none (standard 5.4.7)."""
    return text == NO_BSN or (len(text) == _LENGTH and is_digits(text) and bool(_bsn.is_valid(text)))
