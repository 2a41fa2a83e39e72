"""`zorgvuldig norms changes`: what may from now on, and what no longer, after a change of the norms."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from zorgvuldig.decisions.class_tables import changes
from zorgvuldig.interfaces.command_line.reference_date import add_date, reference_date
from zorgvuldig.norms import NormError, bundle_at, bundle_of

if TYPE_CHECKING:
    import argparse

    from zorgvuldig.norms import Bundle

SUMMARY = "tell in words how two sets of norms decide otherwise"
NEEDS_DATABASE = False
UNREADABLE = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what to compare with."""
    other = parser.add_mutually_exclusive_group(required=True)
    other.add_argument(
        "--since",
        type=date.fromisoformat,
        metavar="DATE",
        help="the norms of an earlier day, such as 2018-05-24",
    )
    other.add_argument(
        "--against",
        type=Path,
        metavar="FOLDER",
        help="the norm files of another version (src/zorgvuldig/norms)",
    )
    parser.add_argument("--json", action="store_true", help="print JSON, one difference a line")
    add_date(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print a sentence for each difference; 0 also when there are some, for a change is no fault."""
    day = reference_date(arguments)
    try:
        before = _before(arguments, day)
    except NormError as error:
        print(f"zorgvuldig norms changes: {error}", file=sys.stderr)
        return UNREADABLE
    found = list(changes(before, bundle_at(day), day))
    for change in found:
        told = json.dumps(change.as_json(), ensure_ascii=False) if arguments.json else change.words()
        print(told)
    print(f"{len(found)} differences", file=sys.stderr)
    return 0


def _before(arguments: argparse.Namespace, day: date) -> Bundle:
    return bundle_at(arguments.since) if arguments.since else bundle_of(arguments.against, day)
