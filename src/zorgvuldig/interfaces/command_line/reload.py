"""Put fresh pages in the place of the running ones."""

import argparse

from zorgvuldig.interfaces.reloading import reload_pages
from zorgvuldig.interfaces.serving import NOTE

SUMMARY = "put fresh pages in the place of the running ones, without dropping a request"
NEEDS_DATABASE = False
PATIENCE = 120.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take how long to wait."""
    parser.add_argument(
        "--seconds", type=float, default=PATIENCE, help="wait so long for old ones to end (%(default).0f)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Ask for it, and wait until the last old process has ended."""
    replaced = reload_pages(NOTE, seconds=arguments.seconds)
    print(f"{replaced} page processes were replaced.")
    return 0
