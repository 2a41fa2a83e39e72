"""`zorgvuldig letters reconcile`: hold what was made, sent and returned against the spool."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from zorgvuldig.interfaces.letters.service import COUNTING
from zorgvuldig.interfaces.letters.spool import handed
from zorgvuldig.processes.correspondence.usecases import reconcile_letters

if TYPE_CHECKING:
    import argparse

SUMMARY = "hold the letters made, sent and returned against the manifests of the spool"
NEEDS_DATABASE = True
PROCESSES_DATA = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the form of the answer."""
    parser.add_argument("--json", action="store_true", help="print as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Reconcile; 1 when register and spool do not agree."""
    with transaction.atomic():
        found = reconcile_letters(actor=COUNTING, handed=handed(), at=timezone.now())
    told = {
        "made": found.made,
        "sent": found.sent,
        "handed": found.handed,
        "returned": found.returned,
        "missing": [str(each) for each in found.missing],
        "unnoted": [str(each) for each in found.unnoted],
    }
    if arguments.json:
        print(json.dumps(told))
    else:
        print(
            f"made and waiting {found.made}, sent {found.sent}, handed over {found.handed}, "
            f"returned {found.returned}; "
            f"noted as sent and not in the spool's manifest {len(found.missing)}, "
            f"in the manifest and not noted {len(found.unnoted)}."
        )
        for each in (*found.missing, *found.unnoted):
            print(f"  {each}")
    return 0 if found.agrees else 1
