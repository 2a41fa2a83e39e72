"""What a representative asks by right for another and reads back: as far and as long as he may act."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from zorgvuldig.decisions import DUTCH_TIME
from zorgvuldig.ledger import deferrals, folding
from zorgvuldig.ledger.families import REPRESENTATIVE
from zorgvuldig.ledger.processing import Refused, processing
from zorgvuldig.ledger.representing import represented_by
from zorgvuldig.processes.rights import decide, intake
from zorgvuldig.processes.rights.explain.looking import looks_page
from zorgvuldig.processes.rights.explain.requests import MyRequest, my_request
from zorgvuldig.processes.rights.usecases.request_letters import letter_of
from zorgvuldig.processes.rights.usecases.viewing import LOOKS, person_of
from zorgvuldig.records import documents, represented_requests, requests

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime
    from uuid import UUID

    from zorgvuldig.decisions import Actor, ProcessingRequest
    from zorgvuldig.ledger.representing import Represented
    from zorgvuldig.processes.rights.explain.views import LooksPage
    from zorgvuldig.records.stored_letters import KeptLetter

#: To what a mandate for money matters reaches: the insurance and the claims, and nothing under the adviser.
_OF_MONEY = frozenset({"claim", "policy"})


class NotRepresentedError(LookupError):
    """This login may not act for that person, or there is no such person: which it is, nobody hears."""


def ask_for(*, actor: Actor, person_id: UUID, kind: str, words: str, at: datetime) -> UUID:
    """Take in what a representative asks for the person; its clock runs from today (namens een ander).

    The decision is asked also for whoever may not, so that the try stands in the log as one.

    Raises:
        NotRepresentedError: no mandate that stands, or no such person.
        RequestError: the form was not filled in as it must, or the right is beyond the mandate.
        NotAPersonError: the actor is no insured person.
    """
    on = _day(at)
    asking = decide.ask_for(subject_id=person_id, received_on=on)
    with _as_representative(actor, person_id, at, asking) as found:
        told = intake.asked_for(kind, words, scope=found.scope)
        clock = intake.clock(on)
        request_id = requests.keep(
            subject_id=person_id,
            kind=kind,
            asked=told,
            received_on=on,
            aim_on=clock.aim_on,
            due_on=clock.due_on,
        )
        concerns = _OF_MONEY if found.scope != "personal" else frozenset[str]()
        represented_requests.note_mandate(request_id, mandate_id=found.mandates[0], concerns=concerns)
        return request_id


def view_requests_for(*, actor: Actor, person_id: UUID, at: datetime) -> tuple[MyRequest, ...]:
    """Show a representative what was asked under the own mandate, with clocks and answers, newest first.

    What the person asked himself, or another for him, is not shown.

    Raises:
        NotRepresentedError: no mandate that stands, or no such person.
        NotAPersonError: the actor is no insured person.
    """
    with _as_representative(actor, person_id, at, decide.ask_for(subject_id=person_id)) as found:
        made = represented_requests.made_under(person_id, found.mandates)
        return tuple(my_request(each, on=_day(at)) for each in made)


def withdraw_for(*, actor: Actor, person_id: UUID, request_id: UUID, at: datetime) -> bool:
    """Let a representative take back what was asked under the own mandate; false where there is none open.

    Raises:
        NotRepresentedError: no mandate that stands, or no such person.
        NotAPersonError: the actor is no insured person.
    """
    with _as_representative(actor, person_id, at, decide.ask_for(subject_id=person_id)) as found:
        made = represented_requests.made_under(person_id, found.mandates)
        asked = next((each for each in made if each.id == request_id and not each.answered_on), None)
        if asked is None:
            return False
        requests.settle(asked, state="withdrawn", answer="", on=_day(at))
    return True


def view_looks_for(*, actor: Actor, person_id: UUID, at: datetime, before: int | None = None) -> LooksPage:
    """Show a parent who looked at the data of a child under sixteen, newest first (wie keek).

    A mandate opens no list of looks: it tells what somebody keeps from others, such as a shield.

    Raises:
        NotRepresentedError: no child of this login, sixteen or older, or no such person.
        NotAPersonError: the actor is no insured person.
    """
    asking = decide.see_looks_for(subject_id=person_id)
    with _as_representative(actor, person_id, at, asking) as found:
        if not found.child:
            raise NotRepresentedError("this login is no parent of that person")
        lines = folding.lines_about(person_id, limit=LOOKS + 1, before=before, used=False)
        words = deferrals.released_words([line.entry.entry_id for line in lines])
    return looks_page(lines, words, size=LOOKS, of_child=True)


def open_letter_for(*, actor: Actor, person_id: UUID, request_id: UUID, at: datetime) -> KeptLetter | None:
    """Give a representative the letter about what was asked under the own mandate; None where there is none.

    It names no address: where the person lives is not the representative's to know (GC-4.0.6).

    Raises:
        NotRepresentedError: no mandate that stands, or no such person.
        NotAPersonError: the actor is no insured person.
    """
    with _as_representative(actor, person_id, at, decide.ask_for(subject_id=person_id)) as found:
        made = represented_requests.made_under(person_id, found.mandates)
        asked = next((each for each in made if each.id == request_id), None)
        letter = documents.opened(letter_of(asked)) if asked else None
    return replace(letter, address=()) if letter else None


@contextmanager
def _as_representative(
    actor: Actor, person_id: UUID, at: datetime, asking: ProcessingRequest
) -> Iterator[Represented]:
    """Open what is asked of the person in the role of a representative: the gate says whether that is so."""
    found = represented_by(person_of(actor), person_id, _day(at))
    acting = replace(actor, role=REPRESENTATIVE)
    try:
        with processing(asking, actor=acting, at=at):
            if found is None:
                raise NotRepresentedError("this login did not act for that person a moment ago")
            yield found
    except Refused as refused:
        raise NotRepresentedError("this login does not act for that person") from refused


def _day(at: datetime) -> date:
    return at.astimezone(DUTCH_TIME).date()
