"""Serve the pages, with the jobs and the sequencer beside them, until stopped."""

import argparse
import os
from contextlib import suppress

from zorgvuldig.interfaces import serving
from zorgvuldig.interfaces.database import prepare
from zorgvuldig.interfaces.database.closing import need_open
from zorgvuldig.interfaces.database.facts import read_facts
from zorgvuldig.interfaces.database.servers import find_server
from zorgvuldig.interfaces.places import DATABASE_FACTS, VAR
from zorgvuldig.interfaces.supervision import Supervisor, end_noted
from zorgvuldig.interfaces.waking import SilentWitnessError, wake

SUMMARY = "serve the pages, with jobs and sequencer beside them, until stopped"
NEEDS_DATABASE = False
READY_SECONDS = 90.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take host, port and what to end with."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument(
        "--port", type=int, default=os.environ.get("PORT", "8000"), help="port (default PORT or 8000)"
    )
    parser.add_argument("--workers", type=int, default=2, help="web processes (default 2)")
    parser.add_argument("--end-database", action="store_true", help="stop the embedded database at the end")


def run(arguments: argparse.Namespace) -> int:
    """Start everything, say READY when the pages answer, and end everything when asked."""
    address = serving.Address(arguments.host, arguments.port)
    end_noted(serving.NOTE)
    address.claim()
    need_open(VAR)
    os.umask(0o077)
    serving.make_folders()
    facts = read_facts(DATABASE_FACTS)
    server = find_server(var=VAR, url=None) if facts is None or facts.kind == "embedded" else None
    if server:
        prepare.start(server, var=VAR)
        with suppress(SilentWitnessError):
            # Else the first pages would find the gate shut; whoever refuses here is shown below.
            wake()
    if os.geteuid() == 0 and serving.open_accounts() is None:
        print(
            "note: other accounts cannot read this checkout or its Python, so the pages run as root too. Put "
            "both where everybody may read them to have the pages run under an account without rights.",
            flush=True,
        )
    supervisor = Supervisor(serving.NOTE, serving.LOGS)
    with supervisor.listening():
        try:
            for member in serving.members(address, workers=arguments.workers):
                supervisor.start(member)
            supervisor.watch(until=address.healthy, seconds=READY_SECONDS)
            if not supervisor.asked_to_end:
                print(f"READY {address.url}", flush=True)
                supervisor.watch(restart=True)
        finally:
            supervisor.end()
            if server and arguments.end_database:
                prepare.stop(server)
    return 0
