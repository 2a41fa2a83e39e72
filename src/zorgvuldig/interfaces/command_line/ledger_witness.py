"""The data protection officer's witness: cosign the log if it only grew, once or for as long as it runs."""

import argparse
import sys
import time
from datetime import UTC, datetime

from django.db import InterfaceError, OperationalError, connections

from zorgvuldig.ledger import keys
from zorgvuldig.ledger.halting import HALTED_EXIT, HaltedError, halt, refuse_while_halted
from zorgvuldig.ledger.kept import ForkError
from zorgvuldig.ledger.storage import log_size
from zorgvuldig.ledger.witness import ALIAS, Cosigned, Witness

SUMMARY = "cosign the ledger as the data protection officer's witness; --watch to keep doing so"
NEEDS_DATABASE = True
PROCESS = "witness"
LIMITS_MEMORY = True
PAUSE_AFTER_LOSS = 2.0
#: An idle log is cosigned again after so long: its moment must not grow old.
REPEAT_SECONDS = 30.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take --watch and its rhythm."""
    parser.add_argument("--watch", action="store_true", help="go on until stopped")
    parser.add_argument("--interval", type=float, default=0.5, help="seconds between looks (default 0.5)")


def run(arguments: argparse.Namespace) -> int:
    """Look and cosign; with --watch, go on. A fork ends it, and it stays ended."""
    keys.publish_witness_key()
    witness = Witness(keys.cosigning_key(), keys.published_key(), keys.kept_by_witness())
    folder = witness.kept.path.parent
    try:
        refuse_while_halted(folder)
        return _watch(witness, arguments)
    except ForkError as error:
        halt(folder, f"The witness refused the log: {error}.")
        return _stopped(error)
    except HaltedError as error:
        return _stopped(error)


def _stopped(error: Exception) -> int:
    print(f"THE WITNESS REFUSES: {error}", file=sys.stderr, flush=True)
    return HALTED_EXIT


def _watch(witness: Witness, arguments: argparse.Namespace) -> int:
    size, looked = -1, 0.0
    while True:
        try:
            if size != log_size(ALIAS) or time.monotonic() - looked > REPEAT_SECONDS:
                done = witness.look(at=datetime.now(UTC))
                size, looked = (done.size if done else 0), time.monotonic()
                if not arguments.watch:
                    print(_sentence(done))
                    return 0
            time.sleep(arguments.interval)
        except (InterfaceError, OperationalError) as error:
            if not arguments.watch:
                raise
            print(f"the database does not answer, trying again: {error}", file=sys.stderr, flush=True)
            connections[ALIAS].close()
            time.sleep(PAUSE_AFTER_LOSS)


def _sentence(done: Cosigned | None) -> str:
    if done is None:
        return "The ledger is empty: there is nothing to cosign yet."
    return f"Cosigned: {done.size} entries, {done.grown} of them new, and none before them was changed."
