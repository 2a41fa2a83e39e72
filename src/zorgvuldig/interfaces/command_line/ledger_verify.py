"""Verify the whole ledger: recompute it from its leaves, and name the first thing that does not hold."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from zorgvuldig.ledger import keys
from zorgvuldig.ledger.kept import KeptNote
from zorgvuldig.ledger.published import read_published
from zorgvuldig.ledger.sequencer import ALIAS
from zorgvuldig.ledger.storage import log_size
from zorgvuldig.ledger.verifying import PersonalKeys, Report, verify_ledger
from zorgvuldig.records.keys import KeyUnavailableError

SUMMARY = "verify the whole ledger from its leaves: exit 0 sound, 1 with the first fault"
NEEDS_DATABASE = True
PROCESS = "sequencer"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take key and witness, for those who keep their own."""
    parser.add_argument("--key", type=Path, help="published key (default: our own)")
    parser.add_argument("--witness", type=Path, help="a checkpoint kept elsewhere (default: the sequencer's)")
    parser.add_argument("--json", action="store_true", help="answer in JSON")


def run(arguments: argparse.Namespace) -> int:
    """Verify, print the figures, and end with 1 on any fault."""
    key = read_published(arguments.key) if arguments.key else keys.published_key()
    witness = KeptNote(arguments.witness) if arguments.witness else keys.kept_by_sequencer()
    with _bar() as bar:
        task = bar.add_task("leaves", total=log_size(ALIAS))
        report = verify_ledger(
            key=key,
            using=ALIAS,
            personal=_personal_keys(),
            witness=witness.note(),
            progress=lambda leaves: bar.update(task, completed=leaves),
        )
    _say(report, witnessed=witness.note() is not None, as_json=arguments.json)
    return 1 if report.fault else 0


def _personal_keys() -> PersonalKeys | None:
    """Give the keys that open personal parts, if this account holds them."""
    try:
        return PersonalKeys(keys.wrapping_key(), keys.subject_index_key())
    except KeyUnavailableError:
        return None


def _bar() -> Progress:
    console = Console(stderr=True)
    columns = (TextColumn("verify"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def _say(report: Report, *, witnessed: bool, as_json: bool) -> None:
    told: dict[str, Any] = {**report.as_json(), "witnessed": witnessed}
    if as_json:
        print(json.dumps(told, ensure_ascii=False))
        return
    found = report.figures
    print(
        f"{found.leaves} leaves, {found.nodes} nodes, {found.checkpoints} checkpoints, "
        f"{found.segments} segments with {found.rows} rows; personal parts: {found.opened} opened, "
        f"{found.erased} erased, {found.sealed} not tried; {found.waiting} entries wait for their place."
    )
    if not witnessed:
        print("No witness was found: a log that was cut off at its end cannot be told from a shorter one.")
    if report.fault is None:
        print("The ledger is sound.")
    else:
        at = "" if report.fault.index is None else f" at index {report.fault.index}"
        print(f"FAULT{at}: {report.fault.what}.", file=sys.stderr)
