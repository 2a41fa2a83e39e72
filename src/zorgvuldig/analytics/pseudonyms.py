"""Pseudonyms keyed per purpose and period: the same person looks different in every question.

An unkeyed hash of a number that everybody can enumerate protects nobody; these take a key that lies outside
the database. Two data sets for two purposes, or two periods, cannot be joined on them (security, section 4).
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable

_SIZE = 16
_LEAST_KEY = 32


class Pseudonymizer:
    """Makes the pseudonyms of one purpose in one period."""

    def __init__(self, key: bytes, *, purpose: str, period: str) -> None:
        """Derive the key of this purpose and period from the room's key."""
        if len(key) < _LEAST_KEY:
            raise ValueError(f"`key` has {len(key)} bytes; give at least {_LEAST_KEY}")
        for name, value in (("purpose", purpose), ("period", period)):
            if not value:
                raise ValueError(f"`{name}` is empty; pseudonyms are bound to a purpose and a period")
        self._key = hmac.digest(key, f"{len(purpose)}:{purpose}:{period}".encode(), "sha256")

    @classmethod
    def keyed(cls, key: bytes) -> Self:
        """Take a key that was derived for one purpose and period elsewhere, where the room's key stays."""
        if len(key) != _LEAST_KEY:
            raise ValueError(f"`key` has {len(key)} bytes; the key of a period has {_LEAST_KEY}")
        made = cls.__new__(cls)
        made._key = key  # noqa: SLF001 — its own
        return made

    def pseudonym(self, identifier: str) -> str:
        """Give the pseudonym of one identifier, 32 hexadecimal digits."""
        return hmac.digest(self._key, identifier.encode(), "sha256")[:_SIZE].hex()

    def pseudonyms(self, identifiers: Iterable[str]) -> list[str]:
        """Give the pseudonyms of many identifiers, in their order."""
        return [self.pseudonym(identifier) for identifier in identifiers]
