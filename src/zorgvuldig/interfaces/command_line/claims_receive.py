"""`zorgvuldig claims receive`: the whole intake of claim files, with a return message each."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.db import IntegrityError
from rich.console import Console
from rich.progress import track

from zorgvuldig.decisions import explained
from zorgvuldig.interfaces.claim_files import read_claim_file
from zorgvuldig.interfaces.fhir.models import written
from zorgvuldig.interfaces.fhir.troubles import operation_outcome
from zorgvuldig.interfaces.memory import without_collecting
from zorgvuldig.interfaces.receiving import take_in
from zorgvuldig.interfaces.vektis.responses import Response
from zorgvuldig.processes.claims_handling.explain import Receipt, euros
from zorgvuldig.processes.claims_handling.intake.code_lists import load_code_lists
from zorgvuldig.processes.claims_handling.intake.shapes import find_shape
from zorgvuldig.processes.claims_handling.usecases import Refused

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from zorgvuldig.interfaces.claim_files import ClaimFile
    from zorgvuldig.processes.claims_handling.intake.code_lists import CodeLists

SUMMARY = "take in claim files, EI or FHIR: decided, recorded, proved, answered"
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
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help="a claim file: EI such as GZ321, or FHIR JSON"
    )
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
    file = read_claim_file(path, path.name)
    if file.message is None:
        return _unreadable(path, file, folder)
    layout = file.message.layout
    if find_shape(layout) is None:
        why = f"Van {layout.message} {layout.version} handelen wij nog geen declaraties af."
        return _stopped(path, why, [found.as_json() for found in file.findings])
    taken = take_in(file.message, file.findings, folder, code_lists=code_lists, answering=file.answering)
    receipt = taken.receipt
    told = receipt.as_json() | {"response": taken.response, "payments": taken.payments}
    return Outcome(told, _line(receipt), ACCEPTED if told["accepted"] else REFUSED)


def _unreadable(path: Path, file: ClaimFile, folder: Path) -> Outcome:
    if file.is_fhir:
        return _untranslatable(path, file, folder)
    findings = [found.as_json() for found in file.findings]
    why = str(findings[0]["message"]) if findings else "Het bestand is geen EI-bericht."
    return _stopped(path, why, findings)


def _untranslatable(path: Path, file: ClaimFile, folder: Path) -> Outcome:
    """Answer a FHIR file that no message can be made of with an OperationOutcome."""
    content = written(operation_outcome(file.troubles))
    answer = Response.prepare(folder, f"OperationOutcome-{uuid4()}.json", content)
    answer.publish()
    count = len(file.troubles)
    more = f" Er zijn {count} punten; alle staan in {answer.name}." if count > 1 else ""
    why = f"{file.sentences[0]}{more}"
    return _stopped(path, why, [each.as_json() for each in file.troubles], response=answer.name)


def _stopped(
    path: Path, why: str, findings: Sequence[object] = (), *, response: str | None = None
) -> Outcome:
    """Tell of a file of which nothing was taken in."""
    told = {
        "file": path.name,
        "accepted": False,
        "refused_whole": True,
        "reason": why,
        "findings": list(findings),
        "response": response,
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
