"""What was opened and closed again stays known, also when its transaction is undone afterwards.

An entry shares the transaction of the work that it explains. When something later in that transaction fails
(a page that is not found, a file that cannot be written, another processing that is refused), the work is
undone and the entry with it; but somebody may have seen the data. So each closed grant waits here until its
transaction is over, and what does not stand then is written down apart.

Whether it stands is asked of the database, and never concluded from a commit that went well: SQL that was
smuggled into the session can end the transaction and begin another, and what Django commits is then that one.
"""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, LiteralString
from uuid import UUID

import psycopg
from django.db import DatabaseError, connections, transaction

from zorgvuldig.ledger import apart
from zorgvuldig.ledger.memory import LAST_PART
from zorgvuldig.ledger.trip import row, sound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["forget", "kept", "remember", "write_left"]

#: How many entries that the log did not take a thread remembers.
MOST = 1000
_STANDING: LiteralString = "SELECT pg_catalog.array_to_string(gate.stands($1::pg_catalog.uuid[]), ' ')"
_log = logging.getLogger(__name__)


class _Waiting(threading.local):
    """The closed grants of this thread's transaction, as what would write each down apart."""

    def __init__(self) -> None:
        self.entries: dict[UUID, Callable[[], UUID | None]] = {}


_waiting = _Waiting()


def remember(entry_id: UUID, write_apart: Callable[[], UUID | None], *, using: str) -> None:
    """Let a closed grant wait until its transaction is over."""
    _waiting.entries[entry_id] = write_apart
    # Also where nobody keeps traces around the transaction; the first that runs settles all of them.
    transaction.on_commit(partial(write_left, using=using), using=using)


def write_left(*, using: str) -> int:
    """Write down what was opened in a transaction that is over and does not stand; gives how many."""
    if connections[using].in_atomic_block or not _waiting.entries:
        return 0
    left, _waiting.entries = _waiting.entries, {}
    for entry_id in _standing(tuple(left), using=using):
        del left[entry_id]
    for entry_id, write_apart in left.items():
        if write_apart() is None and len(_waiting.entries) < MOST:
            # The log did not take it: a later block of this thread tries again.
            _waiting.entries[entry_id] = write_apart
    return len(left)


def _standing(asked: tuple[UUID, ...], *, using: str) -> list[UUID]:
    """Ask which of these entries are committed; none where nobody answers."""
    try:
        told = row(sound(using), _STANDING, "{" + ",".join(map(str, asked)) + "}")
    except (DatabaseError, psycopg.Error, MemoryError) as error:
        # Writing one that stands after all does no harm: the log has every entry once.
        _log.warning("the log did not say which of %d entries stand (%s)", len(asked), type(error).__name__)
        return []
    return [UUID(entry_id) for entry_id in (told[0] or "").split()]


def forget() -> None:
    """Let go of what waits: its database is gone, as after each test or drill."""
    _waiting.entries = {}
    apart.forget()


@contextmanager
def kept(*, using: str = "default") -> Iterator[None]:
    """Keep the traces of all that is opened in the block: around a request, a command, a job."""
    # What an earlier block of this thread could not write is not lost either.
    write_left(using=using)
    try:
        yield
    finally:
        # What ended the block may be that the memory was full; its last part was kept for this.
        with LAST_PART:
            write_left(using=using)
