"""`zorgvuldig norms list`: every norm of the catalogue and how it is met."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from zorgvuldig.interfaces.command_line.reference_date import add_date, reference_date
from zorgvuldig.norms import bundle_at, catalogue, coverage

if TYPE_CHECKING:
    import argparse

SUMMARY = "list the norms: id, how it is met, process and article"
NEEDS_DATABASE = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the filters."""
    parser.add_argument("--process", help="only the norms of this process, such as claims")
    parser.add_argument("--form", help="only the norms met this way, such as rule, or missing")
    parser.add_argument("--json", action="store_true", help="print JSON, one norm a line")
    add_date(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print one line for each norm that the filters leave."""
    bundle = bundle_at(reference_date(arguments))
    forms = coverage(bundle).forms
    for norm in catalogue().norms.values():
        form = forms[norm.id]
        if arguments.process not in {None, norm.process} or arguments.form not in {None, form}:
            continue
        if arguments.json:
            print(
                json.dumps(
                    {
                        "id": norm.id,
                        "form": form,
                        "kind": norm.kind,
                        "process": norm.process,
                        "article": norm.article,
                    },
                    ensure_ascii=False,
                )
            )
        else:
            print(f"{norm.id:<28} {form:<13} {norm.process:<24} {norm.article}")
    return 0
