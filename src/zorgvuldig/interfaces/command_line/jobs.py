"""Work through the jobs."""

import argparse

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from zorgvuldig.interfaces.database.closing import need_open
from zorgvuldig.interfaces.places import VAR

SUMMARY = "run a worker: takes jobs from the database until it is stopped"
NEEDS_DATABASE = True
PROCESS = "worker"
THREADS = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take --once."""
    parser.add_argument("--once", action="store_true", help="end when no job is left")


def run(arguments: argparse.Namespace) -> int:
    """Work until stopped, or until nothing is left."""
    need_open(VAR)
    connector = app.connector
    if not isinstance(connector, DjangoConnector):
        raise TypeError(f"jobs need Django's connection, not {type(connector).__name__}")
    # Threads, never forks: several of our libraries do not survive one.
    with app.replace_connector(connector.get_worker_connector()) as worker:
        worker.run_worker(concurrency=THREADS, wait=not arguments.once, install_signal_handlers=True)
    return 0
