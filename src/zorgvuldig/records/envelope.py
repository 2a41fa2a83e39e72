"""Seal what is told in confidence: one data key per person, compartment, retention class and year.

A sealed value says which key opens it, and opens in its own place only: table, column and person are bound to
it. Destroying a key erases exactly what was due together, also from every copy of the tables.

The data keys lie behind the wall too: sealing and opening work inside a grant about these persons.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from zorgvuldig.records import tombstones
from zorgvuldig.records.key_encryption import name_in
from zorgvuldig.records.key_provider import key_encryption
from zorgvuldig.records.models import DataKey
from zorgvuldig.records.staging import record_run

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from zorgvuldig.records.key_encryption import KeyEncryption

_VERSION = b"\x01"
_KEY_ID = slice(1, 17)
_NONCE_AT = slice(17, 29)
_BODY = slice(29, None)
_CHUNK = 5000


class SealError(ValueError):
    """A sealed value that does not open: its key is destroyed or out of reach, or it stands elsewhere."""


@dataclass(frozen=True)
class Holder:
    """What one data key is for; what is due together shares a key."""

    subject: UUID | None
    compartment: str
    retention_class: str
    year: int

    @property
    def context(self) -> bytes:
        """Bind a wrapped key to what it is for."""
        return f"{self.subject}|{self.compartment}|{self.retention_class}|{self.year}".encode()


@dataclass
class KeyRing:
    """Data keys in the clear, for the length of one grant; seals thousands with two statements."""

    using: str = "default"
    encryption: KeyEncryption = field(default_factory=key_encryption)
    _by_holder: dict[Holder, tuple[UUID, AESGCM]] = field(default_factory=dict, repr=False)
    _by_id: dict[UUID, AESGCM] = field(default_factory=dict, repr=False)

    def prepare(self, holders: Iterable[Holder]) -> None:
        """Fetch the keys of these holders at once, and make those that are missing."""
        wanted = set(holders) - self._by_holder.keys()
        self._fetch(wanted)
        missing = wanted - self._by_holder.keys()
        if missing:
            # Two that seal for one person at once: the first key wins, both read it back.
            made = [key for key, _ in self._new(sorted(missing, key=str))]
            DataKey.objects.using(self.using).bulk_create(made, ignore_conflicts=True, batch_size=_CHUNK)
            self._fetch(missing)
        lost = wanted - self._by_holder.keys()
        if lost:
            raise SealError(
                f"{len(lost)} data keys are out of reach: seal inside a grant about these persons"
            )

    def make(self, holders: Sequence[Holder]) -> None:
        """Make the keys of holders who are new in this very transaction, and let them in as a whole."""
        made = self._new(holders)
        record_run([key for key, _ in made], using=self.using)
        for holder, (key, secret) in zip(holders, made, strict=True):
            self._by_id[key.id] = AESGCM(secret)
            self._by_holder[holder] = (key.id, self._by_id[key.id])

    def seal(self, plaintext: bytes, *, holder: Holder, field: str) -> bytes:
        """Seal a value for one place; `field` is table and column, such as claim_diagnosis.sealed."""
        if holder not in self._by_holder:
            self.prepare([holder])
        key_id, cipher = self._by_holder[holder]
        nonce = os.urandom(12)
        bound = _bound(field, holder.subject)
        return _VERSION + key_id.bytes + nonce + cipher.encrypt(nonce, plaintext, bound)

    def open(self, sealed: bytes, *, subject: UUID | None, field: str) -> bytes:
        """Open a value that was sealed for this place and person."""
        if sealed[:1] != _VERSION:
            raise SealError(f"{field} holds something that was not sealed here")
        cipher = self._cipher(UUID(bytes=bytes(sealed[_KEY_ID])))
        try:
            return cipher.decrypt(bytes(sealed[_NONCE_AT]), bytes(sealed[_BODY]), _bound(field, subject))
        except InvalidTag as error:
            raise SealError(f"{field} does not open: changed, or moved from another place") from error

    def _cipher(self, key_id: UUID) -> AESGCM:
        if key_id not in self._by_id:
            key = DataKey.objects.using(self.using).filter(id=key_id).first()
            if key is None:
                raise SealError("the data key is destroyed, or outside what the grant opens")
            self._unwrap([key])
        return self._by_id[key_id]

    def _fetch(self, holders: set[Holder]) -> None:
        keys = DataKey.objects.using(self.using).filter(year__in={holder.year for holder in holders})
        subjects = sorted({holder.subject for holder in holders if holder.subject}, key=str)
        for start in range(0, len(subjects), _CHUNK):
            self._take(keys.filter(subject_id__in=subjects[start : start + _CHUNK]), holders)
        if any(holder.subject is None for holder in holders):
            self._take(keys.filter(subject_id=None), holders)

    def _take(self, keys: Iterable[DataKey], holders: set[Holder]) -> None:
        wanted = [key for key in keys if _holder(key) in holders]
        self._unwrap([key for key in wanted if key.id not in self._by_id])
        for key in wanted:
            self._by_holder[_holder(key)] = (key.id, self._by_id[key.id])

    def _unwrap(self, keys: Sequence[DataKey]) -> None:
        if keys:
            opened = self.encryption.unwrap_many([(bytes(key.wrapped), _holder(key).context) for key in keys])
            self._by_id.update((key.id, AESGCM(one)) for key, one in zip(keys, opened, strict=True))

    def _new(self, holders: Sequence[Holder]) -> list[tuple[DataKey, bytes]]:
        fresh = [(AESGCM.generate_key(bit_length=256), holder.context) for holder in holders]
        wrapped = self.encryption.wrap_many(fresh)
        return [
            (_key(holder, one), secret)
            for holder, (secret, _), one in zip(holders, fresh, wrapped, strict=True)
        ]


def _key(holder: Holder, wrapped: bytes) -> DataKey:
    return DataKey(
        id=uuid4(),
        subject_id=holder.subject,
        compartment=holder.compartment,
        retention_class=holder.retention_class,
        year=holder.year,
        wrapped=wrapped,
        # As it stands in what was wrapped: the key in use may change between two questions.
        key_encryption_key=name_in(wrapped).hex(),
    )


def seal(
    plaintext: bytes,
    *,
    subject: UUID | None,
    compartment: str,
    retention_class: str,
    year: int,
    field: str,
) -> bytes:
    """Seal one value inside a grant (versleutelen); for many, keep a `KeyRing`."""
    holder = Holder(subject, compartment, retention_class, year)
    return KeyRing().seal(plaintext, holder=holder, field=field)


def open_sealed(sealed: bytes, *, subject: UUID | None, field: str) -> bytes:
    """Open one value inside a grant; for many, keep a `KeyRing`."""
    return KeyRing().open(sealed, subject=subject, field=field)


def destroy(*, subject: UUID, compartment: str, retention_class: str, year: int, at: datetime) -> int:
    """Destroy one data key inside a grant of the retention family, and give how many were destroyed.

    Everything sealed with it is erased, and nothing else (vernietigen; GC-4.0.8). The erasure is written
    down outside of the database too, so that no backup takes it back.
    """
    due = DataKey.objects.filter(
        subject_id=subject, compartment=compartment, retention_class=retention_class, year=year
    )
    keys = list(due.values_list("id", flat=True))
    tombstones.bury(tombstones.DATA_KEY, keys, at=at)
    destroyed, _ = DataKey.objects.filter(id__in=keys).delete()
    return destroyed


def _holder(key: DataKey) -> Holder:
    return Holder(key.subject_id, key.compartment, key.retention_class, key.year)


def _bound(field: str, subject: UUID | None) -> bytes:
    table, _, column = field.partition(".")
    if not table or not column:
        raise ValueError(f"field {field!r} should name table and column, such as claim_diagnosis.sealed")
    return f"{table}|{column}|{subject}".encode()
