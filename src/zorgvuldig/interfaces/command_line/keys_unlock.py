"""Let a locked key server serve again."""

import argparse
from pathlib import Path

from zorgvuldig.interfaces.key_server.places import socket_in
from zorgvuldig.interfaces.places import VAR
from zorgvuldig.records.key_client import ServedKeys

SUMMARY = "let a locked key server serve again"
NEEDS_DATABASE = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the place."""
    parser.add_argument("--socket", type=Path, default=socket_in(VAR), help="default %(default)s")


def run(arguments: argparse.Namespace) -> int:
    """Give the command; only the keeper's account may."""
    ServedKeys(arguments.socket).command("unlock")
    print("the keys are open")
    return 0
