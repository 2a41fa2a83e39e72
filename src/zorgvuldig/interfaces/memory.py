"""The memory that a process which opens personal data may have: ZORGVULDIG_MEMORY, in megabytes.

Each has a limit of its own, so that what asks for too much is told no inside the process and leaves its trace
(`zorgvuldig.ledger.memory` says why).
"""

from __future__ import annotations

import ctypes
import os

from zorgvuldig.ledger.memory import limit_memory

__all__ = ["LEAST", "MEGABYTES", "MemorySettingError", "keep_within"]

#: Several times what the pages use with all threads at work.
MEGABYTES = 1024
#: What is larger than this is asked of the kernel, and goes back to it as soon as it is freed.
LARGE = 65_536
_M_MMAP_THRESHOLD = -3
#: Less would end ordinary pages.
LEAST = 256


class MemorySettingError(ValueError):
    """ZORGVULDIG_MEMORY says something that cannot be meant."""


def keep_within() -> None:
    """Lay the limit of the environment, or the one that goes without saying, on this process.

    Raises:
        MemorySettingError: the environment names no number of megabytes that a process can live with.
    """
    told = os.environ.get("ZORGVULDIG_MEMORY") or str(MEGABYTES)
    if not (told.isascii() and told.isdecimal()) or int(told) < LEAST:
        raise MemorySettingError(
            f"ZORGVULDIG_MEMORY is {told!r}: give the megabytes that one process may have, {LEAST} or more "
            f"({MEGABYTES} when it is not set)"
        )
    # Else what was freed stays with the process as pieces of a heap, and it is full for good.
    ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, LARGE)
    limit_memory(int(told))
