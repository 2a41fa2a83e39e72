"""Forget deliveries that ended long ago: their rows, and what lies on disk of them (bewaartermijn).

What was set aside and what was answered hold claims of people. Whoever must look at them has time to; after
it they are no longer there.
"""

from __future__ import annotations

import shutil
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from zorgvuldig.interfaces.deliveries.models import ANYONE, DONE, SET_ASIDE, Delivery
from zorgvuldig.interfaces.deliveries.places import outbox, set_aside

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["KEEP_DAYS", "forget"]

#: As long as a backup and a log line are kept (own choice).
KEEP_DAYS = 35
_A_DAY = 86_400.0


def forget(*, now: float | None = None) -> int:
    """Forget what ended so long ago; give how many rows there were.

    Args:
        now: the moment by the clock of the files, in seconds; else the clock of this machine.
    """
    at = time.time() if now is None else now
    before = at - KEEP_DAYS * _A_DAY
    for folder in set_aside().glob("*"):
        if _older(folder, before):
            shutil.rmtree(folder)
    for file in outbox(ANYONE).parent.glob("*/*"):
        if _older(file, before):
            file.unlink()
    ended = timezone.now() - timedelta(days=KEEP_DAYS)
    rows, _by_table = Delivery.objects.filter(state__in=(DONE, SET_ASIDE), ended_at__lt=ended).delete()
    return rows


def _older(path: Path, before: float) -> bool:
    return path.lstat().st_mtime < before
