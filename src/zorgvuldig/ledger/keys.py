"""The secret keys of the ledger, read anew by the process that uses them.

The application holds the key that wraps personal keys and the key of the subject index; only the sequencer's
account can read the signing key. The published key lies beside the folder of keys, for everyone.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from zorgvuldig.ledger.note import SigningKey, VerifierKey
from zorgvuldig.ledger.published import LOG_NAME, PUBLISHED, publish, read_published
from zorgvuldig.ledger.witness import Witness
from zorgvuldig.records.key_provider import key_encryption, mac_key
from zorgvuldig.records.keys import read_key

if TYPE_CHECKING:
    from zorgvuldig.records.key_encryption import KeyEncryption, MacKey

__all__ = ["publish_key", "published_key", "signing_key", "subject_index_key", "witness", "wrapping_key"]


def wrapping_key() -> KeyEncryption:
    """Give what wraps the personal keys, under a key that no other use of the master key meets."""
    return key_encryption("ledger-keys")


def subject_index_key() -> MacKey:
    """Give the key under which entries about a person are found."""
    return mac_key("subject-index")


def signing_key() -> SigningKey:
    """Give the key that signs checkpoints; only the sequencer's account can read it."""
    return SigningKey(LOG_NAME, read_key("ledger-signing"))


def publish_key() -> None:
    """Publish the verifier key where everyone finds it, and let its owner keep a witness beside it."""
    publish(signing_key().verifier_key, Path(settings.VAR_FOLDER) / PUBLISHED)
    folder = witness().path.parent
    folder.mkdir(exist_ok=True)
    owner = (Path(settings.KEYS_FOLDER) / "ledger-signing").stat()
    if os.geteuid() == 0:
        os.chown(folder, owner.st_uid, owner.st_gid)


def witness() -> Witness:
    """Give the witness: the last checkpoint in a file of the account that signs, outside of the database."""
    return Witness(Path(settings.VAR_FOLDER) / "ledger" / "checkpoint")


def published_key() -> VerifierKey:
    """Read the key by which everyone checks this ledger."""
    return read_published(Path(settings.VAR_FOLDER) / PUBLISHED)
