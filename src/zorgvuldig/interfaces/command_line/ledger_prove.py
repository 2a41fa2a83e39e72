"""Write the proof of every processing about one person: the answer to a request for access (inzage).

Gathering them is a processing too: decided, written down, and first in the list that it gives.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from zorgvuldig.interfaces.services import service
from zorgvuldig.processes.rights.usecases import answer_access_request, write_access_cover

if TYPE_CHECKING:
    import argparse

    from zorgvuldig.ledger.reading import ProvedProcessing

SUMMARY = "write a proof of every processing about one person, with an index"
NEEDS_DATABASE = True
PROCESSES_DATA = True

#: The service that prepares answers; it is bound to secrecy as the insurer itself is (GC-4.0.1).
SERVICE = service("access-requests", "rights")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take whom and where to."""
    parser.add_argument("--subject", type=UUID, required=True, help="identifier of the person")
    parser.add_argument("--out", type=Path, required=True, help="folder for the proofs")
    parser.add_argument(
        "--letter",
        type=date.fromisoformat,
        metavar="ASKED_ON",
        help="write the letter that goes with it, too: the day on which the person asked (2026-11-22)",
    )
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Write the proofs and index.json; end with 1 when nothing was known about this person before."""
    arguments.out.mkdir(parents=True, exist_ok=True)
    at = timezone.now()
    with transaction.atomic():
        found = answer_access_request(actor=SERVICE, subject_id=arguments.subject, at=at)
        letter = (
            write_access_cover(actor=SERVICE, subject_id=arguments.subject, asked_on=arguments.letter, at=at)
            if arguments.letter
            else None
        )
    listed = [_written(arguments.out, proved) for proved in found]
    index = {"subject": str(arguments.subject), "processings": listed}
    text = json.dumps(index, ensure_ascii=False, indent=2)
    (arguments.out / "index.json").write_text(f"{text}\n", encoding="utf-8")
    proofs = sum(line["file"] is not None for line in listed)
    summary = {"processings": len(listed), "proofs": proofs, "out": str(arguments.out)}
    if letter:
        summary["letter"] = str(letter)
    print(json.dumps(summary) if arguments.json else _sentence(summary))
    # The first is this very look.
    return 0 if len(listed) > 1 else 1


def _written(folder: Path, proved: ProvedProcessing) -> dict[str, Any]:
    entry, row = proved.entry, proved.row
    name = f"{entry.at:%Y-%m-%d}-{entry.purpose}-{entry.entry_id}{'' if row is None else f'-{row}'}.bewijs"
    if proved.proof is not None:
        (folder / name).write_bytes(proved.proof)
    return {
        "file": None if proved.proof is None else name,
        "entry": str(entry.entry_id),
        "row": row,
        "index": entry.index,
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


def _sentence(summary: dict[str, Any]) -> str:
    told = (
        "{processings} processings about this person, {proofs} proofs written to {out}. The newest is this "
        "look itself; what has no proof yet gets one as soon as it stands under a checkpoint."
    ).format(**summary)
    return f"{told} The letter {summary['letter']} waits for the post." if "letter" in summary else told
