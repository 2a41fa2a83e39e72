"""Files that are there whole or not at all, also when the power goes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["put"]


def put(path: Path, content: bytes, *, owner: tuple[int, int] | None = None, mode: int = 0o600) -> None:
    """Write a file in one step; after a power failure it is the old or the new one, whole.

    Raises:
        OSError: it could not be written, for one because the disk is full; the old one stands.
    """
    draft = path.with_name(f".{path.name}.draft")
    draft.unlink(missing_ok=True)
    try:
        _write(draft, content, owner=owner, mode=mode)
        draft.rename(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _write(draft: Path, content: bytes, *, owner: tuple[int, int] | None, mode: int) -> None:
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        os.fchmod(descriptor, mode)
        if owner is not None and owner != (os.geteuid(), os.getegid()):
            os.fchown(descriptor, *owner)
        # A disk that is nearly full takes a part, and says how much; the next write then says why.
        left = memoryview(content)
        while left:
            left = left[os.write(descriptor, left) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
