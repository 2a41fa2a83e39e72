"""Tell how far the work on a delivery is, on a connection of its own, for the work itself shows nothing."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import DatabaseError, connection
from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

__all__ = ["STAGES", "telling"]

#: What the work on a file goes through, in order; the last is the end of it.
STAGES = ("reading", "control", "administration", "settling", "recording", "answering")
_TELL = """
INSERT INTO web.deliveries_progress (delivery_id, stage, lines, at) VALUES (%s, %s, %s, %s)
ON CONFLICT (delivery_id) DO UPDATE SET stage = excluded.stage, lines = excluded.lines, at = excluded.at
"""
_log = logging.getLogger(__name__)


@contextmanager
def telling(delivery_id: UUID) -> Iterator[Callable[[str, int], None]]:
    """Give a function that writes down a stage and the number of lines read.

    What cannot be told is left untold: the work matters more than the telling.
    """
    own = connection.copy()

    def tell(stage: str, lines: int) -> None:
        try:
            with own.cursor() as cursor:
                cursor.execute(_TELL, (delivery_id, stage, lines, timezone.now()))
        except DatabaseError:
            _log.warning("the progress of an intake could not be told")

    try:
        yield tell
    finally:
        own.close()
