"""`zorgvuldig letters write`: write the letters about settled claims; nothing leaves yet."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from zorgvuldig.interfaces.letters.service import LETTERS
from zorgvuldig.processes.claims_handling.usecases import list_runs
from zorgvuldig.processes.correspondence.usecases import runs_with_letters
from zorgvuldig.processes.settlement_notices.usecases import write_letters

if TYPE_CHECKING:
    import argparse

SUMMARY = "write the letters about settled claims (nothing leaves yet)"
NEEDS_DATABASE = True
PROCESSES_DATA = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the runs to write about."""
    parser.add_argument("runs", nargs="*", type=UUID, metavar="RUN", help="only these (all without letters)")


def run(arguments: argparse.Namespace) -> int:
    """Write the letters, each run in a transaction of its own."""
    at = timezone.now()
    with transaction.atomic():
        settled = [each.run_id for each in list_runs(actor=LETTERS, at=at) if each.state == "processed"]
        before = runs_with_letters()
    wanted = arguments.runs or [each for each in settled if each not in before]
    letters = refused = 0
    for run_id in wanted:
        with transaction.atomic():
            written = write_letters(actor=LETTERS, run_id=run_id, at=at)
        letters, refused = letters + written.letters, refused + written.refused
    print(f"{letters} letters written about {len(wanted)} runs; {refused} refused by the rules.")
    return 0
