"""Cosignatures (C2SP tlog-cosignature, Ed25519, ``cosignature/v1``): a witness's line under a checkpoint.

It says: at this time, the largest consistent tree that I saw of this log had this root. The time is part of
what is signed, so a witness that falls silent can be told from one that still looks.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from zorgvuldig.ledger.note import NoteError, decode_base64, encode_base64, open_note

if TYPE_CHECKING:
    from zorgvuldig.ledger.note import VerifierKey

__all__ = ["CosignerKey", "CosigningKey", "cosigned_at", "open_cosigned"]

_COSIGNATURE_V1 = b"\x04"
_ID, _TIME, _KEY = 4, 8, 32
_NAME = re.compile(r"[^\s+]+")


@dataclass(frozen=True)
class CosignerKey:
    """The public half of a witness's key, published as ``name+hash+base64`` with the type of cosignatures."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The four bytes by which signature lines name this key."""
        return hashlib.sha256(self.name.encode() + b"\n" + _COSIGNATURE_V1 + self.public).digest()[:_ID]

    def __str__(self) -> str:
        """Write the key as it is published."""
        return f"{self.name}+{self.key_id.hex()}+{encode_base64(_COSIGNATURE_V1 + self.public)}"

    @classmethod
    def parse(cls, text: str) -> CosignerKey:
        """Read a published key."""
        name, _, rest = text.partition("+")
        key_id, _, encoded = rest.partition("+")
        data = decode_base64(encoded)
        if not _NAME.fullmatch(name) or data[:1] != _COSIGNATURE_V1 or len(data) != 1 + _KEY:
            raise NoteError("a witness key has the form name+hash+base64, and the type of cosignatures")
        key = cls(name, data[1:])
        if key_id != key.key_id.hex():
            raise NoteError(f"the hash {key_id!r} in this witness key does not belong to its name and key")
        return key


@dataclass(frozen=True)
class CosigningKey:
    """The private half: only the witness's process holds it."""

    name: str
    seed: bytes

    def __repr__(self) -> str:
        """Name the key without its secret, so that no log line holds it."""
        return f"CosigningKey({self.name!r})"

    @property
    def public(self) -> CosignerKey:
        """The public half."""
        private = Ed25519PrivateKey.from_private_bytes(self.seed)
        return CosignerKey(self.name, private.public_key().public_bytes_raw())

    def cosign(self, text: str, at: datetime) -> str:
        """Give the signature line for a checkpoint's text, with the moment in whole seconds."""
        seconds = int(at.timestamp())
        signature = Ed25519PrivateKey.from_private_bytes(self.seed).sign(_message(text, seconds))
        signed = self.public.key_id + seconds.to_bytes(_TIME, "big") + signature
        return f"— {self.name} {encode_base64(signed)}\n"


def cosigned_at(note: str, cosigner: CosignerKey) -> datetime:
    """Give the moment at which a witness last cosigned a note; an error when it did not, or not rightly."""
    text, _, lines = note.rpartition("\n\n")
    text += "\n"
    moments = [_moment(line, text, cosigner) for line in lines.splitlines()]
    found = [moment for moment in moments if moment is not None]
    if not found:
        raise NoteError(f"{cosigner.name} did not cosign this checkpoint")
    return max(found)


def open_cosigned(note: str, *, log: VerifierKey, cosigner: CosignerKey) -> tuple[str, datetime]:
    """Give the text of a note that the log signed and the witness cosigned, with the witness's moment."""
    return open_note(note, [log]), cosigned_at(note, cosigner)


def _moment(line: str, text: str, cosigner: CosignerKey) -> datetime | None:
    name, _, encoded = line.removeprefix("— ").partition(" ")
    if name != cosigner.name:
        return None
    signed = decode_base64(encoded)
    if signed[:_ID] != cosigner.key_id:
        return None
    seconds = int.from_bytes(signed[_ID : _ID + _TIME], "big")
    try:
        public = Ed25519PublicKey.from_public_bytes(cosigner.public)
        public.verify(signed[_ID + _TIME :], _message(text, seconds))
        return datetime.fromtimestamp(seconds, UTC)
    except (InvalidSignature, OverflowError, ValueError) as error:
        raise NoteError(f"the cosignature of {cosigner.name} does not hold: the text was changed") from error


def _message(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()
