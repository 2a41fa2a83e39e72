"""The key that wraps all data keys, behind an interface: a file now, a vault or a module later."""

from __future__ import annotations

import hashlib
import hmac
import os
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from zorgvuldig.records.keys import read_key

_NONCE = 12
_PURPOSE = b"zorgvuldig/records/data-keys/v1"


class WrappingError(ValueError):
    """A wrapped key that does not open: another wrapping key, another place, or changed bytes."""


class KeyEncryption(Protocol):
    """Whoever wraps and unwraps data keys; the wrapping key itself never leaves it."""

    @property
    def identifier(self) -> str:
        """Name the wrapping key in use, as it is stored beside what it wrapped."""

    def wrap(self, key: bytes, *, context: bytes) -> bytes:
        """Wrap a data key, bound to its context."""

    def unwrap(self, wrapped: bytes, *, context: bytes) -> bytes:
        """Unwrap a data key that was wrapped for the same context."""


class FileKeyEncryption:
    """A wrapping key in a file of mode 0600 (var/keys/kek)."""

    def __init__(self) -> None:
        # Derived, so that no other use of the master key ever meets this one.
        self._key = hmac.digest(read_key("kek"), _PURPOSE, "sha256")
        self._cipher = AESGCM(self._key)

    @property
    def identifier(self) -> str:
        """Name the wrapping key by a print of it that reveals nothing."""
        return f"file-{hashlib.sha256(_PURPOSE + self._key).hexdigest()[:16]}"

    def wrap(self, key: bytes, *, context: bytes) -> bytes:
        """Wrap a data key, bound to its context."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, key, context)

    def unwrap(self, wrapped: bytes, *, context: bytes) -> bytes:
        """Unwrap a data key that was wrapped for the same context."""
        try:
            return self._cipher.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], context)
        except (InvalidTag, ValueError) as error:
            raise WrappingError("a data key does not open: wrapped elsewhere, or changed") from error


def key_encryption() -> KeyEncryption:
    """Give the wrapping key of this installation."""
    return FileKeyEncryption()
