"""Write the log's hashes as a static folder that anyone may serve and check (C2SP tlog-tiles)."""

import argparse
from pathlib import Path

from django.db import connections

from zorgvuldig.ledger.sequencer import ALIAS
from zorgvuldig.ledger.storage import last_checkpoint, last_cosigned, tile_reader
from zorgvuldig.ledger.tile_folder import write_folder

SUMMARY = "write checkpoint and hashes as a static folder, without any personal data"
NEEDS_DATABASE = True
PROCESS = "sequencer"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take where to."""
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="folder; may be an earlier one"
    )


def run(arguments: argparse.Namespace) -> int:
    """Write what is new since the folder was written last."""
    arguments.out.mkdir(parents=True, exist_ok=True)
    with connections[ALIAS].cursor() as cursor:
        checkpoint = last_cosigned(cursor) or last_checkpoint(cursor)
        if checkpoint is None:
            print("The ledger is empty: there is nothing to write yet.")
            return 0
        written = write_folder(
            arguments.out, note=checkpoint.note, size=checkpoint.size, read=tile_reader(cursor)
        )
    print(f"{checkpoint.size} leaves, {written} new tiles in {arguments.out}.")
    return 0
