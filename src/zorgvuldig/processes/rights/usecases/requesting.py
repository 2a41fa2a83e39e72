"""What a person asks of us by right, and how it is answered (verzoeken, Code of Conduct chapter 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.decisions import DUTCH_TIME
from zorgvuldig.ledger import places
from zorgvuldig.ledger.processing import processing
from zorgvuldig.processes.rights import decide, intake
from zorgvuldig.processes.rights.explain.requests import (
    MyRequest,
    WaitingRequest,
    my_request,
    waiting_request,
)
from zorgvuldig.processes.rights.intake import machine
from zorgvuldig.processes.rights.intake.machine import where
from zorgvuldig.processes.rights.usecases.viewing import person_of
from zorgvuldig.records import effects, requests

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime
    from uuid import UUID

    from zorgvuldig.decisions import Actor


def ask(*, actor: Actor, kind: str, words: str, concerns: Collection[str] = (), at: datetime) -> UUID:
    """Take in what a person asks about the own data; its clock runs from today (verzoek doen).

    `concerns` are the categories of data that it is about, where the person says so: none means all of them.

    Raises:
        Refused: the decision was no permit.
        RequestError: the form was not filled in as it must.
        NotAPersonError: the actor is no insured person.
    """
    person_id, told, on = person_of(actor), intake.asked(kind, words), _day(at)
    named, clock = intake.concerned(concerns), intake.clock(on)
    with processing(decide.ask(subject_id=person_id, received_on=on), actor=actor, at=at):
        intake.room_for(requests.waiting(person_id, kind))
        request_id = requests.keep(
            subject_id=person_id,
            kind=kind,
            asked=told,
            received_on=on,
            aim_on=clock.aim_on,
            due_on=clock.due_on,
        )
        if named:
            effects.name_data(request_id, named)
        return request_id


def view_my_requests(*, actor: Actor, at: datetime) -> tuple[MyRequest, ...]:
    """Show a person the own requests with their clocks, newest first (mijn verzoeken).

    Raises:
        Refused: the decision was no permit.
        NotAPersonError: the actor is no insured person.
    """
    person_id = person_of(actor)
    with processing(decide.view_own(subject_id=person_id, data=decide.EXCHANGE), actor=actor, at=at):
        return tuple(my_request(each, on=_day(at)) for each in requests.requests_of(person_id))


def withdraw_request(*, actor: Actor, request_id: UUID, at: datetime) -> bool:
    """Let a person take the own request back (intrekken); false where there is no such open request.

    Raises:
        Refused: the decision was no permit.
        NotAPersonError: the actor is no insured person.
    """
    person_id = person_of(actor)
    with processing(decide.withdraw(subject_id=person_id), actor=actor, at=at):
        asked = requests.request(request_id)
        if asked is None or asked.subject_id != person_id or asked.answered_on:
            return False
        machine.take("withdraw", where(asked), by=actor.identifier, acting="person")
        requests.settle(asked, state="withdrawn", answer="", on=_day(at))
    return True


def list_open_requests(*, actor: Actor, at: datetime) -> tuple[WaitingRequest, ...]:
    """List the requests that wait for an answer, by their clock, without whose they are (werkvoorraad).

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.list_requests(), actor=actor, at=at):
        pass
    return tuple(map(waiting_request, places.open_requests()))


def _day(at: datetime) -> date:
    return at.astimezone(DUTCH_TIME).date()
