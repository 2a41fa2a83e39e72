"""Remove backups that are too old."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from zorgvuldig.interfaces.database.backups import LONGEST_DAYS, prune_backups

SUMMARY = "remove backups older than 35 days or fewer, and the log that only they needed"
NEEDS_DATABASE = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the folder and the term."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder of `backup make`")
    parser.add_argument(
        "--days", type=int, default=LONGEST_DAYS, help=f"how long they stay (default {LONGEST_DAYS}, at most)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Remove them, and say which; the newest always stays."""
    gone = prune_backups(arguments.folder.resolve(), days=arguments.days, at=datetime.now(UTC))
    print(f"removed: {', '.join(gone)}" if gone else f"nothing is older than {arguments.days} days")
    return 0
