"""Encryption of login secrets at rest: AES-256-GCM under a key file of its own, outside the database."""

from __future__ import annotations

import base64
import os
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

KEY_BYTES = 32
NONCE_BYTES = 12
PURPOSE = b"zorgvuldig login secret v1"


class LoginKeyError(Exception):
    """The key that protects login secrets cannot be used."""


def seal_text(text: str) -> str:
    """Encrypt a secret; the answer is text that fits a JSON field."""
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(_key()).encrypt(nonce, text.encode(), PURPOSE)
    return base64.b64encode(nonce + sealed).decode("ascii")


def open_text(sealed: str) -> str:
    """Decrypt a secret that `seal_text` made; a changed text raises ``InvalidTag``."""
    raw = base64.b64decode(sealed)
    return AESGCM(_key()).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], PURPOSE).decode()


def _key() -> bytes:
    path = Path(settings.LOGIN_KEY_FILE)
    try:
        key = path.read_bytes()
    except OSError as error:
        raise LoginKeyError(
            f"{path} cannot be read ({error.strerror}); `zorgvuldig database prepare` makes it, "
            "a backup of the keys restores it"
        ) from error
    if len(key) != KEY_BYTES:
        raise LoginKeyError(f"{path} must hold {KEY_BYTES} bytes but holds {len(key)}; restore it")
    return key
