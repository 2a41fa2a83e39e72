"""What was opened and closed again stays known, also when its transaction is undone afterwards.

An entry shares the transaction of the work that it explains. When something later in that transaction fails
(a page that is not found, a file that cannot be written, another processing that is refused), the work is
undone and the entry with it; but somebody may have seen the data. So each closed grant waits here until its
transaction is committed, and what still waits when the transaction is over is written down apart.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connections, transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

__all__ = ["forget", "kept", "remember", "write_left"]


class _Waiting(threading.local):
    """The closed grants of this thread's transaction, as what would write each down apart."""

    def __init__(self) -> None:
        self.entries: dict[UUID, Callable[[], UUID | None]] = {}


_waiting = _Waiting()


def remember(entry_id: UUID, write_apart: Callable[[], UUID | None], *, using: str) -> None:
    """Let a closed grant wait until its transaction is committed; a return to a savepoint forgets that."""
    _waiting.entries[entry_id] = write_apart
    transaction.on_commit(lambda: _waiting.entries.pop(entry_id, None), using=using)


def write_left(*, using: str) -> int:
    """Write down what was opened in a transaction that is over and was not committed; gives how many."""
    if connections[using].in_atomic_block:
        return 0
    left, _waiting.entries = _waiting.entries, {}
    for write_apart in left.values():
        write_apart()
    return len(left)


def forget() -> None:
    """Let go of what waits: its database is gone, as after each test or drill."""
    _waiting.entries = {}


@contextmanager
def kept(*, using: str = "default") -> Iterator[None]:
    """Keep the traces of all that is opened in the block: around a request, a command, a job."""
    # What an earlier block of this thread could not write is not lost either.
    write_left(using=using)
    try:
        yield
    finally:
        write_left(using=using)
