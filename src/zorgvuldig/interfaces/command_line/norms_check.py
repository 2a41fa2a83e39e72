"""`zorgvuldig norms check`: are the norm files whole, typed, formatted, and true to their own scenarios?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import zorgvuldig.norms
from zorgvuldig.decisions.scenarios import differences, scenarios
from zorgvuldig.interfaces.memory import without_collecting
from zorgvuldig.norms import NormError, chapters, find_files
from zorgvuldig.norms.formatting import formatted
from zorgvuldig.norms.validation import problems

if TYPE_CHECKING:
    import argparse

SUMMARY = "check the norm files and run their scenarios; --fix formats them"
NEEDS_DATABASE = False
HOME = Path(zorgvuldig.norms.__file__).parent


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the choice to format."""
    parser.add_argument("--fix", action="store_true", help="format the files first")


def run(arguments: argparse.Namespace) -> int:
    """Print what is wrong, each with file, line and how to mend it; 1 when anything is."""
    if arguments.fix:
        _fix()
    # Rules written out stay to the end of the command: looking for what can be thrown away took a third.
    with without_collecting():
        found = _problems()
    for problem in found:
        print(problem, file=sys.stderr)
    if not found:
        print(f"{len(find_files())} files and {len(scenarios())} scenarios are in order.")
    return 1 if found else 0


def _problems() -> list[str]:
    try:
        written = chapters(scenarios=True)
    except NormError as error:
        return [str(error)]
    found = problems(written)
    if not found:
        found = [line for scenario in scenarios() for line in differences(scenario)]
    return found


def _fix() -> None:
    for entry in find_files():
        tidy = formatted(entry.text)
        if tidy != entry.text:
            (HOME / entry.path).write_text(tidy, encoding="utf-8")
            print(f"formatted {entry.path}")
