"""`zorgvuldig claims control`: hold whole tables of claim lines against the administration at once."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from zorgvuldig.analytics.control.checks import BASIC_CHECKS, EVERY_CHECK
from zorgvuldig.analytics.control.running import MEGABYTES, connect, control

if TYPE_CHECKING:
    import argparse

    from zorgvuldig.analytics.control.running import Outcome

SUMMARY = "control of whole tables of pseudonymous claim lines (Parquet), no database"
NEEDS_DATABASE = False
LEAST_MEGABYTES = 200


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the tables, where the answers go, which checks, and how much the engine may use."""
    parser.add_argument("tables", type=Path, metavar="DIR", help="the tables; the lines in DIR/lines")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where line, mask, granted and own go; new")
    parser.add_argument(
        "--check", action="append", choices=EVERY_CHECK, metavar="NAME", help="one of: %(choices)s"
    )
    parser.add_argument("--basic", action="store_true", help=f"only {', '.join(BASIC_CHECKS)}")
    parser.add_argument(
        "--megabytes", type=int, default=MEGABYTES, help=f"for the engine (default {MEGABYTES})"
    )
    parser.add_argument("--threads", type=int, default=2, help="for the engine (default 2)")
    parser.add_argument("--json", action="store_true", help="print as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Hold every line against the checks, and print what came of it in counts and cents."""
    if arguments.megabytes < LEAST_MEGABYTES or arguments.threads < 1:
        raise ValueError(f"the engine needs {LEAST_MEGABYTES} megabytes and one thread at least")
    if arguments.out is not None and arguments.out.exists():
        raise FileExistsError(f"{arguments.out} is there already: name a folder that is not, for the answers")
    chosen = tuple(arguments.check or (BASIC_CHECKS if arguments.basic else EVERY_CHECK))
    with tempfile.TemporaryDirectory(prefix="zv-control-") as spill:
        connection = connect(megabytes=arguments.megabytes, spill=Path(spill), threads=arguments.threads)
        try:
            outcome = control(connection, arguments.tables, chosen=chosen, out=arguments.out)
        finally:
            connection.disconnect()
    _print(outcome, as_json=arguments.json)
    return 0


def _print(outcome: Outcome, *, as_json: bool) -> None:
    told = {
        "lines": outcome.lines,
        "charged_cents": outcome.charged_cents,
        "granted_cents": outcome.granted_cents,
        "own_cents": outcome.own_cents,
        "reasons": outcome.reasons,
    }
    if as_json:
        print(json.dumps(told))
        return
    print(
        f"{outcome.lines:,} lines; of {outcome.charged_cents:,} cents {outcome.granted_cents:,} granted, ",
        end="",
    )
    print(f"of which {outcome.own_cents:,} borne by the insured")
    for name, count in sorted(outcome.reasons.items(), key=lambda each: -each[1]):
        print(f"  {name}: {count:,}")
