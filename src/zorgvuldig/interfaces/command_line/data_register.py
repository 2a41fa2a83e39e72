"""`zorgvuldig data register`: write the register of every field that is held, or tell that it is behind."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING

from zorgvuldig.interfaces.places import CHECKOUT

if TYPE_CHECKING:
    import argparse

SUMMARY = "write docs/data-register.md: every field with its data category"
NEEDS_DATABASE = True
PAGE = CHECKOUT / "docs" / "data-register.md"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the choice to write or to compare."""
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when the page is behind")


def run(arguments: argparse.Namespace) -> int:
    """Write the page, or compare it with what the models say."""
    told: str = importlib.import_module("zorgvuldig.records.register").register()
    if not arguments.check:
        PAGE.write_text(told, encoding="utf-8")
        print(f"{PAGE} written: {told.count('## ')} tables.")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == told:
        return 0
    print(f"{PAGE} is behind the models: run `zorgvuldig data register`.", file=sys.stderr)
    return 1
