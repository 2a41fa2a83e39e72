"""Mend what a kill left between the database and the disk: bytes without a row, answers without a name.

The database decides. A delivery that is done has its answer shown and its bytes forgotten; one that was set
aside has them moved; bytes of which no row tells were never taken over, and their sender still has them.
"""

from __future__ import annotations

import time
from contextlib import suppress
from uuid import UUID

from zorgvuldig.interfaces.deliveries.models import ANYONE, DONE, SET_ASIDE, WAITING, WORKING, Delivery
from zorgvuldig.interfaces.deliveries.places import outbox, returns, taken_over
from zorgvuldig.interfaces.deliveries.setting_aside import move_aside
from zorgvuldig.interfaces.deliveries.working import finish

__all__ = ["mend", "open_deliveries"]

#: For so long a copy without a row may be one that is being made (seconds).
BEING_MADE = 3600.0


def open_deliveries() -> list[UUID]:
    """List what waits, or was begun and not ended, the oldest first."""
    found = Delivery.objects.filter(state__in=(WAITING, WORKING)).order_by("received_at")
    return list(found.values_list("id", flat=True))


def mend() -> None:
    """Bring the folders in line with the database."""
    _mend_bytes()
    _mend_answers()


def _mend_bytes() -> None:
    for path in taken_over().glob("*.ei"):
        with suppress(ValueError):
            delivery = Delivery.objects.filter(id=UUID(path.stem)).first()
            if delivery is None:
                if time.time() - path.stat().st_mtime > BEING_MADE:
                    path.unlink(missing_ok=True)
            elif delivery.state == DONE:
                finish(delivery.id)
            elif delivery.state == SET_ASIDE:
                move_aside(delivery)


def _mend_answers() -> None:
    """Show the answers of runs that stand; those of runs that do not never had a reader."""
    for path in (*returns().glob(".*.waiting"), *outbox(ANYONE).parent.glob("*/.*.waiting")):
        run_id = _run_of(path.name)
        if run_id is not None and Delivery.objects.filter(run_id=run_id, state=DONE).exists():
            path.replace(path.with_name(path.name.removeprefix(".").removesuffix(".waiting")))


def _run_of(name: str) -> UUID | None:
    """Read the number of the run from a name such as `.GZ322-<run>.ASC.waiting`."""
    stem = name.removeprefix(".").removesuffix(".waiting").rsplit(".", 1)[0]
    try:
        return UUID(stem[-36:])
    except ValueError:
        return None
