"""The night: what is beyond its term goes, and what could not go is told (bewaartermijnen)."""

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from zorgvuldig.interfaces.erasing import erase_all_due
from zorgvuldig.interfaces.jobs.periodic import AFTER_AN_OUTAGE

__all__ = ["erase_by_night"]

AT_NIGHT = "11 2 * * *"

_log = logging.getLogger(__name__)


@app.periodic(cron=AT_NIGHT)
@app.task(queueing_lock="erase-by-night", lock="erase-by-night", retry=AFTER_AN_OUTAGE)
def erase_by_night(timestamp: int) -> int:
    """Erase everyone and everything that is due, and count the persons; whatever is left is an alarm."""
    del timestamp
    done = erase_all_due(day=timezone.localdate())
    if done.left:
        _log.critical("%s persons are beyond their term and could not be erased", done.left)
    if done.items_left:
        _log.critical("%s items are beyond their own term and could not be erased", done.items_left)
    return done.persons
