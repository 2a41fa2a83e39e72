"""`zorgvuldig tables publish`: count the log of all runs, and record tables in which nobody can be traced."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from zorgvuldig.interfaces.services import service
from zorgvuldig.processes.compliance.usecases.publishing import publish_refusals

if TYPE_CHECKING:
    import argparse

SUMMARY = "count the log, and publish tables in which nobody can be traced"
NEEDS_DATABASE = True
PROCESSES_DATA = True

#: The service that counts; it sees pseudonyms and is bound to secrecy as the insurer itself is (GC-4.0.1).
COUNTER = service("oversight-tables", "compliance")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the form of the answer."""
    parser.add_argument("--json", action="store_true", help="print the published table as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Publish the refused claims by reason."""
    with transaction.atomic():
        table = publish_refusals(actor=COUNTER, at=timezone.now())
    if arguments.json:
        print(json.dumps(table.as_json(), ensure_ascii=False))
        return 0
    withheld = sum(cell.is_withheld for cell in table.cells)
    print(f"{table.title}: {len(table.cells)} cells published, {withheld} withheld because too few people.")
    return 0
