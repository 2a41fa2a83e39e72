"""The secret keys of the ledger, read from the installation's key folder by the process that uses them.

The application holds the key that wraps personal keys and the key of the subject index; only the sequencer's
account can read the signing key. The published key lies beside the folder, for everyone.
"""

from __future__ import annotations

import hmac
from pathlib import Path

from django.conf import settings

from zorgvuldig.ledger.note import SigningKey, VerifierKey
from zorgvuldig.ledger.published import LOG_NAME, PUBLISHED, KeyMissingError, publish, read_published

__all__ = ["publish_key", "published_key", "signing_key", "subject_index_key", "wrapping_key"]

_WRAPPING_LABEL = b"zorgvuldig/ledger/wrapping-key/v1"
_KEY_BYTES = 32


def wrapping_key() -> bytes:
    """Give the key that wraps the personal keys: derived, so that no other use of the master key meets it."""
    return hmac.digest(_secret("kek"), _WRAPPING_LABEL, "sha256")


def subject_index_key() -> bytes:
    """Give the key under which entries about a person are found."""
    return _secret("subject-index")


def signing_key() -> SigningKey:
    """Give the key that signs checkpoints; only the sequencer's account can read it."""
    return SigningKey(LOG_NAME, _secret("ledger-signing"))


def publish_key() -> None:
    """Publish the verifier key where everyone finds it."""
    publish(signing_key().verifier_key, Path(settings.VAR_FOLDER) / PUBLISHED)


def published_key() -> VerifierKey:
    """Read the key by which everyone checks this ledger."""
    return read_published(Path(settings.VAR_FOLDER) / PUBLISHED)


def _secret(name: str) -> bytes:
    path = Path(settings.KEYS_FOLDER) / name
    try:
        secret = path.read_bytes()
    except OSError as error:
        raise KeyMissingError(
            f"The key {path} cannot be read ({error.strerror}). `zorgvuldig database prepare` makes the keys; "
            "each can be read by one account only: run this as the account that owns it."
        ) from error
    if len(secret) != _KEY_BYTES:
        raise KeyMissingError(
            f"The key {path} has {len(secret)} bytes instead of {_KEY_BYTES}: it is damaged."
        )
    return secret
