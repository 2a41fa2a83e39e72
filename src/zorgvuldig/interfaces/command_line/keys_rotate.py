"""Change a key while everything stays in use; run again after an interruption, it goes on where it was."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from zorgvuldig.interfaces.database.servers import find_server
from zorgvuldig.interfaces.key_care.rewrapping import BATCH
from zorgvuldig.interfaces.key_care.rotation import CHAINED, ROTATING, Keeper
from zorgvuldig.interfaces.places import KEYS, VAR

SUMMARY = "change a key while everything stays in use, and wrap anew what the old one wrapped"
NEEDS_DATABASE = True
ADMINISTERS = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take which key."""
    parser.add_argument("name", metavar="KEY", help=", ".join(ROTATING))
    parser.add_argument("--period", default="", help="for pseudonym: the first period of the new key")
    parser.add_argument("--batch", type=int, default=BATCH, help="so many in one transaction (%(default)s)")
    parser.add_argument("--keys", type=Path, default=KEYS, metavar="DIR", help="default %(default)s")
    parser.epilog = "Then: `zorgvuldig keys status`, and ten minutes later `zorgvuldig keys retire KEY`."


def run(arguments: argparse.Namespace) -> int:
    """Rotate, with a line for every batch."""
    keeper = Keeper(arguments.keys, find_server(var=VAR, url=None), arguments.batch)
    at = datetime.now(UTC)
    done = keeper.rotate(
        arguments.name,
        at=at,
        period=arguments.period,
        told=lambda kind, many: print(f"  {many} of {kind}", flush=True),
    )
    told = ", ".join(f"{many} of {kind}" for kind, many in done.items()) or "nothing that it wrapped"
    if arguments.name in CHAINED:
        print(f"{arguments.name} is changed; renewed: {told}. Who is sought is sought under the old key too.")
        return 0
    print(f"{arguments.name} is changed; wrapped anew: {told}. The old key still opens, until it is retired.")
    return 0
