"""`zorgvuldig claims check`: formal control of claim files, EI or FHIR, by layout and lists; no database."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from zorgvuldig.decisions import DUTCH_TIME
from zorgvuldig.interfaces.claim_files import read_claim_file
from zorgvuldig.processes.claims_handling.intake.code_lists import load_code_lists
from zorgvuldig.processes.claims_handling.intake.formal_control import find

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from zorgvuldig.interfaces.fhir.translating import Trace
    from zorgvuldig.interfaces.fhir.troubles import Trouble
    from zorgvuldig.processes.claims_handling.intake.code_lists import CodeLists
    from zorgvuldig.processes.claims_handling.intake.finding import Finding

SUMMARY = "formal control of claim files, EI or FHIR: one JSON line a file"
NEEDS_DATABASE = False
MAXIMUM_FINDINGS = 5000
#: What a finding in a FHIR file has none of: it has a path.
_NOWHERE = {"record": None, "row": None, "field": None, "code": None}
ACCEPTED, REFUSED, UNREADABLE = 0, 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the files and the message that they should be."""
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help="a claim file: EI such as GZ321, or FHIR JSON"
    )
    parser.add_argument("--message", help="the message it should be, such as GZ321; else read from the file")
    parser.add_argument("--version", help="the version it should be, such as 1.0")


def run(arguments: argparse.Namespace) -> int:
    """Check every file and print one JSON line for each; 0 all accepted, 1 any refused, 2 any unreadable."""
    code_lists = load_code_lists()
    worst = ACCEPTED
    for name in arguments.files:
        line, status = check_one(name, code_lists, message=arguments.message, version=arguments.version)
        print(json.dumps(line), flush=True)
        worst = max(worst, status)
    return worst


def check_one(
    name: str, code_lists: CodeLists, *, message: str | None = None, version: str | None = None
) -> tuple[dict[str, object], int]:
    """Check one file; give what to print of it, and its exit status."""
    file = read_claim_file(Path(name), name, message, version)
    tally = _Tally(file.trace)
    tally.add_troubles(file.troubles)
    tally.add(file.findings)
    if file.message is not None:
        # the interface reads the clock; the control itself has none
        today = datetime.now(DUTCH_TIME).date()
        tally.add(find(file.message, code_lists, at=today, read=file.findings))
    line: dict[str, object] = {
        "file": name,
        "accepted": file.readable and not tally.refusals,
        "findings": tally.findings,
        "warnings": tally.warnings,
    }
    if tally.refusals > len(tally.findings):
        line["omitted"] = tally.refusals - len(tally.findings)
    if not file.readable:
        return line, UNREADABLE
    return line, REFUSED if tally.refusals else ACCEPTED


class _Tally:
    """The first findings and warnings of a file, and how many findings there are in all."""

    def __init__(self, trace: Trace | None) -> None:
        self.findings: list[dict[str, str | int | None]] = []
        self.warnings: list[dict[str, str | int | None]] = []
        self.refusals = 0
        self._trace = trace

    def add_troubles(self, found: Iterable[Trouble]) -> None:
        """Take in why a FHIR file cannot be laid out as a message; each has its place in that file."""
        for each in found:
            self.refusals += 1
            if len(self.findings) < MAXIMUM_FINDINGS:
                self.findings.append({"level": "FHIR", **_NOWHERE, **each.as_json()})

    def add(self, found: Iterable[Finding]) -> None:
        """Take findings in; what goes beyond the limit is counted only."""
        for each in found:
            kept = self.warnings if each.warning else self.findings
            self.refusals += not each.warning
            if len(kept) < MAXIMUM_FINDINGS:
                place = {"place": self._trace.place(each.row, each.field)} if self._trace else {}
                kept.append({**each.as_json(), **place})
