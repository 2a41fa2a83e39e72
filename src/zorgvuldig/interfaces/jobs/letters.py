"""The post, by itself: who asked or was settled is written to, and what was written leaves (postronde)."""

import time

from django.utils import timezone
from procrastinate.contrib.django import app

from zorgvuldig.interfaces.jobs.periodic import AFTER_AN_OUTAGE
from zorgvuldig.interfaces.letters.about_requests import write_about_requests
from zorgvuldig.interfaces.letters.handing_over import send_waiting
from zorgvuldig.interfaces.letters.service import LETTERS
from zorgvuldig.interfaces.letters.writing import runs_to_tell, write_about

__all__ = ["ROUND_SECONDS", "post_round"]

EVERY_FIVE_MINUTES = "*/5 * * * *"
#: When a round begins no run any more: what is left waits for the next, and other jobs get their turn.
ROUND_SECONDS = 60


@app.periodic(cron=EVERY_FIVE_MINUTES)
@app.task(queueing_lock="post-round", lock="post-round", retry=AFTER_AN_OUTAGE)
def post_round(timestamp: int) -> int:
    """Write and send the letters about requests and settled runs, the oldest first; count the runs."""
    del timestamp
    until = time.monotonic() + ROUND_SECONDS
    # First, for these have a clock of the law: at once told, longer in time, answered within a month.
    write_about_requests(actor=LETTERS, at=timezone.now())
    send_waiting(actor=LETTERS, at=timezone.now())
    told = 0
    for run_id in runs_to_tell(actor=LETTERS, at=timezone.now()):
        if time.monotonic() >= until:
            break
        write_about([run_id], actor=LETTERS, at=timezone.now())
        send_waiting(actor=LETTERS, at=timezone.now())
        told += 1
    return told
