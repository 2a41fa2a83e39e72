"""How much memory a process may ask for, and the part of it that is kept free for writing down what was open.

A process that outgrows its machine is killed by the kernel between two instructions, and takes along what it
was about to write down: a huge answer, asked inside of an open look, would so leave no trace of that look.
One with a limit of its own is told no instead (`MemoryError`, or an error of the driver) and goes on. What
filled it may still be held at that moment; so the limit is laid lower than it could be, and the rest is given
only to who writes the entry.
"""

from __future__ import annotations

import resource
import threading

__all__ = ["LAST_BYTES", "LAST_PART", "MEGABYTE", "LastPart", "limit_memory"]

MEGABYTE = 1024 * 1024
#: What is kept free: an entry, a connection to write it over, and a page that says that something went wrong.
LAST_BYTES = 64 * MEGABYTE


def limit_memory(megabytes: int) -> None:
    """Let this process ask for so much memory of its own and no more; it cannot be raised afterwards.

    A lower limit that whoever started the process laid already stays.
    """
    most = megabytes * MEGABYTE + LAST_BYTES
    _, given = resource.getrlimit(resource.RLIMIT_DATA)
    hard = most if given == resource.RLIM_INFINITY else min(most, given)
    resource.setrlimit(resource.RLIMIT_DATA, (max(hard - LAST_BYTES, 0), hard))


class LastPart:
    """Gives the last part of the memory for a block; many threads may be inside, and one of them twice."""

    __slots__ = ("_inside", "_lock", "_without")

    def __init__(self) -> None:
        """Begin with nobody inside."""
        self._lock = threading.RLock()
        self._inside = 0
        self._without = (0, 0)

    def __enter__(self) -> None:
        """Give it, and ask for next to nothing oneself, for there may be nothing left."""
        with self._lock:
            if not self._inside:
                self._without = resource.getrlimit(resource.RLIMIT_DATA)
                resource.setrlimit(resource.RLIMIT_DATA, (self._without[1], self._without[1]))
            self._inside += 1

    def __exit__(self, *_: object) -> None:
        """Take it back, when the last one leaves."""
        with self._lock:
            self._inside -= 1
            if not self._inside:
                resource.setrlimit(resource.RLIMIT_DATA, self._without)


LAST_PART = LastPart()
