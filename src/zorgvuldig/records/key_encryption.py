"""What is done with a key: wrapping small secrets, and keyed hashes; each use has a key of its own.

Every wrapped thing names the key that wrapped it, so that keys can change while everything stays in use:
version byte, eight bytes that name the key, nonce, AES-256-GCM. What was wrapped before keys had names holds
nonce and ciphertext only.
"""

from __future__ import annotations

import hmac
import os
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from zorgvuldig.records.key_rings import PRINT_BYTES, Ring

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "NAMED",
    "USES",
    "KeyEncryption",
    "LocalMac",
    "MacKey",
    "Use",
    "Wrapper",
    "WrappingError",
    "mac_of",
    "name_in",
    "wrapper_of",
]

NAMED = b"\x02"
_NONCE = 12
_BODY = 1 + PRINT_BYTES
_SMALLEST = _BODY + _NONCE + 16


class WrappingError(ValueError):
    """A wrapped secret that does not open: another wrapping key, another place, or changed bytes."""


@dataclass(frozen=True)
class Use:
    """What a ring is used for; derived keys never meet, whatever ring they come from."""

    ring: str
    label: bytes = b""
    """Derives the key of this use; empty where the ring serves nothing else."""
    chained: bool = False
    """An index that stands in tables: each key hashes what the one before it gave (key_chains)."""


#: Every use of a key by the application. The keys that sign (sequencer, witness) stay in their own processes.
USES = {
    "data-keys": Use("kek", b"zorgvuldig/records/data-keys/v1"),
    "ledger-keys": Use("kek", b"zorgvuldig/ledger/wrapping-key/v1"),
    "login-secrets": Use("login-secrets"),
    "bsn-index": Use("bsn-index", chained=True),
    "subject-index": Use("subject-index", chained=True),
    "gate-proof": Use("gate-proof"),
    "pseudonym": Use("pseudonym"),
}


class KeyEncryption(Protocol):
    """Whoever wraps and unwraps small secrets; the wrapping key itself may never leave it."""

    @property
    def identifier(self) -> str:
        """Name the wrapping key in use, as it stands in what it wrapped."""

    def wrap(self, key: bytes, *, context: bytes) -> bytes:
        """Wrap a secret, bound to its context."""

    def wrap_many(self, keys: Sequence[tuple[bytes, bytes]]) -> list[bytes]:
        """Wrap secrets, each with its context."""

    def unwrap(self, wrapped: bytes, *, context: bytes) -> bytes:
        """Unwrap a secret that was wrapped for the same context."""

    def unwrap_many(self, wrapped: Sequence[tuple[bytes, bytes]]) -> list[bytes]:
        """Unwrap secrets, each with its context."""


class MacKey(Protocol):
    """Whoever makes keyed hashes."""

    def mac(self, message: bytes) -> bytes:
        """Give the HMAC-SHA256 of a message."""

    def mac_many(self, messages: Sequence[bytes]) -> list[bytes]:
        """Give the HMAC-SHA256 of each message."""

    def mac_every(self, message: bytes) -> list[bytes]:
        """Give the hash of a message under each key under which it may stand, the one in use first."""

    def lift(self, indexes: Sequence[bytes]) -> list[bytes]:
        """Give, of hashes under any of these keys, those under the key in use."""


@dataclass(frozen=True)
class LocalMac:
    """Keyed hashes under a key at hand."""

    secret: bytes = field(repr=False)

    def mac(self, message: bytes) -> bytes:
        """Give the HMAC-SHA256 of a message."""
        return mac_of(self.secret, b"", message)

    def mac_many(self, messages: Sequence[bytes]) -> list[bytes]:
        """Give the HMAC-SHA256 of each message."""
        return [self.mac(message) for message in messages]

    def mac_every(self, message: bytes) -> list[bytes]:
        """Give the hash of a message under the one key that there is."""
        return [self.mac(message)]

    def lift(self, indexes: Sequence[bytes]) -> list[bytes]:
        """Give them back: there is one key."""
        return list(indexes)


class Wrapper:
    """Wraps under the first of some keys, and unwraps under any of them."""

    def __init__(self, secrets: Iterable[tuple[bytes, bytes]]) -> None:
        """Take keys with the print that names each, the one in use first."""
        self._ciphers = {name: AESGCM(secret) for name, secret in secrets}
        self._active = next(iter(self._ciphers))

    @classmethod
    def of(cls, secret: bytes) -> Wrapper:
        """Make a wrapper of one key."""
        return cls([(Ring.parse(secret).active.print, secret)])

    @property
    def identifier(self) -> str:
        """Name the key in use."""
        return self._active.hex()

    def wrap(self, key: bytes, *, context: bytes) -> bytes:
        """Wrap a secret, bound to its context."""
        nonce = os.urandom(_NONCE)
        return NAMED + self._active + nonce + self._ciphers[self._active].encrypt(nonce, key, context)

    def wrap_many(self, keys: Sequence[tuple[bytes, bytes]]) -> list[bytes]:
        """Wrap secrets, each with its context."""
        return [self.wrap(key, context=context) for key, context in keys]

    def unwrap(self, wrapped: bytes, *, context: bytes) -> bytes:
        """Unwrap a secret that was wrapped for the same context."""
        cipher = self._ciphers.get(name_in(wrapped))
        tries = self._ciphers.values() if cipher is None else (cipher,)
        body = wrapped if cipher is None else wrapped[_BODY:]
        for one in tries:
            try:
                return one.decrypt(body[:_NONCE], body[_NONCE:], context)
            except (InvalidTag, ValueError):
                continue
        raise WrappingError(
            "a wrapped key does not open: wrapped by a key that is gone or for another place, or changed"
        )

    def unwrap_many(self, wrapped: Sequence[tuple[bytes, bytes]]) -> list[bytes]:
        """Unwrap secrets, each with its context."""
        return [self.unwrap(one, context=context) for one, context in wrapped]


def name_in(wrapped: bytes) -> bytes:
    """Give the print of the key that wrapped this; empty for what was wrapped before keys had names."""
    return wrapped[1:_BODY] if wrapped[:1] == NAMED and len(wrapped) >= _SMALLEST else b""


@lru_cache(maxsize=32)
def wrapper_of(ring: Ring, label: bytes) -> Wrapper:
    """Give the wrapper of a ring for one use."""
    keys = (ring.active, *ring.former)
    return Wrapper((key.print, derived(key.secret, label)) for key in keys)


def mac_of(secret: bytes, label: bytes, message: bytes) -> bytes:
    """Give a keyed hash for one use."""
    return hmac.digest(derived(secret, label), message, "sha256")


def derived(secret: bytes, label: bytes) -> bytes:
    """Give the key of one use."""
    return hmac.digest(secret, label, "sha256") if label else secret
