"""Secret keys of the installation: read anew at every use, so that a key taken away closes at once."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from django.conf import settings

KEY_BYTES = 32


class KeyUnavailableError(RuntimeError):
    """A key that is not there, not whole, or open to others: nothing is opened without it."""


def read_key(name: str) -> bytes:
    """Read a key of 32 bytes from the folder of keys, and refuse one that others could have read."""
    path = Path(settings.KEYS_FOLDER) / name
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            key = file.read(KEY_BYTES + 1)
    except OSError as error:
        raise KeyUnavailableError(
            f"key {name!r} cannot be read from {path} ({error.strerror}): run `database prepare`, "
            "and run this process under the account that owns the key"
        ) from error
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyUnavailableError(f"key {path} is open to others (mode {stat.S_IMODE(mode):o}): make it 0600")
    if len(key) != KEY_BYTES:
        raise KeyUnavailableError(f"key {path} should hold {KEY_BYTES} bytes: restore it from its backup")
    return key
