"""Take readable content out of the log after its published term; hashes stay, and so does every proof."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from zorgvuldig.interfaces.services import service
from zorgvuldig.processes.compliance.usecases.pruning import BATCH, list_prunable, prune_log

if TYPE_CHECKING:
    import argparse

SUMMARY = "empty entries of the log that are beyond their published term; --dry-run only lists"
NEEDS_DATABASE = True
PROCESSES_DATA = True

#: The service that prunes; it opens nothing and empties what the database agrees to (GC-4.0.8).
PRUNER = service("log-retention", "compliance")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the day and whether to do it."""
    parser.add_argument(
        "--before", type=_moment, required=True, metavar="DATE", help="only what is older than this day"
    )
    parser.add_argument("--dry-run", action="store_true", help="list, and empty nothing")


def run(arguments: argparse.Namespace) -> int:
    """Empty batch after batch, each in a transaction with the entry that tells of it."""
    emptied = 0
    while True:
        with transaction.atomic():
            work = list_prunable if arguments.dry_run else prune_log
            found = work(actor=PRUNER, before=arguments.before, at=timezone.now())
        emptied += len(found.leaves)
        for first, last, _ in found.ranges:
            print(f"  places {first} to {last}")
        if arguments.dry_run or len(found.leaves) < BATCH:
            break
    done = "would be emptied" if arguments.dry_run else "emptied"
    print(f"{emptied} entries {done}; the published term is {found.term_days} days.")
    return 0


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
