"""The periodic jobs of the platform. Each is safe to repeat and to miss."""

import psycopg
from django.db import InterfaceError, OperationalError
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Status

from zorgvuldig.interfaces.web.accounts import login_log
from zorgvuldig.interfaces.web.accounts.session_store import SessionStore

__all__ = ["AFTER_AN_OUTAGE", "clear_expired_sessions", "remove_old_jobs", "retry_stalled_jobs"]

EVERY_MINUTE = "* * * * *"
HOURLY = "17 * * * *"
NIGHTLY = "23 3 * * *"
# Jobs carry identifiers; their traces do not stay longer than a repair needs.
KEEP_HOURS = 72
#: Work that met a server that was gone is done when it is back; what fails otherwise is for a human.
AFTER_AN_OUTAGE = RetryStrategy(
    max_attempts=20,
    linear_wait=5,
    retry_exceptions=(
        OperationalError,
        InterfaceError,
        psycopg.OperationalError,
        psycopg.InterfaceError,
        ConnectorException,
    ),
)


@app.periodic(cron=EVERY_MINUTE)
@app.task(queueing_lock="retry-stalled-jobs", pass_context=True, retry=AFTER_AN_OUTAGE)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> int:
    """Take up again the jobs of workers that died: no worker does that of itself."""
    del timestamp
    manager = context.app.job_manager
    stalled = list(await manager.get_stalled_jobs())
    for job in stalled:
        try:
            await manager.retry_job(job)
        except UniqueViolation:
            # The same work waits already under the same lock: it will be done, and once is enough.
            await manager.finish_job(job, status=Status.ABORTED, delete_job=False)
    return len(stalled)


@app.periodic(cron=HOURLY)
@app.task(queueing_lock="clear-expired-sessions", retry=AFTER_AN_OUTAGE)
def clear_expired_sessions(timestamp: int) -> None:
    """Forget sessions that ended, and what the log of logins need not keep."""
    del timestamp
    SessionStore.clear_expired()
    login_log.clear_old()


@app.periodic(cron=NIGHTLY)
@app.task(queueing_lock="remove-old-jobs", pass_context=True, retry=AFTER_AN_OUTAGE)
async def remove_old_jobs(context: JobContext, timestamp: int) -> None:
    """Remove the traces of jobs that ended well, or ill and long ago."""
    del timestamp
    await context.app.job_manager.delete_old_jobs(
        nb_hours=KEEP_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )
