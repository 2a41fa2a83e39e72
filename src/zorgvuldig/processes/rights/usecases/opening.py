"""One request, opened for whoever handles it (verzoek openen)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.ledger import places
from zorgvuldig.ledger.processing import processing
from zorgvuldig.processes.rights import decide
from zorgvuldig.records import requests

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from zorgvuldig.decisions import Actor
    from zorgvuldig.records.stored_requests import StoredRequest


def opened(request_id: UUID, actor: Actor, at: datetime) -> StoredRequest | None:
    """Open a request under a decision about its person; None where there is none.

    Raises:
        Refused: the decision was no permit.
    """
    place = places.place_of_request(request_id)
    if place is None:
        return None
    with processing(decide.handle(subject_id=place.subject_id), actor=actor, at=at):
        return requests.request(place.id)
