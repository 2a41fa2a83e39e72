"""The date that a command about norms asks for: the clock is read here, at the edge."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

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
    return day or datetime.now(UTC).date()
