"""What a person asks of us by right, and how it is answered (verzoeken, Code of Conduct chapter 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.decisions import DUTCH_TIME
from zorgvuldig.ledger import places
from zorgvuldig.ledger.processing import processing
from zorgvuldig.processes.rights import decide, intake
from zorgvuldig.processes.rights.explain.requests import (
    MyRequest,
    RequestPage,
    WaitingRequest,
    my_request,
    request_page,
    waiting_request,
)
from zorgvuldig.processes.rights.usecases.viewing import person_of
from zorgvuldig.records import requests

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from zorgvuldig.decisions import Actor
    from zorgvuldig.records.stored_requests import RequestPlace, StoredRequest


def ask(*, actor: Actor, kind: str, words: str, at: datetime) -> UUID:
    """Take in what a person asks about the own data; its clock runs from today (verzoek doen).

    Raises:
        Refused: the decision was no permit.
        RequestError: the form was not filled in as it must.
        NotAPersonError: the actor is no insured person.
    """
    person_id, told, on = person_of(actor), intake.asked(kind, words), _day(at)
    clock = intake.clock(on)
    with processing(decide.ask(subject_id=person_id, received_on=on), actor=actor, at=at):
        return requests.keep(
            subject_id=person_id,
            kind=kind,
            asked=told,
            received_on=on,
            aim_on=clock.aim_on,
            due_on=clock.due_on,
        )


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


def view_request(*, actor: Actor, request_id: UUID, at: datetime) -> RequestPage | None:
    """Show whoever answers it one request (verzoek behandelen); None where there is no such request.

    Raises:
        Refused: the decision was no permit.
    """
    place = places.place_of_request(request_id)
    if place is None:
        return None
    with processing(decide.handle(subject_id=place.subject_id), actor=actor, at=at):
        asked = requests.request(request_id)
        return request_page(asked, on=_day(at)) if asked else None


def extend_request(*, actor: Actor, request_id: UUID, words: str, at: datetime) -> bool:
    """Let a request take longer, once and with its reason (verlengen); false where there is no such request.

    Raises:
        Refused: the decision was no permit: not complex, told too late.
        RequestError: no reason was given, or the norms know no extension.
        SettledBeforeError: it is closed, or was extended before.
    """
    place, told, on = places.place_of_request(request_id), intake.reason(words), _day(at)
    if place is None:
        return False
    until = intake.clock(place.received_on).extended_until
    if until is None:
        raise intake.RequestError("reason", "Voor dit verzoek bestaat geen verlenging.")
    asked = decide.extend(subject_id=place.subject_id, received_on=place.received_on, on=on)
    with processing(asked, actor=actor, at=at, acknowledge=decide.TOLD_FIRST):
        requests.extend(request_id, due_on=until, reason=told, on=on)
    return True


def answer_request(
    *, actor: Actor, request_id: UUID, outcome: str, words: str, reasoned: bool = False, at: datetime
) -> bool:
    """Answer a request with its reasons (beantwoorden, afwijzen); false where there is no such request.

    `reasoned` says of a refusal that its words name the reason and the last day of what stays.

    Raises:
        Refused: the decision was no permit.
        RequestError: no outcome, or no words.
        SettledBeforeError: it is closed already.
    """
    place, told, on = (
        places.place_of_request(request_id),
        intake.answer(outcome, words, reasoned=reasoned),
        _day(at),
    )
    if place is None:
        return False
    asked = _opened(place, actor, at)
    permission = decide.settle(
        subject_id=place.subject_id,
        received_on=place.received_on,
        due_on=place.due_on,
        extended_on=asked.extended_on,
        refusing=outcome in intake.REFUSING,
        on=on,
    )
    acknowledged = decide.TOLD_FIRST | (decide.REASONED if outcome in intake.REFUSING else frozenset())
    with processing(permission, actor=actor, at=at, acknowledge=acknowledged):
        requests.settle(asked, state=outcome, answer=told, on=on)
    return True


def _opened(place: RequestPlace, actor: Actor, at: datetime) -> StoredRequest:
    with processing(decide.handle(subject_id=place.subject_id), actor=actor, at=at):
        asked = requests.request(place.id)
    if asked is None:
        raise requests.SettledBeforeError("this request is gone: look at the list again")
    return asked


def _day(at: datetime) -> date:
    return at.astimezone(DUTCH_TIME).date()
