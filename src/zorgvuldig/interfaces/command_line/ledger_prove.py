"""Write the proof of every processing about one person: the answer to a request for access (inzage)."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from zorgvuldig.ledger import reading
from zorgvuldig.ledger.sequencer import ALIAS

SUMMARY = "write a proof of every processing about one person, with an index"
NEEDS_DATABASE = True
PROCESS = "sequencer"
PAGE = 200


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take whom and where to."""
    parser.add_argument("--subject", type=UUID, required=True, help="identifier of the person")
    parser.add_argument("--out", type=Path, required=True, help="folder for the proofs")
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Write the proofs and index.json; end with 1 when nothing is known about this person."""
    arguments.out.mkdir(parents=True, exist_ok=True)
    listed = [_written(arguments, entry, row) for entry, row in _processings(arguments.subject)]
    index = {"subject": str(arguments.subject), "processings": listed}
    (arguments.out / "index.json").write_text(
        json.dumps(index, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )
    proofs = sum(line["file"] is not None for line in listed)
    summary = {"processings": len(listed), "proofs": proofs, "out": str(arguments.out)}
    print(json.dumps(summary) if arguments.json else _sentence(summary))
    return 0 if listed else 1


def _processings(subject_id: UUID) -> Iterator[tuple[reading.EntryView, int | None]]:
    """Give every processing about a person, each row of a run apart, newest first."""
    before = None
    while page := reading.entries_about(subject_id, limit=PAGE, before=before, using=ALIAS):
        for entry in page:
            for row in entry.segment_rows:
                yield entry, row.row
            if not entry.segment_rows:
                yield entry, None
        before = page[-1].position


def _written(arguments: argparse.Namespace, entry: reading.EntryView, row: int | None) -> dict[str, Any]:
    name = f"{entry.at:%Y-%m-%d}-{entry.purpose}-{entry.entry_id}{'' if row is None else f'-{row}'}.bewijs"
    line: dict[str, Any] = {
        "file": name,
        "entry": str(entry.entry_id),
        "row": row,
        "at": entry.at.isoformat(),
        "role": entry.actor_role,
        "unit": entry.actor_unit,
        "purpose": entry.purpose,
        "action": entry.action,
        "data": list(entry.data),
        "outcome": entry.outcome,
        "norms": list(entry.norms),
        "reason": entry.reason,
    }
    try:
        proof = reading.prove(entry.entry_id, arguments.subject, row=row, using=ALIAS)
    except reading.NotProvableError as error:
        return {**line, "file": None, "why": str(error)}
    (arguments.out / name).write_bytes(proof)
    return line


def _sentence(summary: dict[str, Any]) -> str:
    return "{processings} processings about this person, {proofs} proofs written to {out}.".format(**summary)
