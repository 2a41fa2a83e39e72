"""`zorgvuldig letters returned`: note letters that came back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from zorgvuldig.interfaces.letters.service import LETTERS
from zorgvuldig.processes.correspondence.usecases import note_return

if TYPE_CHECKING:
    import argparse

SUMMARY = "note letters that came back, by number or from a file of numbers"
NEEDS_DATABASE = True
PROCESSES_DATA = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the numbers."""
    parser.add_argument("letters", nargs="+", metavar="FILE|ID", help="a number, or a file with one a line")


def run(arguments: argparse.Namespace) -> int:
    """Note each return, all or none."""
    numbers = [number for word in arguments.letters for number in _numbers(word)]
    with transaction.atomic():
        for number in numbers:
            note_return(actor=LETTERS, letter_id=number, at=timezone.now())
    print(f"{len(numbers)} letters noted as returned.")
    return 0


def _numbers(word: str) -> list[UUID]:
    path = Path(word)
    words = path.read_text(encoding="utf-8").split() if path.is_file() else [word]
    try:
        return [UUID(Path(each).stem) for each in words]
    except ValueError as error:
        raise ValueError(f"{word} is no number of a letter and no file with such numbers") from error
