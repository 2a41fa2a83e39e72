"""Put fresh pages in the place of the old ones: no request is dropped, and the new program is read from disk.

granian starts new workers beside the old ones, and lets the old ones end what they are answering; it does so
for a SIGHUP (`_reload` in its `server/common.py`). The supervisor, to which that signal means a closed
terminal, is not bothered with it.
"""

import os
import signal
import time
from pathlib import Path

from zorgvuldig.interfaces.supervision import living, started_at

__all__ = ["NotServingError", "reload_pages"]

PROCESSES = Path("/proc")
PAUSE_SECONDS = 0.2


class NotServingError(RuntimeError):
    """There are no pages to put others in the place of, or the old ones do not end."""


def reload_pages(note: Path, *, seconds: float) -> int:
    """Let the pages of an installation be taken over by fresh ones; give how many processes were replaced."""
    parent = next((pid for pid in living(note) if b"granian" in _words(pid)), None)
    if parent is None:
        raise NotServingError("no pages run here: `zorgvuldig serve` starts them")
    old = {pid: started_at(pid) for pid in _children(parent)}
    os.kill(parent, signal.SIGHUP)
    latest = time.monotonic() + seconds
    while left := [pid for pid, started in old.items() if started_at(pid) == started]:
        if time.monotonic() > latest:
            raise NotServingError(
                f"{len(left)} processes still answer after {seconds:.0f} s: look at var/log"
            )
        time.sleep(PAUSE_SECONDS)
    if not _children(parent):
        raise NotServingError("the fresh pages ended by themselves: look at var/log/web.log")
    return len(old)


def _words(pid: int) -> list[bytes]:
    try:
        return (PROCESSES / str(pid) / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return []


def _children(parent: int) -> list[int]:
    """List the processes of one parent, apart from the one by which Python keeps its books."""
    found = []
    for process in PROCESSES.iterdir():
        if not process.name.isdigit():
            continue
        try:
            fields = (process / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        pid = int(process.name)
        if int(fields[1]) == parent and not any(b"resource_tracker" in word for word in _words(pid)):
            found.append(pid)
    return found
