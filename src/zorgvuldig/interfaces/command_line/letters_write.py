"""`zorgvuldig letters write`: write the letters about requests and settled claims; nothing leaves yet."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from zorgvuldig.interfaces.letters.about_requests import write_about_requests
from zorgvuldig.interfaces.letters.service import LETTERS
from zorgvuldig.interfaces.letters.writing import runs_to_tell, write_about

if TYPE_CHECKING:
    import argparse

SUMMARY = "write the letters about requests and settled claims (nothing leaves yet)"
NEEDS_DATABASE = True
PROCESSES_DATA = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the runs to write about."""
    parser.add_argument("runs", nargs="*", type=UUID, metavar="RUN", help="only these (all without letters)")
    parser.add_argument("--most", type=int, metavar="N", help="no more than so many runs, the oldest first")
    parser.add_argument("--small", type=int, metavar="N", help="only runs with at most so many claims")


def run(arguments: argparse.Namespace) -> int:
    """Write the letters, each run and each request in a transaction of its own; 1 when one failed."""
    at = timezone.now()
    runs, failed = arguments.runs, 0
    if not runs:
        about = write_about_requests(actor=LETTERS, at=at)
        failed = about.failed
        print(f"{about.letters} letters written about requests; {failed} could not be.")
        runs = runs_to_tell(actor=LETTERS, at=at, claims_at_most=arguments.small)[: arguments.most]
    written = write_about(runs, actor=LETTERS, at=at)
    refused = f"{written.refused} refused by the rules"
    print(f"{written.letters} letters written about {written.runs} runs; {refused}.")
    return 1 if failed else 0
