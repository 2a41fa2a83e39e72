"""Give the entries of the ledger their place in the tree, once or for as long as it runs."""

import argparse
import sys
import time
from datetime import UTC, datetime

from django.db import InterfaceError, OperationalError, connections

from zorgvuldig.interfaces.database.closing import need_open
from zorgvuldig.interfaces.places import VAR
from zorgvuldig.ledger import keys
from zorgvuldig.ledger.halting import HALTED_EXIT, HaltedError, halt, refuse_while_halted
from zorgvuldig.ledger.kept import ForkError
from zorgvuldig.ledger.sequencer import ALIAS, LedgerDamagedError, Sequencer
from zorgvuldig.ledger.storage import log_size

SUMMARY = "give entries their place in the ledger and sign it; --watch to keep doing so"
NEEDS_DATABASE = True
PROCESS = "sequencer"
LIMITS_MEMORY = True
PAUSE_AFTER_LOSS = 2.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take --watch and its rhythm."""
    parser.add_argument("--watch", action="store_true", help="go on until stopped")
    parser.add_argument("--interval", type=float, default=0.5, help="seconds between passes (default 0.5)")


def run(arguments: argparse.Namespace) -> int:
    """Sequence what is there; with --watch, go on. Damage or a fork ends it, and it stays ended."""
    need_open(VAR)
    sequencer = Sequencer(keys.signing_key())
    keys.publish_key()
    folder = keys.kept_by_sequencer().path.parent
    try:
        refuse_while_halted(folder)
        return _watch(sequencer, arguments)
    except (ForkError, LedgerDamagedError) as error:
        halt(folder, f"The sequencer stopped: {error}")
        return _stopped(error)
    except HaltedError as error:
        return _stopped(error)


def _stopped(error: Exception) -> int:
    print(f"THE SEQUENCER REFUSES: {error}", file=sys.stderr, flush=True)
    return HALTED_EXIT


def _watch(sequencer: Sequencer, arguments: argparse.Namespace) -> int:
    while True:
        try:
            taken, size = _drain(sequencer)
            if not arguments.watch:
                print(f"{taken} entries placed; the ledger has {size}.")
                return 0
            time.sleep(arguments.interval)
        except (InterfaceError, OperationalError) as error:
            if not arguments.watch:
                raise
            print(f"the database does not answer, trying again: {error}", file=sys.stderr, flush=True)
            connections[ALIAS].close()
            time.sleep(PAUSE_AFTER_LOSS)


def _drain(sequencer: Sequencer) -> tuple[int, int]:
    """Pass until nothing is left that may be taken; give how many were, and the size."""
    witness, total = keys.kept_by_sequencer(), 0
    witness.allow(size=log_size(ALIAS), key=sequencer.key.verifier_key)
    while True:
        done = sequencer.run_once(at=datetime.now(UTC))
        total += done.taken
        if done.note and done.note != witness.note():
            witness.keep(done.note)
        if not done.taken:
            return total, done.size
