"""Write the log out in the words of a standard, one JSON line an entry; that it was read is an entry too."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from zorgvuldig.interfaces.services import service
from zorgvuldig.ledger.fields import FORMS
from zorgvuldig.processes.compliance.usecases.exporting import export_log

if TYPE_CHECKING:
    import argparse

SUMMARY = "write the log out as ldv, decision-log or nen-7513, in JSON lines"
NEEDS_DATABASE = True
PROCESSES_DATA = True

#: The service that hands the log out; it is bound to secrecy as the insurer itself is (GC-4.0.1).
EXPORTER = service("oversight-export", "compliance")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the form, the period and where to."""
    parser.add_argument("--as", dest="form", choices=sorted(FORMS), required=True, help="which standard")
    parser.add_argument("--from", dest="since", type=_moment, metavar="DATE", help="the first day")
    parser.add_argument("--to", dest="until", type=_moment, metavar="DATE", help="the day after the last")
    parser.add_argument(
        "--personal", action="store_true", help="open the personal parts: who, about whom, and in which words"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="file for the lines")


def run(arguments: argparse.Namespace) -> int:
    """Write the lines, whole or not at all, and say how many."""
    draft = arguments.out.with_name(f".{arguments.out.name}.draft")
    count = 0
    try:
        with draft.open("w", encoding="utf-8") as file, transaction.atomic():
            draft.chmod(0o600)
            for line in export_log(
                actor=EXPORTER,
                form=arguments.form,
                at=timezone.now(),
                since=arguments.since,
                until=arguments.until,
                personal=arguments.personal,
            ):
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
                count += 1
        draft.replace(arguments.out)
    finally:
        draft.unlink(missing_ok=True)
    print(f"{count} entries written to {arguments.out}.")
    return 0


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
