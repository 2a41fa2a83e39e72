"""Change the files of keys: in one step each, by one keeper at a time, and never into other hands."""

import fcntl
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from zorgvuldig.records.key_rings import Ring
from zorgvuldig.records.keys import PRINTS, prints_of, write_prints
from zorgvuldig.records.whole_files import put

__all__ = ["BusyError", "keeping", "write_ring"]

_LOCK = ".keeping"
#: A reader opens a file and reads it within microseconds; wait that out before the old content is wiped.
_WIPE_AFTER_SECONDS = 0.05


class BusyError(RuntimeError):
    """Another command changes keys at this moment."""


@contextmanager
def keeping(folder: Path) -> Iterator[None]:
    """Be the only one who changes keys; a keeper who was killed leaves nothing locked."""
    descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError("another command changes keys at this moment: wait for it, then repeat") from None
        yield
    finally:
        os.close(descriptor)


def write_ring(folder: Path, name: str, ring: Ring) -> None:
    """Put a ring in the place of the old one, for the same account, and wipe the old file."""
    path = folder / name
    old = os.open(path, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        owner = os.fstat(old)
        names = [key.name for key in ring.keys]
        # Known before it is used; a keeper who is killed in between leaves one name too many.
        _note(folder, name, dict.fromkeys([*names, *prints_of(folder).get(name, ())]))
        put(path, ring.render(), owner=(owner.st_uid, owner.st_gid))
        _note(folder, name, names)
        time.sleep(_WIPE_AFTER_SECONDS)
        # Good on a plain disk; a disk that moves its blocks keeps them until it reuses them (docs/keys.md).
        os.pwrite(old, bytes(owner.st_size), 0)
        os.fsync(old)
    finally:
        os.close(old)


def _note(folder: Path, name: str, names: Iterable[str]) -> None:
    known = prints_of(folder)
    if name in known:
        put(folder / PRINTS, write_prints({**known, name: tuple(names)}), mode=0o644)
