"""Secret keys in files: read anew at every use, so that a key that is taken away closes at once."""

from __future__ import annotations

import os
import stat
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings

from zorgvuldig.records.key_rings import KEY_BYTES, Ring, RingError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

__all__ = ["KEY_BYTES", "PRINTS", "KeyUnavailableError", "prints_of", "read_key", "read_ring"]
__all__ += ["write_prints"]

#: Beside the keys: which key each name stands for. It guards against a mistaken key, not against a thief.
PRINTS = "prints"
_LARGEST = 65536


class KeyUnavailableError(RuntimeError):
    """A key that is not there, not whole, locked, or open to others: nothing is opened without it."""


def read_key(name: str) -> bytes:
    """Read the key that is in use under this name."""
    return read_ring(name).active.secret


def read_ring(name: str, *, folder: Path | None = None) -> Ring:
    """Read a ring from the folder of keys, and refuse one that others could have read."""
    # Plain text and not a Path: this is on the way of every processing.
    place = os.fspath(folder or settings.KEYS_FOLDER)
    path = f"{place}/{name}"
    try:
        ring = _parsed(_read(path))
        active = ring.active.name
    except RingError as error:
        raise KeyUnavailableError(f"key {path} {error}: restore it from its backup") from None
    known = _known(f"{place}/{PRINTS}").get(name)
    if known and active not in known:
        # Under a wrong key everything would be written that nobody can read or find back.
        raise KeyUnavailableError(f"key {path} is not the key of this installation: restore it")
    return ring


def prints_of(folder: Path) -> dict[str, tuple[str, ...]]:
    """Give the names of the keys that this installation uses, by ring; empty where none were noted."""
    return dict(_known(f"{folder}/{PRINTS}"))


def write_prints(known: Mapping[str, Iterable[str]]) -> bytes:
    """Write the names down; they reveal nothing of the keys."""
    return "".join(f"{ring} {' '.join(names)}\n" for ring, names in sorted(known.items())).encode()


def _known(path: str) -> Mapping[str, tuple[str, ...]]:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return {}
    try:
        return _listed(os.read(descriptor, _LARGEST))
    finally:
        os.close(descriptor)


@lru_cache(maxsize=8)
def _listed(content: bytes) -> Mapping[str, tuple[str, ...]]:
    words = (line.split() for line in content.decode("ascii", "replace").splitlines())
    return {ring: tuple(names) for ring, *names in words}


@lru_cache(maxsize=32)
def _parsed(content: bytes) -> Ring:
    return Ring.parse(content)


def _read(path: str) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError as error:
        raise KeyUnavailableError(
            f"key {path.rpartition('/')[2]!r} cannot be read from {path} ({error.strerror}): run `database "
            "prepare`, and run this process under the account that owns the key"
        ) from error
    try:
        mode = os.fstat(descriptor).st_mode
        content = os.read(descriptor, _LARGEST) if stat.S_ISREG(mode) else b""
    finally:
        os.close(descriptor)
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyUnavailableError(f"key {path} is open to others (mode {stat.S_IMODE(mode):o}): make it 0600")
    return content
