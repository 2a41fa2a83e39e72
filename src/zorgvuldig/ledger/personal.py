"""The personal part of an entry: who, about whom and on which facts, encrypted with a key of its own.

The leaf holds commitments only. What opens them (identifiers, salts, the receipt with its facts) lies beside
the leaf under a key that belongs to this one entry. Destroying that key erases the personal part for good,
also from every backup of the table, and the tree stays valid (recht op vergetelheid, GDPR article 17).
"""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from zorgvuldig.ledger.canonical import Json, canonical, parse_canonical
from zorgvuldig.ledger.commitments import commit, new_salt
from zorgvuldig.records.key_encryption import WrappingError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zorgvuldig.records.key_encryption import KeyEncryption

__all__ = [
    "CLOSED",
    "Opening",
    "PersonalPart",
    "SealError",
    "Sealed",
    "entry_place",
    "key_context",
    "part_context",
    "seal",
    "seal_many",
    "unseal",
    "unwrapped",
]

_NONCE_BYTES = 12
_KEY_LABEL = b"zorgvuldig/ledger/personal-key/v1\n"
_PART_LABEL = b"zorgvuldig/ledger/personal-part/v1\n"
CLOSED = "the personal part does not open: it was changed, moved, or sealed under another key"


class SealError(ValueError):
    """A sealed part that does not open: another key, another place, or changed bytes."""


@dataclass(frozen=True, kw_only=True)
class Opening:
    """A committed value with the salt that opens its commitment."""

    value: bytes
    salt: bytes

    @classmethod
    def new(cls, value: bytes | str) -> Opening:
        """Commit to a value under a fresh salt."""
        return cls(value=value.encode() if isinstance(value, str) else value, salt=new_salt())

    @property
    def commitment(self) -> str:
        """The commitment that stands in the leaf."""
        return commit(self.salt, self.value)

    def as_json(self) -> dict[str, Json]:
        """Write value and salt as text."""
        return {"value": self.value.decode(), "salt": base64.b64encode(self.salt).decode()}

    @classmethod
    def from_json(cls, value: Json) -> Opening:
        """Read what `as_json` wrote."""
        fields = cast("Mapping[str, str]", value)
        return cls(value=fields["value"].encode(), salt=base64.b64decode(fields["salt"], validate=True))


@dataclass(frozen=True, kw_only=True)
class PersonalPart:
    """What opens the commitments of a leaf, with the decision in words."""

    actor: Opening
    receipt: Opening
    """Its value is the canonical receipt of the decision: the facts with their sources."""
    subject: Opening | None = None
    decision: Mapping[str, Json] | None = None
    """The decision as it was told (`Decision.as_json`), with its reason and its duties in words."""

    def as_bytes(self) -> bytes:
        """Write the part in canonical form."""
        return canonical(
            {
                "actor": self.actor.as_json(),
                "decision": self.decision,
                "receipt": self.receipt.as_json(),
                "subject": None if self.subject is None else self.subject.as_json(),
            }
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> PersonalPart:
        """Read what `as_bytes` wrote."""
        fields = cast("Mapping[str, Json]", parse_canonical(data))
        subject = fields["subject"]
        return cls(
            actor=Opening.from_json(fields["actor"]),
            receipt=Opening.from_json(fields["receipt"]),
            subject=None if subject is None else Opening.from_json(subject),
            decision=cast("Mapping[str, Json] | None", fields["decision"]),
        )


@dataclass(frozen=True, kw_only=True)
class Sealed:
    """Encrypted bytes with the wrapped key that belongs to them alone."""

    key_id: UUID
    wrapped: bytes
    content: bytes


def entry_place(entry_id: UUID) -> str:
    """Name the place for which an entry's personal part is sealed."""
    return str(entry_id)


def seal(content: bytes, *, place: str, wrapping_key: KeyEncryption) -> Sealed:
    """Encrypt content for one place (an entry, or an entry and a row) under a fresh key."""
    return seal_many([(content, place)], wrapping_key=wrapping_key)[0]


def seal_many(parts: Sequence[tuple[bytes, str]], *, wrapping_key: KeyEncryption) -> list[Sealed]:
    """Encrypt each content for its place under a fresh key of its own, with one call to wrap them all."""
    keys = [(uuid4(), AESGCM.generate_key(bit_length=256)) for _ in parts]
    wrapped = wrapping_key.wrap_many([(key, key_context(key_id)) for key_id, key in keys])
    return [
        Sealed(key_id=key_id, wrapped=one, content=_encrypt(key, content, part_context(place)))
        for (content, place), (key_id, key), one in zip(parts, keys, wrapped, strict=True)
    ]


def unseal(sealed: Sealed, *, place: str, wrapping_key: KeyEncryption) -> bytes:
    """Decrypt what `seal` made for the same place."""
    return _decrypt(unwrapped(sealed, wrapping_key), sealed.content, part_context(place))


def unwrapped(sealed: Sealed, wrapping_key: KeyEncryption) -> bytes:
    """Give the key of a sealed part, or of several that are sealed together."""
    try:
        return wrapping_key.unwrap(sealed.wrapped, context=key_context(sealed.key_id))
    except WrappingError as error:
        raise SealError(CLOSED) from error


def part_context(place: str) -> bytes:
    """Bind a sealed part to its place."""
    return _PART_LABEL + place.encode()


def key_context(key_id: UUID) -> bytes:
    """Bind a wrapped key to the row that holds it."""
    return _KEY_LABEL + key_id.bytes


def _encrypt(key: bytes, content: bytes, bound_to: bytes) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, bound_to)


def _decrypt(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound_to)
    except (InvalidTag, ValueError) as error:
        raise SealError(CLOSED) from error
