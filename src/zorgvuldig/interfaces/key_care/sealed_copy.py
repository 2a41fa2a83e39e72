"""A sealed copy of the keys: for a passphrase (scrypt) or for the holder of a private key (X25519).

One line of JSON says what it is and when it ends; it is bound to what follows (AES-256-GCM), so that neither
the date nor the way of opening can be changed.
"""

import base64
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

__all__ = ["FORMAT", "Copy", "CopyError", "open_copy", "read_head", "seal_for", "seal_with"]

FORMAT = "zorgvuldig-key-backup/1"
#: 128 MiB and about half a second for every guess.
_SCRYPT = {"n": 2**17, "r": 8, "p": 1}
_LABEL = b"zorgvuldig/key-backup/v1"
SHORTEST_PASSPHRASE = 20


class CopyError(ValueError):
    """A file that is no copy of keys, or that does not open with what was given."""


@dataclass(frozen=True)
class Copy:
    """What stands on the outside of a copy."""

    made_at: datetime
    ends_at: datetime
    opens_with: str
    """passphrase or x25519."""


def seal_with(passphrase: str, content: bytes, *, made_at: datetime, ends_at: datetime) -> bytes:
    """Seal for whoever knows the passphrase."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise CopyError(f"the passphrase should have {SHORTEST_PASSPHRASE} characters or more: six words do")
    salt = os.urandom(16)
    way = {"opens_with": "passphrase", "salt": salt.hex(), **_SCRYPT}
    return _sealed(_stretched(passphrase, salt), content, way, made_at, ends_at)


def seal_for(recipient: X25519PublicKey, content: bytes, *, made_at: datetime, ends_at: datetime) -> bytes:
    """Seal for whoever holds the private key: whoever makes the copy cannot open it."""
    once = X25519PrivateKey.generate()
    public = once.public_key().public_bytes_raw()
    key = _agreed(once.exchange(recipient), public, recipient.public_bytes_raw())
    return _sealed(key, content, {"opens_with": "x25519", "public": public.hex()}, made_at, ends_at)


def open_copy(
    sealed: bytes, *, passphrase: str | None = None, private: X25519PrivateKey | None = None
) -> bytes:
    """Open a copy."""
    head, line, body = _parts(sealed)
    if head["opens_with"] == "passphrase":
        if passphrase is None:
            raise CopyError("this copy opens with a passphrase")
        key = _stretched(passphrase, bytes.fromhex(head["salt"]))
    else:
        if private is None:
            raise CopyError("this copy opens with the private key of its recipient")
        public = bytes.fromhex(head["public"])
        shared = private.exchange(X25519PublicKey.from_public_bytes(public))
        key = _agreed(shared, public, private.public_key().public_bytes_raw())
    try:
        return AESGCM(key).decrypt(body[:12], body[12:], line)
    except (InvalidTag, ValueError):
        raise CopyError("the copy does not open: another passphrase or key, or it was changed") from None


def read_head(sealed: bytes) -> Copy:
    """Read what stands on the outside."""
    head, _, _ = _parts(sealed)
    return Copy(
        datetime.fromisoformat(head["made_at"]), datetime.fromisoformat(head["ends_at"]), head["opens_with"]
    )


def _sealed(
    key: bytes, content: bytes, way: Mapping[str, object], made_at: datetime, ends_at: datetime
) -> bytes:
    dates = {"made_at": made_at.isoformat(), "ends_at": ends_at.isoformat()}
    line = json.dumps({"format": FORMAT, **dates, **way}).encode()
    nonce = os.urandom(12)
    body = nonce + AESGCM(key).encrypt(nonce, content, line)
    return line + b"\n" + base64.encodebytes(body)


def _parts(sealed: bytes) -> tuple[dict[str, Any], bytes, bytes]:
    line, _, body = sealed.partition(b"\n")
    try:
        head = json.loads(line)
        known, content = head["format"] == FORMAT, base64.b64decode(body)
    except (ValueError, KeyError, TypeError):
        known = False
    if not known:
        raise CopyError("this is no copy of keys")
    return head, line, content


def _stretched(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, **_SCRYPT).derive(passphrase.encode())


def _agreed(shared: bytes, public: bytes, recipient: bytes) -> bytes:
    kdf = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=_LABEL + public + recipient)
    return kdf.derive(shared)
