"""Name this moment, so that a restore can go back to it."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from zorgvuldig.interfaces.database.backups import name_point
from zorgvuldig.interfaces.database.keeping import own_server
from zorgvuldig.interfaces.places import VAR

SUMMARY = "give this moment a name to which a restore can go back, for instance before an upgrade"
NEEDS_DATABASE = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the name and the folder."""
    parser.add_argument("name", metavar="NAME", help="a name of your own, once for each folder")
    parser.add_argument(
        "--to", type=Path, required=True, metavar="DIR", help="what `backup make --to` was given"
    )


def run(arguments: argparse.Namespace) -> int:
    """Name it, and say where in the log it is."""
    at = datetime.now(UTC)
    position = name_point(own_server(VAR), arguments.name, to=arguments.to.resolve(), at=at)
    print(f"{arguments.name}: {position}, {at:%Y-%m-%d %H:%M:%S} UTC")
    return 0
