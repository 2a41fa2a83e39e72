"""Start the embedded database server."""

import argparse

from zorgvuldig.interfaces.database import prepare
from zorgvuldig.interfaces.database.servers import find_server
from zorgvuldig.interfaces.places import VAR

SUMMARY = "start the embedded database server; nothing happens when it runs"
NEEDS_DATABASE = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take no arguments."""
    parser.epilog = "Environment: ZORGVULDIG_VAR, ZORGVULDIG_PG_BIN."


def run(arguments: argparse.Namespace) -> int:  # noqa: ARG001 — every command has this face
    """Start, and update the note of where the socket is."""
    prepare.start(find_server(var=VAR, url=None), var=VAR)
    return 0
