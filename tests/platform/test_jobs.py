"""The periodic jobs do what they are for, on the real tables and under the application's own role."""

import asyncio
import os
import signal
import threading
import time
from contextlib import asynccontextmanager
from datetime import timedelta

import psycopg
import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, connections, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from zorgvuldig.interfaces.command_line import jobs
from zorgvuldig.interfaces.jobs import periodic
from zorgvuldig.interfaces.web.accounts.models import WebSession
from zorgvuldig.interfaces.web.accounts.session_store import SessionStore, kept_key


@pytest.fixture
def worked(database):
    """Let a worker do all that waits, in a connection of its own."""

    def work():
        asyncio.run(_work())

    async def _work():
        with app.replace_connector(app.connector.get_worker_connector()) as worker:
            async with worker.open_async():
                await worker.run_worker_async(wait=False, install_signal_handlers=False, listen_notify=False)

    return work


def states():
    return sorted(ProcrastinateJob.objects.values_list("task_name", "status"))


def test_a_worker_does_what_was_asked_and_sessions_that_ended_are_gone(worked):
    ended = SessionStore()
    ended.set_expiry(-1)
    ended.create()
    living = SessionStore()
    living.create()
    periodic.clear_expired_sessions.defer(timestamp=0)
    worked()
    # The worker's own clock may have asked for a periodic job beside ours.
    assert ("zorgvuldig.interfaces.jobs.periodic.clear_expired_sessions", "succeeded") in states()
    assert list(WebSession.objects.values_list("pk", flat=True)) == [kept_key(living.session_key)]


def test_a_job_that_a_rolled_back_request_asked_for_is_never_done(database):
    with transaction.atomic():
        periodic.clear_expired_sessions.defer(timestamp=0)
        transaction.set_rollback(True)
    assert states() == []


def test_a_job_that_waits_already_is_not_asked_for_twice(database):
    periodic.clear_expired_sessions.defer(timestamp=0)
    with pytest.raises(Exception, match="queueing lock"):
        periodic.clear_expired_sessions.defer(timestamp=1)


@pytest.fixture
def left_behind(owner_connection):
    """Make a job look as a worker leaves it that died an hour ago."""

    def leave(job):
        owner_connection.execute("SET search_path = web")
        dead = owner_connection.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) "
            "VALUES (now() - interval '1 hour') RETURNING id"
        ).fetchone()[0]
        owner_connection.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s, attempts = 1 WHERE id = %s",
            [dead, job],
        )

    return leave


def asked_for(lock):
    return periodic.clear_expired_sessions.configure(queueing_lock=lock).defer(timestamp=0)


def status(job):
    return ProcrastinateJob.objects.get(id=job).status


def test_the_job_of_a_worker_that_died_is_taken_up_again(worked, left_behind):
    job = asked_for("ours")
    left_behind(job)
    periodic.retry_stalled_jobs.defer(timestamp=0)
    worked()
    assert status(job) == "succeeded"


def test_work_that_was_asked_for_again_meanwhile_does_not_hold_up_what_else_was_left_behind(
    worked, left_behind
):
    stalled, other = asked_for("same"), asked_for("other")
    left_behind(stalled)
    left_behind(other)
    again = asked_for("same")
    periodic.retry_stalled_jobs.configure(priority=10).defer(timestamp=0)
    worked()
    assert (status(stalled), status(other), status(again)) == ("aborted", "succeeded", "succeeded")


def test_work_that_met_an_outage_is_done_when_it_is_over(worked, monkeypatch):
    """Found by drill `b01-crash`: one job in two hundred kills failed with the server, and was never done."""
    outages = [OperationalError("the server went away"), psycopg.OperationalError("the connection was lost")]
    monkeypatch.setattr(SessionStore, "clear_expired", lambda: fail(outages.pop()) if outages else None)
    job = asked_for("ours")
    worked()
    ProcrastinateJob.objects.filter(id=job).update(scheduled_at=None)
    worked()
    assert (status(job), outages) == ("succeeded", [])


def test_work_that_fails_of_itself_is_left_for_a_human(worked, monkeypatch):
    monkeypatch.setattr(SessionStore, "clear_expired", lambda: fail(ZeroDivisionError()))
    job = asked_for("ours")
    worked()
    assert status(job) == "failed"


def fail(error):
    raise error


def test_traces_of_old_jobs_go_and_those_of_today_stay(worked, owner_connection):
    old, new = (
        periodic.clear_expired_sessions.configure(queueing_lock=f"{n}").defer(timestamp=n) for n in (0, 1)
    )
    worked()
    owner_connection.execute(
        "UPDATE web.procrastinate_events SET at = %s WHERE job_id = %s",
        [timezone.now() - timedelta(hours=periodic.KEEP_HOURS + 1), old],
    )
    periodic.remove_old_jobs.defer(timestamp=0)
    worked()
    left = set(ProcrastinateJob.objects.values_list("id", flat=True))
    assert old not in left
    assert new in left


def test_the_command_ends_when_nothing_is_left(database, monkeypatch):
    asked = {}

    class Worker:
        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

        @asynccontextmanager
        async def open_async(self):
            yield

        async def run_worker_async(self, **words):
            asked.update(words)

    monkeypatch.setattr(jobs.app, "replace_connector", lambda _: Worker(), raising=False)
    parser = jobs.argparse.ArgumentParser()
    jobs.add_arguments(parser)
    assert jobs.run(parser.parse_args(["--once"])) == 0
    assert asked["wait"] is False


def test_a_worker_whose_sessions_are_ended_by_its_own_login_goes_on(database, owner_connection, monkeypatch):
    monkeypatch.setattr(jobs, "PAUSE_AFTER_LOSS", 0.1)
    facts = connection.get_connection_params()
    told, over = {}, threading.Event()

    def attack():
        # As who stole the password of the application's login: it may end the sessions of that login.
        with psycopg.connect(**{**facts, "cursor_factory": None}, autocommit=True) as attacker:
            told["ended"] = attacker.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                "WHERE usename = current_user AND pid <> pg_backend_pid()"
            ).fetchone()[0]

    def job_states():
        return owner_connection.execute(
            "SELECT status FROM web.procrastinate_jobs WHERE lock = 'ours'"
        ).fetchall()

    def play():
        try:
            until(lambda: owner_connection.execute("SELECT FROM web.procrastinate_workers").fetchall())
            attack()
            # By hand: the worker took the program's own way to ask over while it works.
            owner_connection.execute("SET search_path = web")
            owner_connection.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, args) "
                "VALUES ('default', %s, 'ours', %s)",
                [periodic.clear_expired_sessions.name, '{"timestamp": 0}'],
            )
            until(lambda: job_states() == [("succeeded",)])
            told["states"] = job_states()
        finally:
            connections.close_all()
            if not over.is_set():
                os.kill(os.getpid(), signal.SIGTERM)

    playing = threading.Thread(target=play)
    playing.start()
    parser = jobs.argparse.ArgumentParser()
    jobs.add_arguments(parser)
    assert jobs.run(parser.parse_args([])) == 0
    over.set()
    playing.join()
    assert told["ended"] >= 1
    assert told["states"] == [("succeeded",)]


def test_a_worker_whose_sessions_were_just_ended_ends_within_seconds(database, owner_connection):
    """One broken session after another, with growing pauses, took it longer than a supervisor waits."""
    told, over = {}, threading.Event()
    idle = "SELECT FROM pg_stat_activity WHERE usename = 'zv_app' AND state = 'idle' AND pid <> ALL (%s)"

    def play():
        try:
            ours = owner_connection.execute(
                "SELECT array_agg(pid) FROM pg_stat_activity WHERE usename = 'zv_app'"
            ).fetchone()[0]
            until(lambda: owner_connection.execute("SELECT FROM web.procrastinate_workers").fetchall())
            # How many it holds depends on which jobs are due at this moment of the hour: one is enough.
            until(lambda: owner_connection.execute(idle, [ours or []]).fetchall())
            # Until it waits: what it does right after its start may be what meets the broken sessions.
            time.sleep(1)
            owner_connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'zv_app'"
            )
        finally:
            if not over.is_set():
                told["asked"] = time.monotonic()
                os.kill(os.getpid(), signal.SIGTERM)

    playing = threading.Thread(target=play)
    playing.start()
    parser = jobs.argparse.ArgumentParser()
    jobs.add_arguments(parser)
    assert jobs.run(parser.parse_args([])) == 0
    over.set()
    playing.join()
    assert time.monotonic() - told["asked"] < 4


def until(holds, seconds=60):
    latest = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < latest
        time.sleep(0.05)


def test_the_jobs_live_in_the_schema_of_the_pages(database):
    with connection.cursor() as cursor:
        cursor.execute("SELECT schemaname FROM pg_tables WHERE tablename = 'procrastinate_jobs'")
        assert cursor.fetchall() == [("web",)]


def test_no_model_waits_for_a_migration(database):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
