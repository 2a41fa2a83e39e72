"""A request that came by letter or telephone: taken in, or answered that nothing is held (art. 5.2 a)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zorgvuldig.decisions import DUTCH_TIME
from zorgvuldig.ledger import finding
from zorgvuldig.ledger.processing import processing
from zorgvuldig.processes.rights import decide, intake
from zorgvuldig.processes.rights.explain.request_letters import nothing_held
from zorgvuldig.records import requests

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from zorgvuldig.decisions import Actor
    from zorgvuldig.processes.rights.explain.request_letters import NothingHeld
    from zorgvuldig.processes.rights.intake.taking_in import Addressee, TakenIn


@dataclass(frozen=True, kw_only=True)
class LetterToNobodyHere:
    """A letter to somebody of whom nothing is held, to be set and posted; it is kept nowhere."""

    id: UUID
    content: NothingHeld
    address: tuple[str, ...]


def demand_intake(*, actor: Actor, at: datetime) -> None:
    """Ask whether this actor may take in requests at all, before a form is shown or read (inboeken).

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.list_requests(), actor=actor, at=at):
        pass


def take_in(*, actor: Actor, told: TakenIn, at: datetime) -> UUID | None:
    """Take in a request that came by letter or telephone; None where nobody of that number is known (intake).

    Its clock runs from receipt, not from when it is certain who asks (article 5.2 a).

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.list_requests(), actor=actor, at=at):
        person_id = finding.person_numbered(told.number, told.birthdate)
    if person_id is None:
        return None
    clock = intake.clock(told.received_on)
    with processing(decide.step(subject_id=person_id), actor=actor, at=at):
        request_id = requests.keep(
            subject_id=person_id,
            kind=told.kind,
            asked=told.words,
            received_on=told.received_on,
            aim_on=clock.aim_on,
            due_on=clock.due_on,
        )
        requests.note_channel(request_id, channel=told.channel, dated_on=told.dated_on)
    return request_id


def write_nothing_held(
    *, actor: Actor, told: TakenIn, to: Addressee, at: datetime
) -> LetterToNobodyHere | None:
    """Write to whoever asked that nothing is held; None where that person is known after all (article 5.2 a).

    The letter bears the number of its entry in the log, and neither letter nor name is kept.

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.list_requests(), actor=actor, at=at):
        if finding.person_numbered(told.number, told.birthdate) is not None:
            return None
    with processing(decide.tell_nothing_held(), actor=actor, at=at) as grant:
        content = nothing_held(
            to.name, told.kind, asked_on=told.counts_from, on=at.astimezone(DUTCH_TIME).date()
        )
        return LetterToNobodyHere(id=grant.entry_id, content=content, address=to.lines)
