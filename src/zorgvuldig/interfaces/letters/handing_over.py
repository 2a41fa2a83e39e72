"""Set every waiting letter and lay it in the spool, one transaction each (verzenden)."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

from django.db import transaction

from zorgvuldig.interfaces.letters import spool
from zorgvuldig.interfaces.letters.setting import Manuscript, Typesetter
from zorgvuldig.processes.correspondence.usecases import Refused, note_told, send_letter, waiting

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from zorgvuldig.decisions import Actor
    from zorgvuldig.processes.correspondence.usecases import Sending

#: What became of a letter when it did not leave.
NO_ADDRESS, REFUSED = "no address", "refused"


def send_waiting(*, actor: Actor, at: datetime) -> Counter[str]:
    """Send all that waits, and count by route; a letter that cannot leave waits on and is counted too."""
    found: Counter[str] = Counter()
    runs: dict[UUID, None] = {}
    with Typesetter() as typesetter:
        for place in waiting():
            found[_send(place.id, typesetter, actor, at)] += 1
            if place.run_id:
                runs[place.run_id] = None
    for run_id in runs:
        with transaction.atomic():
            note_told(actor=actor, run_id=run_id, at=at)
    return found


def _send(letter_id: UUID, typesetter: Typesetter, actor: Actor, at: datetime) -> str:
    def hand_over(sending: Sending) -> str:
        pdf = typesetter.set(manuscript(sending))
        digest = hashlib.sha256(pdf).hexdigest()
        spool.put(pdf, document_id=letter_id, route=sending.route, digest=digest, at=at.isoformat())
        return digest

    try:
        with transaction.atomic():
            route = send_letter(actor=actor, letter_id=letter_id, hand_over=hand_over, at=at)
    except Refused:
        return REFUSED
    return route or NO_ADDRESS


def manuscript(sending: Sending) -> Manuscript:
    """Give what a letter on its way is set from (kopij)."""
    letter = sending.letter
    return Manuscript(
        id=letter.id,
        kind=letter.kind,
        route=sending.route,
        content=letter.content,
        address=sending.address,
        made_at=letter.made_at,
    )
