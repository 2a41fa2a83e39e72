"""Whether the service can do its work now: one word for each part, and nothing of why, where or how much.

Who asks may be anybody; what is behind a word is in the logs and the metrics of whoever keeps the service.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import psycopg
from django.db import DatabaseError

from zorgvuldig.interfaces.database.closing import why_closed
from zorgvuldig.interfaces.operations import figures
from zorgvuldig.records.key_provider import key_provider
from zorgvuldig.records.keys import KeyUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

__all__ = ["ready", "states"]

WELL, UNWELL = "ok", "unavailable"
#: Entries are placed within a second; a minute without is a sequencer that stands still.
LONGEST_WAIT = 60.0
LEAST_FREE = 200_000_000
MOST_WAITING_JOBS = 1_000


def states(var: Path) -> Mapping[str, str]:
    """Give one word for each part."""
    asked: Mapping[str, Callable[[], bool]] = {
        "database": lambda: bool(figures.jobs() is not None),
        "ledger": _ledger,
        "jobs": lambda: figures.jobs().get("todo", 0) < MOST_WAITING_JOBS,
        "disk": lambda: shutil.disk_usage(var).free > LEAST_FREE,
        "keys": lambda: bool(key_provider().names("subject-index")),
        "open": lambda: why_closed(var) is None,
    }
    return {part: _word(ask) for part, ask in asked.items()}


def ready(told: Mapping[str, str]) -> bool:
    """Tell whether every part is well."""
    return all(word == WELL for word in told.values())


def _word(ask: Callable[[], bool]) -> str:
    try:
        return WELL if ask() else UNWELL
    except (DatabaseError, psycopg.Error, KeyUnavailableError, OSError):
        return UNWELL


def _ledger() -> bool:
    told = figures.figures()
    waiting = told["entries"] > told["signed"]
    return not waiting or float(told["signed_seconds"] or 0) < LONGEST_WAIT
