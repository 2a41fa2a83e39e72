"""Whoever does the work with keys: files read by this process, or a key server that never gives one out.

Chosen by the setting KEY_STORE (ZORGVULDIG_KEYS): `file`, or `unix:/path/of/the/socket`. A vault, a cloud key
service or a hardware module is one more class with these five methods.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from django.conf import settings

from zorgvuldig.records.key_chains import OLDEST, indexed, lifted
from zorgvuldig.records.key_client import ServedKeys
from zorgvuldig.records.key_encryption import USES, KeyEncryption, MacKey, mac_of, wrapper_of
from zorgvuldig.records.key_rings import RingError
from zorgvuldig.records.keys import KeyUnavailableError, read_ring

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zorgvuldig.records.key_encryption import Use, Wrapper
    from zorgvuldig.records.key_rings import Ring, RingKey

__all__ = [
    "FileKeys",
    "KeyProvider",
    "KeySettingError",
    "key_encryption",
    "key_provider",
    "mac_key",
    "period_key",
]

SOCKET = "unix:"


class KeySettingError(ValueError):
    """The setting that says where keys are kept names nothing that we know."""


class KeyProvider(Protocol):
    """Every use of a key by the application; the key itself may stay where it is."""

    def names(self, use: str) -> list[str]:
        """Name the keys that open, the one in use first."""

    def wrap(self, use: str, keys: Sequence[tuple[bytes, bytes]]) -> list[bytes]:
        """Wrap secrets, each bound to its context."""

    def unwrap(self, use: str, wrapped: Sequence[tuple[bytes, bytes]]) -> list[bytes]:
        """Unwrap secrets that were wrapped for the same contexts."""

    def mac(self, use: str, messages: Sequence[bytes], *, which: str = "") -> list[bytes]:
        """Make keyed hashes, under the key in use or under that of a name or a period."""

    def lift(self, use: str, indexes: Sequence[bytes]) -> list[bytes]:
        """Give, of indexes under any key of a ring, those under the key in use."""


@dataclass(frozen=True)
class FileKeys:
    """Keys in files of mode 0600, read by the process that uses them."""

    folder: Path

    def names(self, use: str) -> list[str]:
        """Name the keys that open, the one in use first."""
        known, ring = self._ring(use)
        # An index may stand under the coming key before we read that it is in use.
        coming = (ring.coming,) if known.chained and ring.coming else ()
        return [key.name for key in (ring.active, *coming, *ring.former)]

    def wrap(self, use: str, keys: Sequence[tuple[bytes, bytes]]) -> list[bytes]:
        """Wrap secrets, each bound to its context."""
        return self._wrapper(use).wrap_many(keys)

    def unwrap(self, use: str, wrapped: Sequence[tuple[bytes, bytes]]) -> list[bytes]:
        """Unwrap secrets that were wrapped for the same contexts."""
        return self._wrapper(use).unwrap_many(wrapped)

    def mac(self, use: str, messages: Sequence[bytes], *, which: str = "") -> list[bytes]:
        """Make keyed hashes, under the key in use or under that of a name or a period."""
        known, ring = self._ring(use)
        if known.chained:
            chain = self._chain(ring, use, which)
            return indexed(chain, messages)
        secret = self._chosen(ring, use, which)
        return [mac_of(secret, known.label, message) for message in messages]

    def lift(self, use: str, indexes: Sequence[bytes]) -> list[bytes]:
        """Give, of indexes under any key of a ring, those under the key in use."""
        _, ring = self._ring(use)
        return [lifted(ring, index) for index in indexes]

    def _ring(self, use: str) -> tuple[Use, Ring]:
        known = USES[use]
        return known, read_ring(known.ring, folder=self.folder)

    def _wrapper(self, use: str) -> Wrapper:
        known, ring = self._ring(use)
        return wrapper_of(ring, known.label)

    def _chain(self, ring: Ring, use: str, which: str) -> tuple[RingKey, ...]:
        if which == OLDEST:
            return ring.upward[:1]
        try:
            return ring.chain(which or ring.active.name)
        except RingError as error:
            raise KeyUnavailableError(f"key {self.folder / use} {error}") from None

    def _chosen(self, ring: Ring, use: str, which: str) -> bytes:
        if not which:
            return ring.active.secret
        if use == "pseudonym":
            try:
                return ring.for_period(which).secret
            except RingError as error:
                raise KeyUnavailableError(f"key {self.folder / use} {error}") from None
        for key in ring.keys:
            if key.name == which:
                return key.secret
        raise KeyUnavailableError(f"key {self.folder / use} holds no key that is named {which}")


@dataclass(frozen=True)
class _Encryption:
    """Wrapping for one use, by whatever provider."""

    provider: KeyProvider
    use: str

    @property
    def identifier(self) -> str:
        return self.provider.names(self.use)[0]

    def wrap(self, key: bytes, *, context: bytes) -> bytes:
        return self.wrap_many([(key, context)])[0]

    def wrap_many(self, keys: Sequence[tuple[bytes, bytes]]) -> list[bytes]:
        return self.provider.wrap(self.use, keys)

    def unwrap(self, wrapped: bytes, *, context: bytes) -> bytes:
        return self.unwrap_many([(wrapped, context)])[0]

    def unwrap_many(self, wrapped: Sequence[tuple[bytes, bytes]]) -> list[bytes]:
        return self.provider.unwrap(self.use, wrapped)


@dataclass(frozen=True)
class _Macs:
    """Keyed hashes for one use, by whatever provider."""

    provider: KeyProvider
    use: str

    def mac(self, message: bytes) -> bytes:
        return self.provider.mac(self.use, [message])[0]

    def mac_many(self, messages: Sequence[bytes]) -> list[bytes]:
        return self.provider.mac(self.use, messages)

    def mac_every(self, message: bytes) -> list[bytes]:
        names = self.provider.names(self.use)
        return [self.provider.mac(self.use, [message], which=name)[0] for name in names]

    def lift(self, indexes: Sequence[bytes]) -> list[bytes]:
        return self.provider.lift(self.use, indexes)


def key_provider() -> KeyProvider:
    """Give the keys of this installation, as its settings say."""
    chosen: str = settings.KEY_STORE
    if chosen == "file":
        return _in_files(settings.KEYS_FOLDER)
    if chosen.startswith(SOCKET):
        return _served(chosen.removeprefix(SOCKET))
    raise KeySettingError(f"ZORGVULDIG_KEYS is {chosen!r}: say `file`, or `unix:` and the path of the socket")


@lru_cache(maxsize=8)
def _in_files(folder: str | Path) -> FileKeys:
    # Kept, because a path costs more to make than a key to read, five times in every processing.
    return FileKeys(Path(folder))


def key_encryption(use: str = "data-keys") -> KeyEncryption:
    """Give what wraps secrets for one use."""
    return _Encryption(key_provider(), use)


def mac_key(use: str) -> MacKey:
    """Give what makes keyed hashes for one use."""
    return _Macs(key_provider(), use)


def period_key(*, purpose: str, period: str) -> bytes:
    """Give the key of the pseudonyms of one purpose in one period, and of no other (pseudoniemen)."""
    named = f"{len(purpose)}:{purpose}:{period}".encode()
    return key_provider().mac("pseudonym", [named], which=period)[0]


@lru_cache(maxsize=8)
def _served(path: str) -> ServedKeys:
    return ServedKeys(Path(path))
