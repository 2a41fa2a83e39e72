"""What care providers and business partners ask by right at their own desk, and how it is answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from zorgvuldig.decisions import DUTCH_TIME
from zorgvuldig.ledger.processing import processing
from zorgvuldig.processes.rights import decide, intake
from zorgvuldig.processes.rights.explain.party_letters import (
    AboutPartyRequest,
    about_party_request,
    written_on,
)
from zorgvuldig.processes.rights.explain.party_requests import (
    PartyAsked,
    PartyRequestPage,
    party_asked,
    party_request_page,
)
from zorgvuldig.processes.rights.usecases.viewing import NotAPersonError
from zorgvuldig.records import party_requests

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import date, datetime

    from zorgvuldig.decisions import Actor, ProcessingRequest
    from zorgvuldig.ledger.processing import Grant
    from zorgvuldig.records.stored_party_requests import StoredPartyRequest


@dataclass(frozen=True)
class PartyLetter:
    """A letter to a party: its number, what it says, and the day of it."""

    id: UUID
    content: AboutPartyRequest
    on: date


def ask_as_party(*, actor: Actor, kind: str, words: str, at: datetime) -> UUID:
    """Take in what a party asks about what is registered of it; its clock runs from today (verzoek doen).

    Raises:
        Refused: the decision was no permit.
        RequestError: the form was not filled in as it must.
        NotAPersonError: the actor is no party.
    """
    party_id, told, on = _party(actor), intake.asked_by_party(kind, words), _day(at)
    with _as_party(decide.ask_as_party(received_on=on), actor, at):
        return party_requests.keep(
            party_id=party_id,
            party_kind="provider" if actor.role == "provider" else "partner",
            kind=kind,
            asked=told,
            received_on=on,
            due_on=intake.clock(on).due_on,
        )


def view_party_requests(*, actor: Actor, at: datetime) -> tuple[PartyAsked, ...]:
    """Show a party the own requests with their clocks and answers, newest first.

    Raises:
        Refused: the decision was no permit.
        NotAPersonError: the actor is no party.
    """
    _party(actor)
    with _as_party(decide.view_own_exchange(), actor, at):
        return tuple(party_asked(each, on=_day(at)) for each in party_requests.opened())


def letter_to_party(*, actor: Actor, request_id: UUID, at: datetime) -> PartyLetter | None:
    """Give a party the letter with our answer to the own request; None where there is no answer of ours yet.

    Raises:
        Refused: the decision was no permit.
        NotAPersonError: the actor is no party.
    """
    _party(actor)
    with _as_party(decide.view_own_answer(), actor, at):
        asked = party_requests.request(request_id)
        written = None if asked is None else written_on(asked)
        if asked is None or written is None:
            return None
        name = party_requests.names([asked])[asked.party_id]
    return PartyLetter(asked.id, about_party_request(asked, name=name, on=written), written)


def withdraw_as_party(*, actor: Actor, request_id: UUID, at: datetime) -> bool:
    """Let a party take the own request back (intrekken); false where there is no such open request.

    Raises:
        Refused: the decision was no permit.
        NotAPersonError: the actor is no party.
    """
    _party(actor)
    with _as_party(decide.ask_as_party(), actor, at):
        asked = party_requests.request(request_id)
        if asked is None or asked.answered_on:
            return False
        party_requests.settle(request_id, state="withdrawn", answer="", on=_day(at))
    return True


def list_party_requests(*, actor: Actor, at: datetime) -> tuple[tuple[PartyAsked, str], ...]:
    """List the requests of parties that wait for an answer, by their clock, each with its party.

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.handle_of_party(), actor=actor, at=at):
        waiting = party_requests.waiting()
        names = party_requests.names(waiting)
    return tuple((party_asked(each, on=_day(at)), names.get(each.party_id, "")) for each in waiting)


def view_party_request(*, actor: Actor, request_id: UUID, at: datetime) -> PartyRequestPage | None:
    """Show whoever answers it one request of a party; None where there is no such request.

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.handle_of_party(), actor=actor, at=at):
        asked = party_requests.request(request_id)
        if asked is None:
            return None
        name = party_requests.names([asked]).get(asked.party_id, "")
    return party_request_page(asked, name=name, on=_day(at))


def extend_party_request(*, actor: Actor, request_id: UUID, words: str, at: datetime) -> bool:
    """Let a request of a party take a month longer, once, in time and with its reason (VGZ-termijn).

    Raises:
        Refused: the decision was no permit: told too late.
        RequestError: no reason was given, or the norms know no extension.
        SettledBeforeError: it is closed, or was extended before.
    """
    told, on = intake.reason(words), _day(at)
    asked = _seen(actor, request_id, at)
    if asked is None:
        return False
    until = intake.clock(asked.received_on).extended_until
    if until is None:
        raise intake.RequestError("reason", "Voor dit verzoek bestaat geen verlenging.")
    with processing(decide.extend_of_party(received_on=asked.received_on, on=on), actor=actor, at=at):
        party_requests.extend(request_id, due_on=until, reason=told, on=on)
    return True


def answer_party_request(
    *, actor: Actor, request_id: UUID, outcome: str, words: str, reasoned: bool = False, at: datetime
) -> bool:
    """Answer a request of a party with its reasons; false where there is no such request.

    `reasoned` says of a refusal that its words name the reason and the last day of what stays.

    Raises:
        Refused: the decision was no permit.
        RequestError: no outcome, or no words.
        SettledBeforeError: it is closed already.
    """
    told, on = intake.answer(outcome, words, reasoned=reasoned), _day(at)
    asked = _seen(actor, request_id, at)
    if asked is None:
        return False
    refusing = outcome in intake.REFUSING
    permission = decide.settle_of_party(
        received_on=asked.received_on,
        due_on=asked.due_on,
        extended_on=asked.extended_on,
        refusing=refusing,
        on=on,
    )
    acknowledged = decide.REASONED if refusing else frozenset()
    with processing(permission, actor=actor, at=at, acknowledge=acknowledged):
        party_requests.settle(request_id, state=outcome, answer=told, on=on)
    return True


def _seen(actor: Actor, request_id: UUID, at: datetime) -> StoredPartyRequest | None:
    with processing(decide.handle_of_party(), actor=actor, at=at):
        return party_requests.request(request_id)


def _as_party(request: ProcessingRequest, actor: Actor, at: datetime) -> AbstractContextManager[Grant]:
    """Open the party's own exchange: the rows of this capacity, and none of the same person as insured."""
    acknowledged = decide.BY_CAPACITY if actor.role != "provider" else frozenset[str]()
    return processing(request, actor=actor, at=at, acknowledge=acknowledged)


def _party(actor: Actor) -> UUID:
    if actor.kind != "party":
        raise NotAPersonError("these are requests of care providers and partners, and this login is of none")
    return UUID(actor.identifier)


def _day(at: datetime) -> date:
    return at.astimezone(DUTCH_TIME).date()
