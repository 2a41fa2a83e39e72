"""The part of `ledger verify` that reads the database."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from zorgvuldig.interfaces.services import service
from zorgvuldig.ledger import keys
from zorgvuldig.ledger.kept import KeptNote
from zorgvuldig.ledger.published import read_published
from zorgvuldig.ledger.sequencer import ALIAS
from zorgvuldig.ledger.storage import log_size
from zorgvuldig.ledger.verifying import PersonalKeys, Report, verify_ledger
from zorgvuldig.processes.compliance.usecases.exporting import check_personal_parts

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

#: The service that checks; what it opens is shown to nobody, and that it did is written down.
CHECKER = service("oversight-check", "compliance")


def run(arguments: argparse.Namespace) -> int:
    """Verify, print the figures, and end with 1 on any fault."""
    key = read_published(arguments.key) if arguments.key else keys.published_key()
    kept = _kept(arguments)
    personal = _personal_keys() if arguments.personal else None
    with _bar() as bar:
        task = bar.add_task("leaves", total=log_size(ALIAS))
        report = verify_ledger(
            key=key,
            using=ALIAS,
            personal=personal,
            kept=kept,
            progress=lambda leaves: bar.update(task, completed=leaves),
        )
    _say(report, kept=sorted(kept), as_json=arguments.json)
    return 1 if report.fault else 0


def _kept(arguments: argparse.Namespace) -> Mapping[str, str]:
    """Give every note that was kept: by the sequencer, by the witness, and by whoever hands us one."""
    own = {"the sequencer": keys.kept_by_sequencer(), "the witness": keys.kept_by_witness()}
    given = {str(path): KeptNote(path) for path in arguments.witness}
    notes = {who: kept.note() for who, kept in ({} if arguments.key else own).items()}
    notes |= {who: kept.note() or "" for who, kept in given.items()}
    return {who: note for who, note in notes.items() if note is not None}


def _personal_keys() -> PersonalKeys:
    """Give the keys that open personal parts, after writing down that they are opened."""
    opening = PersonalKeys(keys.wrapping_key(), keys.subject_index_key())
    with transaction.atomic():
        check_personal_parts(actor=CHECKER, at=timezone.now())
    return opening


def _bar() -> Progress:
    console = Console(stderr=True)
    columns = (TextColumn("verify"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def _say(report: Report, *, kept: list[str], as_json: bool) -> None:
    told: dict[str, Any] = {**report.as_json(), "witnessed": bool(kept), "kept": kept}
    if as_json:
        print(json.dumps(told, ensure_ascii=False))
        return
    found = report.figures
    print(
        f"{found.leaves} leaves, {found.nodes} nodes, {found.checkpoints} checkpoints, "
        f"{found.segments} segments with {found.rows} rows; personal parts: {found.opened} opened, "
        f"{found.erased} erased, {found.sealed} not tried; {found.pruned} entries pruned; "
        f"{found.waiting} entries wait for their place."
    )
    if kept:
        print(f"Held against what was kept elsewhere: {', '.join(kept)}.")
    else:
        print("No witness was found: a log that was cut off at its end cannot be told from a shorter one.")
    if report.fault is None:
        print("The ledger is sound.")
    else:
        at = "" if report.fault.index is None else f" at index {report.fault.index}"
        print(f"FAULT{at}: {report.fault.what}.", file=sys.stderr)
