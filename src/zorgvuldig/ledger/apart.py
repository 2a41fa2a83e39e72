"""Entries that are committed on a connection of their own, where no rollback of a caller reaches them.

An entry that the log does not take at that moment (no connection is left, a term ran out, somebody holds it
up) is not lost with the process: it waits in a file, sealed as it is, and nothing is opened until the log
has it. A file belongs to the account that works for the insurer; no login of the database reaches it.
"""

from __future__ import annotations

import json
import logging
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from psycopg.errors import UniqueViolation

from zorgvuldig.ledger import gate
from zorgvuldig.records.whole_files import put

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

__all__ = ["UnwrittenError", "enter", "forget", "settle"]

REFUSALS = "refusals"
#: Where they wait, in the folder of the installation (`database prepare` makes it).
FOLDER = "unwritten"
#: More refusals than this are not kept while the log takes none: the disk is not theirs to fill.
MOST = 10_000
_log = logging.getLogger(__name__)
#: What neither the log nor a file took. It lasts as long as this process, which opens nothing meanwhile.
_nowhere: dict[UUID, Mapping[str, Any]] = {}


class UnwrittenError(RuntimeError):
    """Entries wait that the log does not take; until it does, nothing is opened."""


def enter(entry_id: UUID, body: Mapping[str, Any]) -> UUID | None:
    """Commit an entry, or keep it until the log takes it; None when neither could be done."""
    try:
        _commit(body)
    except Exception as error:  # noqa: BLE001 — whatever fails here, the caller must still hear the refusal
        # Only its kind: the text of a database error may hold what was sent, and with it a proof.
        kind = type(error).__name__
        if _keep(entry_id, body):
            _log.critical("the ledger did not take in entry %s (%s); it waits in a file", entry_id, kind)
            return entry_id
        _log.critical("the ledger did not take in entry %s (%s), and no file could", entry_id, kind)
        if len(_nowhere) < MOST:
            _nowhere[entry_id] = body
        return None
    return entry_id


def settle() -> None:
    """Bring what waits into the log, the oldest first.

    Raises:
        UnwrittenError: the log still does not take it; nothing may be opened.
    """
    for entry_id, body in list(_nowhere.items()):
        try:
            _commit(body)
        except Exception as error:
            raise UnwrittenError(
                f"neither the log nor a file took entry {entry_id} ({type(error).__name__}): this process "
                "opens nothing until the log does; see whether the disk is full, and the server's log"
            ) from error
        _nowhere.pop(entry_id, None)
    for path in _waiting():
        try:
            _commit(json.loads(path.read_text("utf-8")))
        except FileNotFoundError:
            # Another process was quicker.
            continue
        except Exception as error:
            raise UnwrittenError(
                f"an entry that waits in {path} is not taken in by the log ({type(error).__name__}): nothing "
                "is opened until it is; see the server's log"
            ) from error
        path.unlink(missing_ok=True)


def forget() -> None:
    """Let go of what waits: its database is gone, as after each test or drill."""
    _nowhere.clear()
    for path in _waiting():
        path.unlink(missing_ok=True)


def _commit(body: Mapping[str, Any]) -> None:
    # An entry that stands already is what is wanted: someone committed inside the block, or was quicker.
    with suppress(UniqueViolation), transaction.atomic(using=REFUSALS, durable=True):
        gate.enter(REFUSALS, body)


def _folder() -> Path:
    return Path(settings.VAR_FOLDER) / FOLDER


def _waiting() -> list[Path]:
    try:
        # On the way of every processing: mostly there is nothing to sort.
        names = [name for name in os.listdir(_folder()) if name.endswith(".json")]  # noqa: PTH208 — as told
    except FileNotFoundError:
        return []
    return [_folder() / name for name in sorted(names)]


def _keep(entry_id: UUID, body: Mapping[str, Any]) -> bool:
    """Write an entry to a file of its own and return when it is on the disk; tells whether it is."""
    folder = _folder()
    try:
        waiting = _waiting()
        if any(path.stem.endswith(str(entry_id)) for path in waiting):
            return True
        if len(waiting) >= MOST:
            _log.critical("%d entries wait already, and no more are kept", MOST)
            return False
        number = int(waiting[-1].name.partition("-")[0]) + 1 if waiting else 1
        folder.mkdir(mode=0o700, exist_ok=True)
        owner = folder.stat()
        # Also of a command of root: the pages must be able to bring it in.
        put(
            folder / f"{number:012d}-{entry_id}.json",
            json.dumps(body).encode(),
            owner=(owner.st_uid, owner.st_gid),
        )
    except (OSError, MemoryError) as error:
        told = getattr(error, "strerror", None) or type(error).__name__
        _log.critical("an entry cannot be kept in %s (%s)", folder, told)
        return False
    return True
