"""The secret keys of the ledger, read anew by the process that uses them.

The application holds the key that wraps personal keys and the key of the subject index; only the sequencer's
account can read the signing key, and only the witness's the key that cosigns. The published keys lie beside
the folder of keys, for everyone, and with them the name of the log: fixed when they are first published.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from zorgvuldig.ledger.cosignature import CosigningKey
from zorgvuldig.ledger.kept import KeptNote
from zorgvuldig.ledger.note import SigningKey, VerifierKey
from zorgvuldig.ledger.published import (
    PUBLISHED,
    WITNESS_PUBLISHED,
    publish,
    published_name,
    read_published,
)
from zorgvuldig.records.key_provider import key_encryption, mac_key
from zorgvuldig.records.keys import read_key

if TYPE_CHECKING:
    from zorgvuldig.records.key_encryption import KeyEncryption, MacKey

__all__ = [
    "cosigning_key",
    "kept_by_sequencer",
    "kept_by_witness",
    "log_name",
    "publish_key",
    "publish_witness_key",
    "published_key",
    "signing_key",
    "subject_index_key",
    "wrapping_key",
]


def wrapping_key() -> KeyEncryption:
    """Give what wraps the personal keys, under a key that no other use of the master key meets."""
    return key_encryption("ledger-keys")


def subject_index_key() -> MacKey:
    """Give the key under which entries about a person are found."""
    return mac_key("subject-index")


def log_name() -> str:
    """Give the name of the log (naam van het logboek): the published one, or the setting before that."""
    return published_name(_var(PUBLISHED)) or str(settings.LOG_NAME)


def signing_key() -> SigningKey:
    """Give the key that signs checkpoints; only the sequencer's account can read it."""
    return SigningKey(log_name(), read_key("ledger-signing"))


def cosigning_key() -> CosigningKey:
    """Give the key of the data protection officer's witness; only the witness's account can read it."""
    name = published_name(_var(WITNESS_PUBLISHED)) or f"{log_name()}/getuige"
    return CosigningKey(name, read_key("ledger-witness"))


def publish_key() -> None:
    """Publish the verifier key where everyone finds it, and let its owner keep a note beside it."""
    publish(signing_key().verifier_key, _var(PUBLISHED))
    _folder_for(kept_by_sequencer(), "ledger-signing")


def publish_witness_key() -> None:
    """Publish the witness's key beside it, and give the witness a folder of its own."""
    publish(cosigning_key().public, _var(WITNESS_PUBLISHED))
    _folder_for(kept_by_witness(), "ledger-witness")


def kept_by_sequencer() -> KeptNote:
    """Give the last checkpoint in a file of the account that signs, outside of the database."""
    return KeptNote(_var("ledger") / "checkpoint")


def kept_by_witness() -> KeptNote:
    """Give the last cosigned checkpoint in a file of the witness's account."""
    return KeptNote(_var("witness") / "checkpoint")


def published_key() -> VerifierKey:
    """Read the key by which everyone checks this ledger."""
    return read_published(_var(PUBLISHED))


def _folder_for(kept: KeptNote, key: str) -> None:
    kept.path.parent.mkdir(exist_ok=True)
    owner = (Path(settings.KEYS_FOLDER) / key).stat()
    if os.geteuid() == 0:
        os.chown(kept.path.parent, owner.st_uid, owner.st_gid)


def _var(name: str) -> Path:
    return Path(settings.VAR_FOLDER) / name
