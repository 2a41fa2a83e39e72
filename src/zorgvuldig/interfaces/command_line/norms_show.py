"""`zorgvuldig norms show ID`: one norm as people read it, with the rules that follow from it."""

from __future__ import annotations

import difflib
import sys
from typing import TYPE_CHECKING

from zorgvuldig.interfaces.command_line.reference_date import add_date, reference_date
from zorgvuldig.norms import Section, bundle_at, catalogue, chapters, coverage, texts

if TYPE_CHECKING:
    import argparse

SUMMARY = "show one norm: its text, where it stands, its rules and scenarios"
NEEDS_DATABASE = False
UNKNOWN = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the id."""
    parser.add_argument("id", help="a norm's id, such as GC-4.5.1")
    add_date(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the norm; 2 for an id that does not exist."""
    norm = catalogue().norms.get(arguments.id)
    if norm is None:
        near = difflib.get_close_matches(arguments.id, catalogue().norms, n=1)
        hint = f" Did you mean {near[0]}?" if near else " See `zorgvuldig norms list`."
        print(f"zorgvuldig norms show: there is no norm {arguments.id!r}.{hint}", file=sys.stderr)
        return UNKNOWN
    bundle = bundle_at(reference_date(arguments))
    print(f"{norm.id} · {coverage(bundle).forms[norm.id]} · {norm.process} · {norm.article}\n")
    section = bundle.sections.get(norm.id)
    if section is None:
        print(texts()[norm.id])
    else:
        _show(section)
    return 0


def _show(section: Section) -> None:
    print(f"{section.title} ({section.place})\n\n{section.text}")
    for rule in section.rules:
        print(f"\n{rule.effect}: {rule.reason}.\n  {rule.english}")
    for duty in section.duties:
        print(f"\nplicht: {duty.text}\n  {duty.discharger}: {duty.how}")
    for open_norm in section.open_norms:
        print(f"\nopen norm: {open_norm.decided_by} legt vast: {open_norm.written}.")
    for note in section.notes:
        place = note.kept or (f"volgt met {note.planned}" if note.planned else None)
        print(f"\n{note.form}: {note.text}" + (f" ({place})" if place else ""))
    for example in section.examples:
        print(f"\nvoorbeeld van {example.of}: {example.text}")
    for resolution in section.resolutions:
        print(f"\nverschilt met {resolution.other}: {resolution.why} ({resolution.by})")
    for scenario in _scenarios(section):
        print(f"\nvoorbeeld: {scenario}")


def _scenarios(section: Section) -> list[str]:
    return [
        f"{scenario.sentence} → {scenario.outcome}"
        for chapter in chapters(scenarios=True)
        for written in chapter.sections
        if written.place == section.place
        for scenario in written.scenarios
    ]
