"""Signed notes (C2SP signed-note) with Ed25519: text, an empty line, and signature lines.

A verifier key is published as ``name+hash+base64``; a signing key is kept as the same after ``PRIVATE+KEY+``.
Base64 is read strictly: what would be written otherwise is refused, so that no character is free to change.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["NoteError", "SigningKey", "VerifierKey", "decode_base64", "encode_base64", "open_note"]

_ED25519 = b"\x01"
_KEY_ID_BYTES = 4
_KEY_BYTES = 32
_PRIVATE = "PRIVATE+KEY+"
_NAME = re.compile(r"[^\s+]+")
_FORBIDDEN = re.compile(r"[\x00-\x09\x0b-\x1f]")
_SIGNATURE_LINE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")


class NoteError(ValueError):
    """A note or key that is not well formed, or a signature that does not hold."""


def encode_base64(data: bytes) -> str:
    """Write bytes in standard base64."""
    return base64.b64encode(data).decode()


def decode_base64(text: str) -> bytes:
    """Read standard base64, and refuse a text that would not be written back."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteError(f"{text!r} is not base64: {error}") from error
    if encode_base64(data) != text:
        raise NoteError(f"{text!r} is not canonical base64: its last bits are not zero")
    return data


@dataclass(frozen=True)
class VerifierKey:
    """The public half of a key that signs notes."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The four bytes by which signature lines name this key."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:_KEY_ID_BYTES]

    def __str__(self) -> str:
        """Write the key as it is published."""
        return f"{self.name}+{self.key_id.hex()}+{encode_base64(_ED25519 + self.public)}"

    @classmethod
    def parse(cls, text: str) -> VerifierKey:
        """Read a published key."""
        parts = text.split("+", 2)
        if len(parts) != 3 or not _NAME.fullmatch(parts[0]):  # noqa: PLR2004 — name, hash, key
            raise NoteError("a verifier key has the form name+hash+base64")
        key = cls(parts[0], _key_bytes(parts[2]))
        if parts[1] != key.key_id.hex():
            raise NoteError(f"the hash {parts[1]!r} in this verifier key does not belong to its name and key")
        return key

    def holds(self, text: str, signature: bytes) -> bool:
        """Tell whether a signature of this key stands under a text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class SigningKey:
    """The private half: only the process that signs holds it."""

    name: str
    seed: bytes

    @classmethod
    def generate(cls, name: str) -> SigningKey:
        """Draw a new key for a name such as ``example.com/log``."""
        if not _NAME.fullmatch(name):
            raise NoteError(f"{name!r} cannot be the name of a key: leave out spaces and plus signs")
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw())

    def __repr__(self) -> str:
        """Name the key without its secret, so that no log line holds it."""
        return f"SigningKey({self.name!r})"

    @property
    def verifier_key(self) -> VerifierKey:
        """The public half."""
        private = Ed25519PrivateKey.from_private_bytes(self.seed)
        return VerifierKey(self.name, private.public_key().public_bytes_raw())

    def as_text(self) -> str:
        """Write the key as it is kept."""
        public = self.verifier_key
        return f"{_PRIVATE}{self.name}+{public.key_id.hex()}+{encode_base64(_ED25519 + self.seed)}"

    @classmethod
    def parse(cls, text: str) -> SigningKey:
        """Read a kept key."""
        name, _, rest = text.removeprefix(_PRIVATE).partition("+")
        key_id, _, seed = rest.partition("+")
        if not text.startswith(_PRIVATE) or not _NAME.fullmatch(name):
            raise NoteError("a signing key has the form PRIVATE+KEY+name+hash+base64")
        key = cls(name, _key_bytes(seed))
        if key_id != key.verifier_key.key_id.hex():
            raise NoteError("the hash in this signing key does not belong to its name and key")
        return key

    def sign(self, text: str) -> str:
        """Put a signature line under a text that ends in a newline."""
        if not text.endswith("\n") or _FORBIDDEN.search(text):
            raise NoteError("a note's text ends in a newline and holds no other control character")
        signature = Ed25519PrivateKey.from_private_bytes(self.seed).sign(text.encode())
        return f"{text}\n— {self.name} {encode_base64(self.verifier_key.key_id + signature)}\n"


def open_note(note: str, keys: Sequence[VerifierKey]) -> str:
    """Give the text of a note after at least one of the keys, and no wrong signature of any, was found."""
    text, gap, block = note.rpartition("\n\n")
    if not gap or not block.endswith("\n") or _FORBIDDEN.search(note):
        raise NoteError("a note is a text, an empty line, and signature lines")
    text += "\n"
    found = False
    for line in block[:-1].split("\n"):
        match = _SIGNATURE_LINE.fullmatch(line)
        if match is None:
            raise NoteError(f"{line!r} is not a signature line")
        signed = decode_base64(match[2])
        key_id, signature = signed[:_KEY_ID_BYTES], signed[_KEY_ID_BYTES:]
        for key in keys:
            if (key.name, key.key_id) == (match[1], key_id):
                if not key.holds(text, signature):
                    raise NoteError(f"the signature of {key.name} does not hold: the text was changed")
                found = True
    if not found:
        raise NoteError("no signature in this note is by a key that is trusted here")
    return text


def _key_bytes(text: str) -> bytes:
    data = decode_base64(text)
    if data[:1] != _ED25519 or len(data) != 1 + _KEY_BYTES:
        raise NoteError("this is not an Ed25519 key of 32 bytes")
    return data[1:]
