"""Stop the embedded database server."""

import argparse

from zorgvuldig.interfaces.database import prepare
from zorgvuldig.interfaces.database.servers import find_server
from zorgvuldig.interfaces.places import VAR

SUMMARY = "stop the embedded database server, ending open sessions"
NEEDS_DATABASE = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take no arguments."""
    parser.epilog = "Environment: ZORGVULDIG_VAR, ZORGVULDIG_PG_BIN."


def run(arguments: argparse.Namespace) -> int:  # noqa: ARG001 — every command has this face
    """Stop; nothing happens when it is down."""
    prepare.stop(find_server(var=VAR, url=None))
    return 0
