"""Salted commitments and keyed indexes: how a leaf speaks of a person without naming anyone.

A commitment is the SHA-256 of a 32-byte random salt and the value. Who holds the salt can show that the leaf
is about a certain person; who does not, cannot even test a guess. Every value has a salt of its own: opening
one (the data subject's) must not help in guessing another (the staff member's, of whom there are few).

The index is an HMAC under a key outside the database: with it the entries about one person are found, and
nobody who only has the tables can follow a person through them.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from zorgvuldig.records.key_encryption import MacKey

__all__ = ["SALT_BYTES", "commit", "new_salt", "opens", "subject_index", "subject_indexes"]
__all__ += ["indexes_of", "sought_indexes"]

SALT_BYTES = 32
_INDEX_LABEL = b"zorgvuldig/ledger/subject-index/v1\n"


def new_salt() -> bytes:
    """Draw a salt that nobody can guess."""
    return secrets.token_bytes(SALT_BYTES)


def commit(salt: bytes, value: bytes) -> str:
    """Commit to a value: the SHA-256 of salt and value, in hexadecimal."""
    if len(salt) != SALT_BYTES:
        raise ValueError(
            f"a salt has {SALT_BYTES} bytes, not {len(salt)}: another length lets two openings meet"
        )
    return hashlib.sha256(salt + value).hexdigest()


def opens(commitment: str, salt: bytes, value: bytes) -> bool:
    """Tell whether salt and value are what was committed to."""
    return hmac.compare_digest(commit(salt, value), commitment)


def subject_index(key: MacKey, subject_id: UUID) -> bytes:
    """Give the keyed index under which the entries about one data subject (betrokkene) are found."""
    return subject_indexes(key, [subject_id])[subject_id]


def sought_indexes(key: MacKey, subject_id: UUID) -> list[bytes]:
    """Give every index under which entries about somebody may stand: earlier keys made those of before."""
    return key.mac_every(_INDEX_LABEL + str(subject_id).encode())


def subject_indexes(key: MacKey, subject_ids: Sequence[UUID]) -> dict[UUID, bytes]:
    """Give the index of each data subject, asking for the key once."""
    named = [str(subject_id).encode() for subject_id in subject_ids]
    return dict(zip(subject_ids, indexes_of(key, named), strict=True))


def indexes_of(key: MacKey, names: Sequence[bytes]) -> list[bytes]:
    """Give the index of each name of a data subject, in their order."""
    return key.mac_many([_INDEX_LABEL + name for name in names])
