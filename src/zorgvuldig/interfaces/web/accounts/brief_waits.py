"""Rows of `web` can be held up by whoever has the login of the pages; what matters waits for none of them."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["brief_waits"]

_BRIEFLY = "SELECT current_setting('lock_timeout'), set_config('lock_timeout', '1s', true)"
_AS_BEFORE = "SELECT set_config('lock_timeout', %s, true)"
_log = logging.getLogger(__name__)


@contextmanager
def brief_waits() -> Iterator[None]:
    """Do the block, or leave it undone where somebody holds a row: the gate, which nobody holds, decides."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_BRIEFLY)
            (before, _now) = cursor.fetchone()
            yield
            cursor.execute(_AS_BEFORE, [before])
    except (OperationalError, LockNotAvailable) as error:
        if not isinstance(error.__cause__ or error, LockNotAvailable):
            raise
        _log.warning("rows of an account or session are held by somebody, and stay as they are")
