"""Serve the keys on a Unix socket, so that no other process holds them."""

import argparse
import os
import signal
import sys
import threading
from pathlib import Path

from zorgvuldig.interfaces.database.accounts import application_account
from zorgvuldig.interfaces.database.keys import key_account
from zorgvuldig.interfaces.hygiene import harden_process
from zorgvuldig.interfaces.key_server.places import lay_down_might, own_folder, socket_in
from zorgvuldig.interfaces.key_server.rules import Peers, Rates
from zorgvuldig.interfaces.key_server.serving import LOCK_FILE, Audit, KeyServer, Service
from zorgvuldig.interfaces.places import KEYS, VAR
from zorgvuldig.records.key_provider import FileKeys

SUMMARY = "serve the keys on a Unix socket, from a process and an account of their own"
NEEDS_DATABASE = False
RATE, BURST, PATIENCE = 20_000.0, 200_000.0, 3.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the place and the rate."""
    parser.add_argument("--socket", type=Path, default=socket_in(VAR), help="default %(default)s")
    parser.add_argument("--keys", type=Path, default=KEYS, metavar="DIR", help="default %(default)s")
    parser.add_argument("--rate", type=float, default=RATE, help="items a second for each account")
    parser.add_argument("--burst", type=float, default=BURST, help="items at once for each account")
    parser.add_argument(
        "--peer", type=int, action="append", metavar="UID", help="account that may ask (default: the pages')"
    )


def run(arguments: argparse.Namespace) -> int:
    """Serve until stopped."""
    folder, users = arguments.socket.parent, frozenset(arguments.peer or [application_account().uid])
    lay_down_might(folder, arguments.keys, key_account())
    # Again, for a change of account takes it back.
    harden_process()
    own_folder(folder)
    keepers = frozenset({0, os.geteuid()})
    service = Service(
        FileKeys(arguments.keys),
        Peers(users, keepers),
        Rates(arguments.rate, arguments.burst, PATIENCE),
        Audit(folder / "audit.log"),
        folder / LOCK_FILE,
    )
    server = KeyServer(arguments.socket, service)

    def end(number: int, frame: object) -> None:
        del number, frame
        # Not from the thread that serves: it would wait for itself.
        threading.Thread(target=server.shutdown).start()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    names = ", ".join(f"user {uid}" for uid in sorted(users))
    print(f"READY {arguments.socket} as user {os.geteuid()}, for {names}", flush=True)
    try:
        server.serve_forever(poll_interval=0.2)
    finally:
        server.server_close()
        print("the keys are closed", file=sys.stderr)
    return 0
