"""Prepare the database: start the embedded one, or use the external one that DATABASE_URL names."""

import argparse
import os

from zorgvuldig.interfaces.database import prepare
from zorgvuldig.interfaces.database.leaks import told_to_the_keeper
from zorgvuldig.interfaces.database.servers import find_server
from zorgvuldig.interfaces.places import VAR

SUMMARY = "make the database, its roles, schemas and keys (DATABASE_URL: an external PostgreSQL 15 or newer)"
NEEDS_DATABASE = False
ADMINISTERS = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take --anew; place and server come from the environment."""
    parser.add_argument(
        "--anew", action="store_true", help="throw the database with everything in it away first"
    )
    parser.epilog = "Environment: ZORGVULDIG_VAR, DATABASE_URL, ZORGVULDIG_PG_BIN."


def run(arguments: argparse.Namespace) -> int:
    """Prepare, and say where the database is."""
    server = find_server(var=VAR, url=os.environ.get("DATABASE_URL"))
    facts = prepare.prepare(server, var=VAR, anew=arguments.anew)
    print(f"database {facts.name} ({facts.kind}) at {facts.host}:{facts.port}")
    if told := told_to_the_keeper(database=facts.name, var=VAR):
        print(told)
    return 0
