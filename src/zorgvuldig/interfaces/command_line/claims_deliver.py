"""`zorgvuldig claims deliver`: hand claim files to the worker, which takes them in by itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from zorgvuldig.interfaces.deliveries.models import ANYONE, SET_ASIDE, WAITING, Delivery
from zorgvuldig.interfaces.deliveries.queueing import set_work
from zorgvuldig.interfaces.deliveries.setting_aside import take_back
from zorgvuldig.interfaces.deliveries.taking_over import NotTakenOverError, copy_in, take_over

if TYPE_CHECKING:
    import argparse

SUMMARY = "hand EI claim files to the worker: a durable job each, that survives a kill"
NEEDS_DATABASE = True
DOOR = "command"
TAKEN, NOT_TAKEN = 0, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the files and the form of the answer."""
    parser.add_argument("files", nargs="*", metavar="FILE", help="a claim file: EI such as GZ321, or FHIR")
    parser.add_argument(
        "--again", action="append", default=[], type=UUID, metavar="ID", help="one that was set aside"
    )
    parser.add_argument("--json", action="store_true", help="print as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Take every file over; 2 when one could not be. What becomes of them tells `claims deliveries`."""
    outcomes = [_deliver(Path(name)) for name in arguments.files]
    outcomes += [_again(delivery_id) for delivery_id in arguments.again]
    if not outcomes:
        raise ValueError("name a file, or a delivery with --again")
    if arguments.json:
        print(json.dumps({"files": outcomes}))
    else:
        for told in outcomes:
            print(f"{told['file']}: {told['why'] or 'overgenomen als ' + told['delivery']}")
    return NOT_TAKEN if any(told["state"] == SET_ASIDE for told in outcomes) else TAKEN


def _again(delivery_id: UUID) -> dict[str, Any]:
    with transaction.atomic():
        delivery = take_back(delivery_id)
        if delivery is not None:
            set_work(delivery.id)
    if delivery is None:
        why = "zo'n bestand is niet apart gezet, of is er niet meer"
        return {"file": str(delivery_id), "state": SET_ASIDE, "delivery": None, "why": why}
    return {"file": delivery.name, "state": WAITING, "delivery": str(delivery.id), "why": ""}


def _deliver(path: Path) -> dict[str, Any]:
    try:
        copied = copy_in(path)
    except NotTakenOverError as refusal:
        return {"file": path.name, "state": SET_ASIDE, "delivery": None, "why": str(refusal)}
    with transaction.atomic():
        delivery = take_over(copied, name=path.name, door=DOOR, sender_agb=ANYONE)
        if delivery is not None:
            set_work(delivery.id)
    if delivery is None:
        same = Delivery.objects.filter(digest=copied.digest, sender_agb=ANYONE).first()
        number = str(same.id) if same else None
        told = "deze bytes wachten al, of worden nu verwerkt"
        return {"file": path.name, "state": WAITING, "delivery": number, "why": told}
    return {"file": path.name, "state": WAITING, "delivery": str(delivery.id), "why": ""}
