"""`zorgvuldig norms coverage`: how many norms are met, and how."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from zorgvuldig.interfaces.command_line.reference_date import add_date, reference_date
from zorgvuldig.norms import bundle_at, coverage

if TYPE_CHECKING:
    import argparse

SUMMARY = "count the norms by how they are met"
NEEDS_DATABASE = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the form of the answer."""
    parser.add_argument("--json", action="store_true", help="print counts and missing ids as JSON")
    add_date(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the counts, and the ids that nothing meets yet."""
    found = coverage(bundle_at(reference_date(arguments)))
    if arguments.json:
        print(json.dumps({"counts": found.counts, "missing": list(found.missing)}))
        return 0
    for form, count in found.counts.items():
        print(f"{form:<13} {count:>4}")
    print(f"{'in all':<13} {sum(found.counts.values()):>4}")
    return 0
