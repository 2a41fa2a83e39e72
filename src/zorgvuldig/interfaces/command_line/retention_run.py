"""Erase what is beyond its term, with its keys and with proof; or count what would go."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone

from zorgvuldig.interfaces.erasing import erase_all_due, survey
from zorgvuldig.processes.retention.intake.clocks import NoTermError

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
    parser.add_argument(
        "--drill",
        action="store_true",
        help="erase by a day that has not come, which erases early: for drills",
    )


def run(arguments: argparse.Namespace) -> int:
    """Count or erase: 0 when nothing that is due is left, 1 when something is, 2 when the day cannot be."""
    today = timezone.localdate()
    day = arguments.at or today
    if day > today and not (arguments.dry_run or arguments.drill):
        return _refused(
            f"{day} has not come: this would erase what must still be kept. Nothing was erased. "
            "Count with --dry-run; in a drill, on made-up data, add --drill."
        )
    try:
        return _count(day) if arguments.dry_run else _erase(day)
    except NoTermError as error:
        return _refused(f"{error}. Nothing was erased.")


def _refused(why: str) -> int:
    print(f"zorgvuldig retention run: {why}", file=sys.stderr)
    return 2


def _count(day: date) -> int:
    found = survey(day=day)
    _told(found.rows, "would go")
    _items(found.items, "would go")
    print(f"{found.persons} persons are beyond their term on {day}; nothing was erased.")
    _kept(found.kept, found.unknown)
    return 0


def _erase(day: date) -> int:
    done = erase_all_due(day=day)
    _told(done.rows, "erased")
    _items(done.items, "erased")
    print(f"{done.persons} persons erased in {done.batches} batches; {done.left} still due.")
    if done.items_left:
        print(f"{done.items_left} items still due by their own term")
    if done.logins:
        print(f"{done.logins} logins went with them")
    _kept(done.kept, done.unknown)
    for failure in done.failures:
        print(f"  left as it was: {failure}")
    return int(bool(done.left or done.items_left))


def _told(rows: Mapping[str, Mapping[str, int]], what: str) -> None:
    for name, tables in sorted(rows.items()):
        print(f"{name}: {sum(tables.values())} rows {what}")
        for table, count in sorted(tables.items()):
            print(f"  {table}: {count}")


def _items(items: Mapping[str, int], what: str) -> None:
    for kind, count in items.items():
        if count:
            print(f"{kind}: {count} {what} by their own term")


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
