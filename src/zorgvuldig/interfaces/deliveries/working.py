"""Work on one delivery: read it, take it in, and be done with it in the same transaction.

A worker may be killed at any moment and another goes on. Until the transaction stands nothing of the file
does; once it stands the delivery is done. A file that ends whoever works on it is set aside after a
few attempts.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.utils import timezone

from zorgvuldig.decisions import explained
from zorgvuldig.interfaces.claim_files import read_claim_file
from zorgvuldig.interfaces.deliveries.models import DONE, WAITING, WORKING, Delivery, Progress
from zorgvuldig.interfaces.deliveries.places import outbox, returns
from zorgvuldig.interfaces.deliveries.setting_aside import Trouble, set_delivery_aside
from zorgvuldig.interfaces.deliveries.taking_over import file_of
from zorgvuldig.interfaces.deliveries.telling import telling
from zorgvuldig.interfaces.memory import without_collecting
from zorgvuldig.interfaces.receiving import take_in
from zorgvuldig.processes.claims_handling.intake.claims import read_header
from zorgvuldig.processes.claims_handling.intake.code_lists import load_code_lists
from zorgvuldig.processes.claims_handling.intake.shapes import find_shape
from zorgvuldig.processes.claims_handling.usecases import Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from zorgvuldig.interfaces.claim_files import ClaimFile
    from zorgvuldig.processes.claims_handling.intake.message import Message

__all__ = ["MOST_ATTEMPTS", "work_on"]

#: What is raised where the database went away: by Django, or by the door that speaks to it itself.
AWAY = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
#: How often a file may end whoever works on it.
MOST_ATTEMPTS = 3


@dataclass(frozen=True)
class _Work:
    """One attempt at a delivery."""

    delivery: Delivery
    tell: Callable[[str, int], None]

    def take_in(self, message: Message, file: ClaimFile) -> None:
        """Take the file in, and be done in the same transaction."""
        lines = len(message.rows)
        with transaction.atomic():
            # Held until it stands: a second worker, woken too early, finds it held and leaves it alone.
            held = Delivery.objects.select_for_update(skip_locked=True, no_key=True)
            if not held.filter(id=self.delivery.id, state=WORKING).exists():
                return
            taken = take_in(
                message,
                file.findings,
                returns(),
                code_lists=load_code_lists(),
                tell=lambda stage: self.tell(stage, lines),
                copy_to=outbox(self.delivery.sender_agb),
                answering=file.answering,
            )
            told = taken.receipt
            Delivery.objects.filter(id=self.delivery.id).update(
                state=DONE,
                ended_at=timezone.now(),
                run_id=told.run_id,
                claims=told.claims,
                accepted=told.accepted,
                response=taken.response or "",
            )


def work_on(delivery_id: UUID) -> str:
    """Work on a delivery that waits, or that somebody began and did not end; give its state afterwards.

    Raises:
        OSError: the disk is full or fails; the delivery waits on.
        OperationalError: the database went away; the delivery waits on.
    """
    delivery = _begin(delivery_id)
    if delivery is None:
        return _state(delivery_id)
    if delivery.attempts > MOST_ATTEMPTS:
        set_delivery_aside(delivery, _ENDS_US)
        return _state(delivery_id)
    try:
        with telling(delivery_id) as tell, without_collecting():
            _attempt(_Work(delivery, tell))
    except (OSError, IntegrityError):
        # Not for the file to answer for: the disk, or a rival that takes in the same bytes.
        _give_back(delivery_id)
        raise
    except AWAY:
        # Nor is a database that went away; where it is not back yet, the attempt stays counted.
        connection.close()
        with suppress(DatabaseError):
            _give_back(delivery_id)
        raise
    finish(delivery_id)
    return _state(delivery_id)


def _give_back(delivery_id: UUID) -> None:
    """Let a delivery wait again, as if nobody had begun."""
    Delivery.objects.filter(id=delivery_id).update(state=WAITING, attempts=F("attempts") - 1)


def finish(delivery_id: UUID) -> None:
    """Forget the bytes and the progress of a delivery that is done; safe to repeat."""
    if _state(delivery_id) == DONE:
        file_of(delivery_id).unlink(missing_ok=True)
    Progress.objects.filter(delivery_id=delivery_id).delete()


def _begin(delivery_id: UUID) -> Delivery | None:
    """Count an attempt before it is made: one that ends us leaves no other trace."""
    with transaction.atomic():
        waiting = Delivery.objects.select_for_update(skip_locked=True, no_key=True)
        delivery = waiting.filter(id=delivery_id, state__in=(WAITING, WORKING)).first()
        if delivery is None:
            return None
        delivery.attempts += 1
        delivery.state, delivery.begun_at = WORKING, timezone.now()
        delivery.save(update_fields=["attempts", "state", "begun_at"])
        return delivery


def _attempt(work: _Work) -> None:
    delivery = work.delivery
    work.tell("reading", 0)
    file = read_claim_file(file_of(delivery.id), delivery.name)
    trouble = _why_not(file, delivery)
    if trouble is not None or file.message is None:
        set_delivery_aside(delivery, trouble or _NO_MESSAGE)
        return
    try:
        work.take_in(file.message, file)
    except Refused as refusal:
        failure = refusal.__cause__
        if failure is None:
            remedy = "Vraag het aan de functionaris gegevensbescherming."
            set_delivery_aside(delivery, Trouble(explained(refusal.decision), remedy))
        elif isinstance(failure, MemoryError):
            set_delivery_aside(delivery, _TOO_LARGE)
        else:
            # Nothing was weighed: something failed on the way to a decision, and the file waits on.
            raise failure from refusal
    except MemoryError:
        set_delivery_aside(delivery, _TOO_LARGE)


_NO_MESSAGE = Trouble(
    "Dit bestand is geen declaratiebericht.", "Stuur een EI-bericht, zoals GZ321, of FHIR R4 als JSON."
)
_NOT_YET = "Van {} {} handelen wij nog geen declaraties af."
_TOO_LARGE = Trouble(
    "Dit bestand is te groot voor het geheugen van deze verwerking.",
    "Splits de declaratie in kleinere bestanden, of geef de verwerking meer geheugen (ZORGVULDIG_MEMORY).",
)
_ENDS_US = Trouble(
    f"De verwerking van dit bestand is {MOST_ATTEMPTS} keer afgebroken.",
    "Laat een beheerder het bestand en het logboek bekijken. Er is niets van verwerkt.",
)
_ANOTHERS = Trouble(
    "Dit bestand noemt een andere zorgaanbieder dan die het stuurde.",
    "Stuur alleen uw eigen declaraties, onder uw eigen AGB-code.",
)


def _why_not(file: ClaimFile, delivery: Delivery) -> Trouble | None:
    """Say why nothing of a file is taken in: it is no message, of no known kind, or another's."""
    if file.message is None:
        why = file.sentences[0] if file.sentences else _NO_MESSAGE.why
        findings = tuple({"message": sentence} for sentence in file.sentences)
        return Trouble(why, _NO_MESSAGE.remedy, findings)
    layout = file.message.layout
    if find_shape(layout) is None:
        return Trouble(_NOT_YET.format(layout.message, layout.version), _NO_MESSAGE.remedy)
    header = read_header(file.message)
    if delivery.sender_agb and (header is None or header.declarant != delivery.sender_agb):
        return _ANOTHERS
    return None


def _state(delivery_id: UUID) -> str:
    return str(Delivery.objects.values_list("state", flat=True).get(id=delivery_id))
