"""`zorgvuldig synth`: writes a synthetic insurer with people, insurance policies and claim files."""

import argparse
import sys
from datetime import date
from pathlib import Path

from zorgvuldig.interfaces.command_line.bars import progress_bar
from zorgvuldig.interfaces.synthetic.directory import OccupiedError, write_directory
from zorgvuldig.interfaces.synthetic.insurer import REFERENCE_DAY, TooSmallError, make_insurer

SUMMARY = "write a synthetic insurer: people, insurance policies, providers, tariffs, claim files"
NEEDS_DATABASE = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    parser.add_argument("--insured", type=int, required=True, metavar="N", help="how many insured people")
    parser.add_argument("--claims", type=int, required=True, metavar="M", help="how many claims")
    parser.add_argument(
        "--seed", type=int, required=True, metavar="S", help="the same seed gives the same bytes"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="a new or empty directory")
    parser.add_argument(
        "--at",
        type=date.fromisoformat,
        default=REFERENCE_DAY,
        metavar="DATE",
        help=f"the day on which everything holds (default {REFERENCE_DAY})",
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the insurer; returns 2 with a message when the arguments do not allow it."""
    try:
        made = make_insurer(
            insured=arguments.insured,
            claims=arguments.claims,
            seed=arguments.seed,
            reference_day=arguments.at,
        )
        in_files = sum(len(file.treatments) for file in made.files)
        total = sum(map(len, made.rows.values())) + in_files + made.history_lines
        with progress_bar("writing", total=total) as step:
            write_directory(made, arguments.out, seed=arguments.seed, step=step)
    except (TooSmallError, OccupiedError) as error:
        print(f"zorgvuldig synth: {error}", file=sys.stderr)
        return 2
    print(
        f"{arguments.out}: {arguments.insured} people, {len(made.files)} claim files with {in_files} claims, "
        f"{made.history_lines} claim lines of before, seed {arguments.seed}"
    )
    return 0
