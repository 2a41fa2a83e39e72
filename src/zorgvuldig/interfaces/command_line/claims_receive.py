"""`zorgvuldig claims receive`: the whole intake of claim files, with a return message each."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError
from rich.console import Console
from rich.progress import track

from zorgvuldig.decisions import explained
from zorgvuldig.interfaces.memory import without_collecting
from zorgvuldig.interfaces.receiving import take_in
from zorgvuldig.interfaces.vektis.codec import Reading, read_file
from zorgvuldig.processes.claims_handling.explain import Receipt, euros
from zorgvuldig.processes.claims_handling.intake.code_lists import load_code_lists
from zorgvuldig.processes.claims_handling.intake.shapes import find_shape
from zorgvuldig.processes.claims_handling.usecases import Refused

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from zorgvuldig.processes.claims_handling.intake.code_lists import CodeLists

SUMMARY = "take in EI claim files: decided, recorded, proved, answered"
NEEDS_DATABASE = True
PROCESSES_DATA = True
ACCEPTED, REFUSED, UNREADABLE = 0, 1, 2


@dataclass(frozen=True)
class Outcome:
    """What became of one file on the command line."""

    told: dict[str, Any]
    line: str
    status: int


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the files and where the answers go."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="an EI claim file, such as GZ321")
    parser.add_argument("--respond", required=True, metavar="DIR", help="folder for the return messages")
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Receive every file in a transaction of its own; 0 all accepted, 1 any refused, 2 any unreadable."""
    folder = Path(arguments.respond)
    folder.mkdir(parents=True, exist_ok=True)
    code_lists = load_code_lists()
    console = Console(stderr=True)
    files = track(arguments.files, "Declaratiebestanden", console=console, disable=not console.is_terminal)
    outcomes = [_guarded(Path(name), folder, code_lists) for name in files]
    _print(outcomes, as_json=arguments.json)
    return max(outcome.status for outcome in outcomes)


def _guarded(path: Path, folder: Path, code_lists: CodeLists) -> Outcome:
    """Receive one file; a refused decision or a rival run stops that file, not those after it."""
    try:
        with without_collecting():
            return receive_one(path, folder, code_lists)
    except Refused as refusal:
        return _stopped(path, explained(refusal.decision))
    except IntegrityError:
        return _stopped(path, "Dit bestand wordt op dit moment al verwerkt, of is net verwerkt.")


def receive_one(path: Path, folder: Path, code_lists: CodeLists) -> Outcome:
    """Take in one file: all of it stands with its answer, or nothing of it."""
    reading = read_file(path, path.name)
    if reading.message is None:
        return _unreadable(path, reading)
    layout = reading.message.layout
    if find_shape(layout) is None:
        why = f"Van {layout.message} {layout.version} handelen wij nog geen declaraties af."
        return _stopped(path, why, [found.as_json() for found in reading.findings])
    taken = take_in(reading.message, reading.findings, folder, code_lists=code_lists)
    receipt = taken.receipt
    told = receipt.as_json() | {"response": taken.response, "payments": taken.payments}
    return Outcome(told, _line(receipt), ACCEPTED if told["accepted"] else REFUSED)


def _unreadable(path: Path, reading: Reading) -> Outcome:
    findings = [found.as_json() for found in reading.findings]
    why = str(findings[0]["message"]) if findings else "Het bestand is geen EI-bericht."
    return _stopped(path, why, findings)


def _stopped(path: Path, why: str, findings: Sequence[object] = ()) -> Outcome:
    """Tell of a file of which nothing was taken in."""
    told = {
        "file": path.name,
        "accepted": False,
        "refused_whole": True,
        "reason": why,
        "findings": list(findings),
        "response": None,
        "payments": None,
    }
    return Outcome(told, f"{path.name}: niet verwerkt. {why}", UNREADABLE)


def _line(receipt: Receipt) -> str:
    if receipt.refused_whole:
        why = next((found.message for found in receipt.findings if not found.warning), "")
        return f"{receipt.file}: geheel afgewezen. {why}"
    return (
        f"{receipt.file}: {receipt.accepted} goedgekeurd, {receipt.refused} afgewezen, "
        f"toegekend {euros(receipt.approved_cents)} van {euros(receipt.charged_cents)}, "
        f"daarvan eigen risico {euros(receipt.own_share_cents)}"
    )


def _print(outcomes: Sequence[Outcome], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"files": [outcome.told for outcome in outcomes], "totals": _totals(outcomes)}))
        return
    for outcome in outcomes:
        print(outcome.line)
    totals = _totals(outcomes)
    print(
        f"Samen: {totals['claims']} declaraties, {totals['accepted']} goedgekeurd, "
        f"{totals['refused']} afgewezen."
    )


def _totals(outcomes: Sequence[Outcome]) -> dict[str, int]:
    counts = [outcome.told.get("claims", {}) for outcome in outcomes]
    return {
        "files": len(outcomes),
        "claims": sum(count.get("total", 0) for count in counts),
        "accepted": sum(count.get("accepted", 0) for count in counts),
        "refused": sum(count.get("refused", 0) for count in counts),
        "charged_cents": sum(outcome.told.get("charged_cents", 0) for outcome in outcomes),
        "approved_cents": sum(outcome.told.get("approved_cents", 0) for outcome in outcomes),
        "own_share_cents": sum(outcome.told.get("own_share_cents", 0) for outcome in outcomes),
        "paid_cents": sum(outcome.told.get("paid_cents", 0) for outcome in outcomes),
    }
