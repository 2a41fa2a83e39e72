"""Secret keys in files: read anew at every use, so that a key that is taken away closes at once."""

from __future__ import annotations

import os
import stat
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from zorgvuldig.records.key_rings import KEY_BYTES, Ring, RingError

__all__ = ["KEY_BYTES", "KeyUnavailableError", "read_key", "read_ring", "ring_file"]

_LARGEST = 65536


class KeyUnavailableError(RuntimeError):
    """A key that is not there, not whole, locked, or open to others: nothing is opened without it."""


def read_key(name: str) -> bytes:
    """Read the key that is in use under this name."""
    return read_ring(name).active.secret


def read_ring(name: str, *, folder: Path | None = None) -> Ring:
    """Read a ring from the folder of keys, and refuse one that others could have read."""
    path = ring_file(name, folder=folder)
    try:
        ring = _parsed(_read(path))
        ring.active  # noqa: B018 — a ring without a key in use is none
    except RingError as error:
        raise KeyUnavailableError(f"key {path} {error}: restore it from its backup") from None
    return ring


def ring_file(name: str, *, folder: Path | None = None) -> Path:
    """Name the file of a ring."""
    return (folder or Path(settings.KEYS_FOLDER)) / name


@lru_cache(maxsize=32)
def _parsed(content: bytes) -> Ring:
    return Ring.parse(content)


def _read(path: Path) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError as error:
        raise KeyUnavailableError(
            f"key {path.name!r} cannot be read from {path} ({error.strerror}): run `database prepare`, "
            "and run this process under the account that owns the key"
        ) from error
    try:
        mode = os.fstat(descriptor).st_mode
        content = os.read(descriptor, _LARGEST) if stat.S_ISREG(mode) else b""
    finally:
        os.close(descriptor)
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyUnavailableError(f"key {path} is open to others (mode {stat.S_IMODE(mode):o}): make it 0600")
    return content
