"""`zorgvuldig claims deliveries`: what came in, how far it is, and what was set aside."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from zorgvuldig.interfaces.deliveries.overview import newest

if TYPE_CHECKING:
    import argparse

SUMMARY = "list the claim files that came in, how far each is, and why one was set aside"
NEEDS_DATABASE = True
MOST = 50


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add how many, and the form of the answer."""
    parser.add_argument("--most", type=int, default=MOST, help=f"how many, the newest first (default {MOST})")
    parser.add_argument("--json", action="store_true", help="print as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print a line for each."""
    found = newest(max(1, arguments.most))
    if arguments.json:
        print(json.dumps({"deliveries": [each.as_json() for each in found]}))
        return 0
    for each in found:
        print(f"{each.received_at:%d-%m-%Y %H:%M}  {each.state:9}  {each.name}  {each.words}")
    if not found:
        print("Er is nog niets aangeleverd.")
    return 0
