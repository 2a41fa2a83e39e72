"""Tell how the keys stand, and what their keeper should do."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from zorgvuldig.interfaces.key_care import state
from zorgvuldig.interfaces.places import KEYS, VAR

SUMMARY = "tell which keys there are, what each still wraps, and what their keeper should do"
NEEDS_DATABASE = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the place."""
    parser.add_argument("--keys", type=Path, default=KEYS, metavar="DIR", help="default %(default)s")


def run(arguments: argparse.Namespace) -> int:
    """Print rings and warnings; end with 1 when there is something to do."""
    at = datetime.now(UTC)
    settled = state.settle(at=at)
    counted = state.counted_by(arguments.keys)
    for line in state.lines(arguments.keys, counted):
        print(line)
    if settled:
        print(f"{settled} erasures that were interrupted are settled.")
    warned = list(state.warnings(arguments.keys, VAR, counted, at=at))
    for warning in warned:
        print(f"! {warning}")
    return 1 if warned else 0
