"""Bring the tables up to date and lay the wall's rights."""

import argparse
import os

from zorgvuldig.interfaces.database import prepare
from zorgvuldig.interfaces.database.facts import read_facts
from zorgvuldig.interfaces.database.migration import migrate
from zorgvuldig.interfaces.database.servers import ServerError, find_server
from zorgvuldig.interfaces.places import DATABASE_FACTS, VAR
from zorgvuldig.ledger.keys import publish_key

SUMMARY = "bring the tables up to date, as the migrator, and lay the rights of the wall"
NEEDS_DATABASE = True
ADMINISTERS = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take --quiet."""
    parser.add_argument("--quiet", action="store_true", help="print nothing but errors")


def run(arguments: argparse.Namespace) -> int:
    """Migrate the database that was prepared."""
    url = os.environ.get("DATABASE_URL")
    facts = read_facts(DATABASE_FACTS)
    if facts and facts.kind == "external" and not url:
        raise ServerError(
            "This installation uses an external server: set DATABASE_URL to the role that may make roles.",
        )
    server = find_server(var=VAR, url=url)
    prepare.start(server, var=VAR)
    migrate(server, verbosity=0 if arguments.quiet else 1)
    # Here, because the account that runs the sequencer may not write in this folder.
    publish_key()
    return 0
