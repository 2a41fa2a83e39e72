"""What a request leaves behind that asked for more memory than its process may have (`interfaces.memory`)."""

from __future__ import annotations

import os
import resource
import signal
import traceback
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from django.conf import settings
from django.db import connections

from zorgvuldig.ledger.memory import LAST_PART

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["let_go", "ran_out", "room"]

_STATUS = Path("/proc/self/status")


def ran_out(error: BaseException) -> bool:
    """Tell whether an error, or one it came from, says that this process may have no more memory.

    The library that speaks with the server says it in an error of its own, which no server gave a number.
    """
    return any(
        isinstance(each, MemoryError) or (type(each) is psycopg.DatabaseError and each.sqlstate is None)
        for each in _chain(error)
    )


def let_go(error: BaseException) -> None:
    """Give back what filled the memory: what the ended steps held, and the connections' own room.

    A connection keeps room for the longest answer it ever read; it is closed, and the next request makes one.
    """
    with LAST_PART:
        for each in _chain(error):
            traceback.clear_frames(each.__traceback__)
    for connection in connections.all(initialized_only=True):
        if connection.connection is not None and not connection.in_atomic_block:
            with suppress(psycopg.Error):
                connection.connection.close()
            connection.close()
    if settings.PROCESS == "web" and not room():
        # Pieces that are still in use hold the rest: fresh pages come in the place of these, as at a reload.
        os.kill(os.getppid(), signal.SIGHUP)


def room() -> bool:
    """Tell whether a quarter of what this process may have is free again."""
    used = int(_STATUS.read_text(encoding="ascii").partition("VmData:")[2].split()[0]) * 1024
    return used < resource.getrlimit(resource.RLIMIT_DATA)[0] * 3 // 4


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
