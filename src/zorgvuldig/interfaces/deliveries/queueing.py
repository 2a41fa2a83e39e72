"""Set the job for a delivery: by its name, for the worker alone knows what the job does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

if TYPE_CHECKING:
    from uuid import UUID

__all__ = ["NAME", "set_work"]

NAME = "take-in-delivery"


def set_work(delivery_id: UUID) -> None:
    """Set the job for a delivery, once; in the caller's transaction, so that it comes with the row."""
    # One at a time: each may need half of the memory, and all of them take their turn in the records anyway.
    job = app.configure_task(NAME, lock="deliveries", queueing_lock=f"delivery-{delivery_id}")
    try:
        job.defer(delivery_id=str(delivery_id))
    except AlreadyEnqueued:
        return
