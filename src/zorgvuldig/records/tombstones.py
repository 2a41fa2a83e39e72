"""Which keys were destroyed, written down outside of the database: an old backup must not bring them back.

A backup of the database that is older than an erasure still holds the wrapped key. This journal (a file,
apart from the database and from its backups) names every key that was destroyed, by its own random identifier
and nothing else. Whoever restores a backup replays it before anyone may look.

An erasure is written down before it happens and confirmed when its transaction is committed. What was never
confirmed is replayed too: it was decided, so it was due.
"""

from __future__ import annotations

import fcntl
import os
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, LiteralString
from uuid import UUID

from django.conf import settings
from django.db import transaction

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

__all__ = [
    "DATA_KEY",
    "PERSONAL_KEY",
    "Tombstones",
    "TombstonesError",
    "bury",
    "journal",
    "read_tombstones",
    "replay_tombstones",
    "write_down",
]

DATA_KEY = "data-key"
PERSONAL_KEY = "personal-key"
BEGUN, DONE, VOID = "begun", "done", "void"
_TABLES: dict[str, LiteralString] = {DATA_KEY: "records.data_key", PERSONAL_KEY: "ledger.personal_key"}
_FOLDER, _FILE = "tombstones", "destroyed"
_CHUNK = 10_000
_TORN = b" torn\n"


class TombstonesError(RuntimeError):
    """The journal of destroyed keys cannot be written or read: nothing is destroyed or opened without it."""


@dataclass
class Tombstones:
    """What the journal says: by kind, the keys whose destruction was confirmed, or only begun."""

    destroyed: dict[str, set[UUID]] = field(default_factory=lambda: {kind: set() for kind in _TABLES})
    begun: dict[str, dict[UUID, str]] = field(default_factory=lambda: {kind: {} for kind in _TABLES})

    def due(self, kind: str) -> list[UUID]:
        """Give every key that must not exist."""
        return sorted(self.destroyed[kind] | self.begun[kind].keys())


def journal() -> Path:
    """Name the file: in the installation's folder, outside of the database and its backups."""
    return Path(settings.VAR_FOLDER) / _FOLDER / _FILE


def bury(kind: str, keys: Collection[UUID], *, at: datetime, using: str = "default") -> None:
    """Write down that these keys are about to be destroyed, and confirm it when the transaction is committed.

    Call it in the transaction that deletes them, before the deletion.
    """
    if keys:
        write_down(kind, keys, BEGUN, at=at)
        transaction.on_commit(lambda: write_down(kind, keys, DONE, at=at), using=using)


def write_down(kind: str, keys: Iterable[UUID], state: str, *, at: datetime) -> None:
    """Add lines to the journal, and return when they are on the disk."""
    moment = at.isoformat(timespec="seconds")
    lines = "".join(f"{kind} {key} {state} {moment}\n" for key in keys).encode()
    path = journal()
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            _close_torn_line(descriptor)
            if os.write(descriptor, lines) != len(lines):
                raise OSError(28, "only a part was written")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise TombstonesError(
            f"the journal of destroyed keys {path} cannot be written ({error.strerror}): nothing was "
            "destroyed; run `database prepare`, and run this process under the account that owns the folder"
        ) from error


def read_tombstones(path: Path | None = None) -> Tombstones:
    """Read the journal; an installation that destroyed nothing has none."""
    found = Tombstones()
    try:
        content = (path or journal()).read_text(encoding="ascii")
    except FileNotFoundError:
        return found
    except (OSError, ValueError) as error:
        raise TombstonesError(f"the journal of destroyed keys cannot be read: {error}") from error
    for number, line in enumerate(content.splitlines(keepends=True), start=1):
        if line.endswith(_TORN.decode()) or not line.endswith("\n"):
            # Cut off by a power failure before it was on the disk, so nothing was destroyed on its word.
            continue
        try:
            kind, key, state, moment = line.split()
            _take(found, kind, UUID(key), state, moment)
        except (ValueError, KeyError) as error:
            raise TombstonesError(f"line {number} of the journal of destroyed keys is damaged") from error
    return found


def replay_tombstones(connection: Any) -> int:  # noqa: ANN401 — Django's and psycopg's connections alike
    """Destroy again every key that was destroyed before, after restoring a backup and before anyone may look.

    Args:
        connection: to the restored database, as superuser or as the owner of the tables.

    Returns:
        How many keys the backup had brought back.
    """
    found, destroyed = read_tombstones(), 0
    for kind, table in _TABLES.items():
        due = found.due(kind)
        if due:
            atomic = getattr(connection, "transaction", None) or partial(transaction.atomic, connection.alias)
            with atomic(), connection.cursor() as cursor:
                destroyed += _destroy(cursor, table, due)
    return destroyed


def _destroy(cursor: Any, table: LiteralString, due: Sequence[UUID]) -> int:  # noqa: ANN401 — as above
    cursor.execute(f"SELECT row_security_active('{table}')")
    # The owner too is held by the wall; in this transaction alone it lets itself pass.
    ((held,),) = cursor.fetchall()
    if held:
        cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    destroyed = 0
    for start in range(0, len(due), _CHUNK):
        part = list(due[start : start + _CHUNK])
        cursor.execute(f"DELETE FROM {table} WHERE id = ANY (%s::uuid[])", [part])  # noqa: S608 — ours
        destroyed += cursor.rowcount
    if held:
        cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    return destroyed


def _take(found: Tombstones, kind: str, key: UUID, state: str, moment: str) -> None:
    begun = found.begun[kind]
    if state == BEGUN:
        if key not in found.destroyed[kind]:
            begun[key] = moment
    elif state == DONE:
        begun.pop(key, None)
        found.destroyed[kind].add(key)
    elif state == VOID:
        begun.pop(key, None)
    else:
        raise ValueError(state)


def _close_torn_line(descriptor: int) -> None:
    """End a line that a crash cut off, so that it does not run into ours."""
    size = os.fstat(descriptor).st_size
    if size and os.pread(descriptor, 1, size - 1) != b"\n":
        os.write(descriptor, _TORN)
