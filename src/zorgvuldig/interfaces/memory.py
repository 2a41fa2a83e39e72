"""The memory that a process which opens personal data may have: ZORGVULDIG_MEMORY, in megabytes.

Each has a limit of its own, so that what asks for too much is told no inside the process and leaves its trace
(`zorgvuldig.ledger.memory` says why).
"""

from __future__ import annotations

import ctypes
import gc
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from zorgvuldig.ledger.memory import MEGABYTE, limit_memory

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "LEAST",
    "MEGABYTES",
    "MemorySettingError",
    "buffers",
    "half_of_the_machine",
    "keep_within",
    "without_collecting",
]

#: Several times what the pages use with all threads at work.
MEGABYTES = 1024
#: What is larger than this is asked of the kernel, and goes back to it as soon as it is freed.
LARGE = 65_536
_M_MMAP_THRESHOLD = -3
#: Less would end ordinary pages.
LEAST = 256
#: What the server keeps at least, and at most: the machine is not the database's alone.
FEWEST_BUFFERS, MOST_BUFFERS = 128, 2048


class MemorySettingError(ValueError):
    """ZORGVULDIG_MEMORY says something that cannot be meant."""


def half_of_the_machine() -> int:
    """Give the megabytes for a command by hand, which takes in a large file alone: half of what there is."""
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return max(MEGABYTES, whole // MEGABYTE // 2)


def buffers() -> int:
    """Give the megabytes in which our own server of the database keeps pages: an eighth of what there is.

    Keys are random, so that whatever touches many rows at once touches all of an index.
    """
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return min(max(FEWEST_BUFFERS, whole // MEGABYTE // 8), MOST_BUFFERS)


def keep_within(megabytes: int = MEGABYTES) -> None:
    """Lay the limit of the environment, or the one that goes without saying, on this process.

    Args:
        megabytes: the limit where the environment names none.

    Raises:
        MemorySettingError: the environment names no number of megabytes that a process can live with.
    """
    told = os.environ.get("ZORGVULDIG_MEMORY") or str(megabytes)
    if not (told.isascii() and told.isdecimal()) or int(told) < LEAST:
        raise MemorySettingError(
            f"ZORGVULDIG_MEMORY is {told!r}: give the megabytes that one process may have, {LEAST} or more "
            f"({megabytes} when it is not set)"
        )
    # Else what was freed stays with the process as pieces of a heap, and it is full for good.
    ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, LARGE)
    limit_memory(int(told))


@contextmanager
def without_collecting() -> Iterator[None]:
    """Hold the search for circles of objects while a large file goes through.

    Its rows are hundreds of thousands of objects without circles; looking through all of them again and again
    took a quarter of the time.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
