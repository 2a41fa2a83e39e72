"""What a drill cost: CPU seconds of its processes and its servers, which say the same on a busy machine."""

from __future__ import annotations

import os
import resource
import signal
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from zorgvuldig.interfaces.database import leftovers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

T = TypeVar("T")

#: Where in /proc/PID/stat, after the name, the ticks stand: own and of children that ended.
_OWN, _ENDED = slice(11, 13), slice(13, 15)
#: Seconds between two words of progress.
EVERY = 20.0
_servers: list[float] = []


def spent() -> float:
    """Give the CPU seconds of this process, of children that ended, and of servers that were noted."""
    uses = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(use.ru_utime + use.ru_stime for use in uses) + sum(_servers)


def note_server(data: Path) -> None:
    """Note what the processes of a server took, before it ends; one that was killed took it along."""
    ticks = 0
    for pid in leftovers.workers(data):
        with suppress(OSError, ValueError):
            fields = (leftovers.PROCESSES / str(pid) / "stat").read_text("ascii").rpartition(")")[2].split()
            ticks += sum(map(int, fields[_OWN])) + sum(map(int, fields[_ENDED]))
    _servers.append(ticks / os.sysconf("SC_CLK_TCK"))


class Progress:
    """Says on the error stream now and then how far a drill is, so that one sees that it works."""

    def __init__(self, name: str, total: int, what: str) -> None:
        self.name, self.total, self.what, self.done = name, total, what, 0
        self.began = self.told = time.monotonic()

    def each(self, things: Iterable[T]) -> Iterator[T]:
        """Hand out things and count them; after an interrupt (Ctrl-C) no more, and what was done counts.

        So hours of a full set are not lost with their last: the drill judges and tells what it did.
        """
        asked: list[int] = []
        before = signal.signal(signal.SIGINT, lambda number, _: asked.append(number))
        try:
            for thing in things:
                yield thing
                self.step()
                if asked:
                    return
        finally:
            signal.signal(signal.SIGINT, before)

    def told_of(self) -> str:
        """Say how many were done, and of how many when it was stopped before."""
        return f"{self.done:,}" if self.done >= self.total else f"{self.done:,} of {self.total:,} (stopped)"

    def step(self) -> None:
        """Count one more."""
        self.done += 1
        now = time.monotonic()
        if now - self.told < EVERY:
            return
        self.told = now
        left = (now - self.began) / self.done * (self.total - self.done)
        print(
            f"{self.name}: {self.done:,} of {self.total:,} {self.what}, about {_long(left)} to go",
            file=sys.stderr,
            flush=True,
        )


def _long(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds > 1.5 * 60 else f"{seconds:.0f} s"
