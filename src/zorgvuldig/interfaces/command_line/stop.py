"""Stop what `serve` started, from another shell, and the embedded database."""

import argparse

from zorgvuldig.interfaces.database import prepare
from zorgvuldig.interfaces.database.facts import read_facts
from zorgvuldig.interfaces.database.servers import find_server
from zorgvuldig.interfaces.places import DATABASE_FACTS, VAR
from zorgvuldig.interfaces.serving import NOTE
from zorgvuldig.interfaces.supervision import end_noted

SUMMARY = "stop pages, jobs, sequencer and the embedded database"
NEEDS_DATABASE = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take no arguments."""
    parser.epilog = "Ends only what was started from this installation folder, also after a kill -9."


def run(arguments: argparse.Namespace) -> int:  # noqa: ARG001 — every command has this face
    """End every noted process that still lives, then the database."""
    ended = end_noted(NOTE)
    facts = read_facts(DATABASE_FACTS)
    if facts is not None and facts.kind == "embedded":
        prepare.stop(find_server(var=VAR, url=None))
    print(f"stopped ({ended} processes)" if ended else "nothing of ours was running")
    return 0
