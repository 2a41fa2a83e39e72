"""Claim files that were delivered are taken in by themselves (aanleveringen)."""

from uuid import UUID

from django.db import IntegrityError
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from zorgvuldig.interfaces.deliveries import dropping, forgetting, settling, working
from zorgvuldig.interfaces.deliveries.queueing import NAME, set_work
from zorgvuldig.interfaces.jobs.periodic import AFTER_AN_OUTAGE

__all__ = ["forget_old_deliveries", "look_at_deliveries", "take_in_delivery"]

EVERY_MINUTE = "* * * * *"
NIGHTLY = "37 3 * * *"
#: What also passes by itself: a full disk that is emptied, a rival that took in the same bytes.
_PATIENT = RetryStrategy(
    max_attempts=20,
    linear_wait=15,
    retry_exceptions=(*(AFTER_AN_OUTAGE.retry_exceptions or ()), OSError, IntegrityError),
)


@app.task(name=NAME, retry=_PATIENT)
def take_in_delivery(delivery_id: str) -> str:
    """Take in one delivery; whoever is killed in the middle of it is followed by another."""
    return working.work_on(UUID(delivery_id))


@app.periodic(cron=EVERY_MINUTE)
@app.task(queueing_lock="look-at-deliveries", retry=AFTER_AN_OUTAGE)
def look_at_deliveries(timestamp: int) -> int:
    """Take over what was dropped, mend what a kill left, and see that all that waits has a job."""
    del timestamp
    taken = dropping.look()
    settling.mend()
    for delivery_id in settling.open_deliveries():
        set_work(delivery_id)
    return len(taken)


@app.periodic(cron=NIGHTLY)
@app.task(queueing_lock="forget-old-deliveries", retry=AFTER_AN_OUTAGE)
def forget_old_deliveries(timestamp: int) -> None:
    """Forget deliveries that ended long ago."""
    del timestamp
    forgetting.forget()
