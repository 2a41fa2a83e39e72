"""Erase what is beyond its term, with its keys and with proof; or count what would go."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone

from zorgvuldig.interfaces.erasing import erase_all_due, survey

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

SUMMARY = "erase what is beyond its retention term, with proof; --dry-run only counts"
NEEDS_DATABASE = True
PROCESSES_DATA = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the day and whether to do it."""
    parser.add_argument(
        "--at", type=date.fromisoformat, metavar="DATE", help="count the terms on this day; today when absent"
    )
    parser.add_argument("--dry-run", action="store_true", help="count by class and table, and erase nothing")


def run(arguments: argparse.Namespace) -> int:
    """Count or erase: 0 when nothing that is due is left, 1 when something is."""
    day = arguments.at or timezone.localdate()
    if arguments.dry_run:
        found = survey(day=day)
        _told(found.rows, "would go")
        print(f"{found.persons} persons are beyond their term on {day}; nothing was erased.")
        _kept(found.kept, found.unknown)
        return 0
    done = erase_all_due(day=day)
    _told(done.rows, "erased")
    print(f"{done.persons} persons erased in {done.batches} batches; {done.left} still due.")
    _kept(done.kept, done.unknown)
    for failure in done.failures:
        print(f"  left as it was: {failure}")
    return int(bool(done.left))


def _told(rows: Mapping[str, Mapping[str, int]], what: str) -> None:
    for name, tables in sorted(rows.items()):
        print(f"{name}: {sum(tables.values())} rows {what}")
        for table, count in sorted(tables.items()):
            print(f"  {table}: {count}")


def _kept(kept: Mapping[str, int], unknown: int) -> None:
    for why, count in sorted(kept.items()):
        print(f"kept beyond the term by {_WHY[why]}: {count} persons")
    if unknown:
        print(f"no insurance known, so no clock: {unknown} persons")


_WHY = {
    "hold": "a hold",
    "case": "a case that is open or within its own term",
    "running": "another insurance",
    "tied": "somebody on their policy, or whom they represent",
}
