"""`zorgvuldig claims check`: formal control of EI files by layout, code lists and relations, no database."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from zorgvuldig.interfaces.vektis.codec import read_file
from zorgvuldig.processes.claims_handling.intake.code_lists import load_code_lists
from zorgvuldig.processes.claims_handling.intake.formal_control import formal_control

if TYPE_CHECKING:
    import argparse

    from zorgvuldig.processes.claims_handling.intake.code_lists import CodeLists

SUMMARY = "formal control of EI claim files, one JSON line a file"
NEEDS_DATABASE = False
MAXIMUM_FINDINGS = 5000
ACCEPTED, REFUSED, UNREADABLE = 0, 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the files and the message that they should be."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="an EI claim file, such as GZ321")
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
    reading = read_file(Path(name), name, message, version)
    findings = list(reading.findings)
    if reading.message is not None:
        # the interface reads the clock; the control itself has none
        findings += formal_control(reading.message, code_lists, at=date.today(), read=reading.findings)  # noqa: DTZ011 — a claim's dates are Dutch calendar days
    refusals = [found for found in findings if not found.warning]
    line: dict[str, object] = {
        "file": name,
        "accepted": reading.readable and not refusals,
        "findings": [found.as_json() for found in refusals[:MAXIMUM_FINDINGS]],
        "warnings": [found.as_json() for found in findings if found.warning][:MAXIMUM_FINDINGS],
    }
    if len(refusals) > MAXIMUM_FINDINGS:
        line["omitted"] = len(refusals) - MAXIMUM_FINDINGS
    if not reading.readable:
        return line, UNREADABLE
    return line, REFUSED if refusals else ACCEPTED
