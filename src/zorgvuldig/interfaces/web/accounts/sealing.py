"""Encryption of login secrets at rest, under a key of its own outside of the database."""

from __future__ import annotations

import base64

from zorgvuldig.records.key_encryption import WrappingError, name_in
from zorgvuldig.records.key_provider import key_encryption

__all__ = ["WrappingError", "is_sealed", "name_of", "open_text", "reseal_text", "seal_text"]

USE = "login-secrets"
_PLACE = b"zorgvuldig login secret v1"


def seal_text(text: str) -> str:
    """Encrypt a secret; the answer is text that fits a JSON field."""
    return base64.b64encode(key_encryption(USE).wrap(text.encode(), context=_PLACE)).decode("ascii")


def open_text(sealed: str) -> str:
    """Decrypt a secret that `seal_text` made; a changed text raises `WrappingError`."""
    return key_encryption(USE).unwrap(base64.b64decode(sealed), context=_PLACE).decode()


def reseal_text(sealed: str) -> str:
    """Encrypt a secret anew, under the key that is in use now."""
    return seal_text(open_text(sealed))


def is_sealed(text: str) -> bool:
    """Tell a sealed secret from any other text of a factor: it opens here."""
    try:
        open_text(text)
    except (ValueError, UnicodeDecodeError):
        return False
    return True


def name_of(sealed: str) -> str:
    """Name the key that sealed this; empty for what was sealed before keys had names."""
    return name_in(base64.b64decode(sealed)).hex()
