"""Work through the jobs."""

import argparse
import asyncio
import signal
import sys
import time
from contextlib import suppress
from typing import cast

import psycopg
from procrastinate import App, PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException

from zorgvuldig.interfaces.database.closing import need_open
from zorgvuldig.interfaces.places import VAR

SUMMARY = "run a worker: takes jobs from the database until it is stopped"
NEEDS_DATABASE = True
PROCESS = "worker"
LIMITS_MEMORY = True
THREADS = 2
PAUSE_AFTER_LOSS = 2.0
CHECK_SECONDS = 2.0
STOPPING = (signal.SIGINT, signal.SIGTERM)
LOST = (ConnectorException, psycopg.OperationalError, psycopg.InterfaceError)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take --once."""
    parser.add_argument("--once", action="store_true", help="end when no job is left")


def run(arguments: argparse.Namespace) -> int:
    """Work until stopped, or until nothing is left."""
    need_open(VAR)
    connector = app.connector
    if not isinstance(connector, DjangoConnector):
        raise TypeError(f"jobs need Django's connection, not {type(connector).__name__}")
    while True:
        try:
            with app.replace_connector(connector.get_worker_connector()) as worker:
                if asyncio.run(_work(worker, wait=not arguments.once)) or arguments.once:
                    return 0
        except LOST:
            if arguments.once:
                raise
        # Whoever has this login's password can end its sessions: that must cost a pause and no more.
        print("the database does not answer, trying again", file=sys.stderr, flush=True)
        time.sleep(PAUSE_AFTER_LOSS)


async def _work(worker: App, *, wait: bool) -> bool:
    """Work, and tell whether a signal ended it; a worker that lost the database ends as quietly."""
    loop = asyncio.get_running_loop()
    async with worker.open_async():
        # Threads, never forks: several of our libraries do not survive one.
        working = asyncio.create_task(
            worker.run_worker_async(concurrency=THREADS, wait=wait, install_signal_handlers=False)
        )

        ending: list[asyncio.Task[None]] = []

        def stop() -> None:
            for number in STOPPING:
                # The second time it means: at once.
                loop.remove_signal_handler(number)
            ending.append(asyncio.create_task(_end(worker, working)))

        for number in STOPPING:
            loop.add_signal_handler(number, stop)
        try:
            await working
        except asyncio.CancelledError:
            return True
        except LOST:
            if not ending:
                raise
    return bool(ending)


async def _end(worker: App, working: asyncio.Task[None]) -> None:
    """End the work, after sessions that were ended meanwhile are out of the way.

    The end is written in the database too, and a pool tries one broken session after another, with a pause
    twice as long each time.
    """
    pool = cast("PsycopgConnector", worker.connector).pool
    # Whatever is wrong with the database, a worker that was told to end does.
    with suppress(Exception):
        await asyncio.wait_for(pool.check(), CHECK_SECONDS)
    working.cancel()
