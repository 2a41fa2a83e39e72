"""Keep what a process holds in memory out of files and out of reach of its neighbours.

Python cannot wipe a key: bytes are copied and freed at the interpreter's pleasure. What can be done is done
here: no core dump holds memory, and no process of the same account reads it (ptrace, /proc/PID/mem).
"""

import ctypes
import os
import resource

__all__ = ["harden_process", "is_hardened"]

_PR_GET_DUMPABLE, _PR_SET_DUMPABLE = 3, 4


def harden_process() -> None:
    """Forbid core dumps and looking into this process; call it first in every process that uses keys.

    The limit passes to children. The other half ends at exec and at a change of account, so each program
    calls this itself: commands in `command_line.dispatch`, the pages in `wsgi`.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0):
        number = ctypes.get_errno()
        raise OSError(number, f"memory could not be closed to others: {os.strerror(number)}")


def is_hardened() -> bool:
    """Tell whether this process is closed."""
    dumpable: int = ctypes.CDLL(None).prctl(_PR_GET_DUMPABLE, 0, 0, 0, 0)
    return dumpable == 0 and resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
