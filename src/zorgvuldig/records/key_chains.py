"""Keyed indexes that survive a change of key: each key of a ring hashes what the key before it gave.

An index under the second key is the HMAC of the index under the first. So a row is renewed from its own index
alone, without the number or the person that it stands for; and who has an old key and not the new one finds
nothing in rows that were renewed. In return the old keys stay in their ring: they make the inner part.

Under the first key of a ring an index is 32 bare bytes. Later ones say which key made them: version byte,
eight bytes that name the key, 32 bytes.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from zorgvuldig.records.key_encryption import NAMED, WrappingError
from zorgvuldig.records.key_rings import PRINT_BYTES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zorgvuldig.records.key_rings import Ring, RingKey

__all__ = ["OLDEST", "indexed", "lifted"]

#: Asks for the index under the first key of a ring, which never changes.
OLDEST = "oldest"
_MAC_BYTES = 32
#: The block of SHA-256, and the key combined with the two words of RFC 2104 (ipad and opad).
_HASHED_AT_ONCE = 64
_INNER, _OUTER = (bytes(byte ^ word for byte in range(256)) for word in (0x36, 0x5C))
_STEP = b"zorgvuldig/records/index-again/v1\n"


def indexed(chain: Sequence[RingKey], messages: Sequence[bytes]) -> list[bytes]:
    """Give the index of each message under the last of these keys; the first is the first of their ring."""
    values = _hashed(chain[0].secret, messages)
    if later := chain[1:]:
        return [_through(later, value) for value in values]
    return values


def lifted(ring: Ring, index: bytes) -> bytes:
    """Give the index under the key in use of what stands under an older one (vernieuwen)."""
    upward = ring.upward
    if len(index) == _MAC_BYTES:
        place = 0
    else:
        name = index[1 : 1 + PRINT_BYTES]
        place = next((at for at, key in enumerate(upward) if key.print == name), -1)
        if index[:1] != NAMED or place < 0:
            raise WrappingError("an index was made under a key that is gone, or is none of ours")
    later = upward[place + 1 : upward.index(ring.active) + 1]
    return _through(later, index[-_MAC_BYTES:]) if later else index


def _hashed(secret: bytes, messages: Sequence[bytes]) -> list[bytes]:
    """Give the HMAC-SHA256 of each message (RFC 2104), written out: a run has a million of them.

    `hmac.digest` lays the key anew for each, which takes longer than the hashing.
    """
    sha256 = hashlib.sha256
    key = (sha256(secret).digest() if len(secret) > _HASHED_AT_ONCE else secret).ljust(_HASHED_AT_ONCE, b"\0")
    inner, outer = key.translate(_INNER), key.translate(_OUTER)
    return [sha256(outer + sha256(inner + message).digest()).digest() for message in messages]


def _through(keys: Sequence[RingKey], value: bytes) -> bytes:
    for key in keys:
        value = hmac.digest(key.secret, _STEP + value, "sha256")
    return NAMED + keys[-1].print + value if keys else value
