"""The date that a command about norms asks for: the clock is read here, at the edge."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from zorgvuldig.decisions import DUTCH_TIME

if TYPE_CHECKING:
    import argparse


def add_date(parser: argparse.ArgumentParser) -> None:
    """Add the option to look at the norms of another day."""
    parser.add_argument(
        "--at", type=date.fromisoformat, metavar="DATE", help="the norms of this day, else today"
    )


def reference_date(arguments: argparse.Namespace) -> date:
    """Return the day that was asked for, else today."""
    day: date | None = arguments.at
    return day or datetime.now(DUTCH_TIME).date()
