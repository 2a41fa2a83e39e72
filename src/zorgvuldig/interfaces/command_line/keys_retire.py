"""Destroy old keys once nothing needs them."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from zorgvuldig.interfaces.database.servers import find_server
from zorgvuldig.interfaces.key_care.indexing import INDEX
from zorgvuldig.interfaces.key_care.rotation import ROTATING, Keeper
from zorgvuldig.interfaces.places import KEYS, VAR

SUMMARY = "destroy the old keys of a ring, once the database shows that nothing needs them"
NEEDS_DATABASE = True
ADMINISTERS = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take which key."""
    parser.add_argument("name", metavar="KEY", help=", ".join(ROTATING))
    parser.add_argument("--before", default="", help="for pseudonym: the first period that must stay")
    parser.add_argument("--keys", type=Path, default=KEYS, metavar="DIR", help="default %(default)s")


def run(arguments: argparse.Namespace) -> int:
    """Retire, or say why not yet."""
    keeper = Keeper(arguments.keys, find_server(var=VAR, url=None))
    names = keeper.retire(arguments.name, at=datetime.now(UTC), before=arguments.before)
    if names and arguments.name == INDEX:
        print(f"{arguments.name}: nobody is sought under {', '.join(names)} any more.")
    elif names:
        print(
            f"{arguments.name}: {', '.join(names)} destroyed. Backups that hold it end within 35 days; "
            "until then they open copies of the database that were made before."
        )
    else:
        print(f"{arguments.name} has no old keys.")
    return 0
