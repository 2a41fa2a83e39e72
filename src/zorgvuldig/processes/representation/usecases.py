"""The front door of representation: give a mandate, end it, see for whom one acts, and look for them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from zorgvuldig.decisions import DUTCH_TIME
from zorgvuldig.ledger import representing
from zorgvuldig.ledger.families import REPRESENTATIVE
from zorgvuldig.ledger.processing import Refused, processing
from zorgvuldig.processes.representation import decide, explain, intake, models
from zorgvuldig.processes.representation.intake import InputError
from zorgvuldig.records import claim_reading

if TYPE_CHECKING:
    from datetime import date, datetime

    from zorgvuldig.decisions import Actor
    from zorgvuldig.ledger.representing import Represented
    from zorgvuldig.records.models import Mandate

__all__ = [
    "InputError",
    "NotAPersonError",
    "NotRepresentedError",
    "UnknownMandateError",
    "end_mandate",
    "give_mandate",
    "give_up",
    "look_for",
    "view_mandates",
]


class NotAPersonError(LookupError):
    """A login of staff or of a service represents nobody here."""


class NotRepresentedError(LookupError):
    """This login may not act for that person, or there is no such person: which it is, nobody hears."""


class UnknownMandateError(LookupError):
    """There is no such mandate of this person that still stands."""


def view_mandates(*, actor: Actor, at: datetime) -> explain.MandatesPage:
    """Show a person who may act for him, and for whom he may act himself (machtigingen).

    Raises:
        Refused: the decision was no permit.
        NotAPersonError: the actor is no insured person.
    """
    person_id, today = _person(actor), _day(at)
    with processing(decide.view_mandates(subject_id=person_id), actor=actor, at=at):
        given = [_view(row, today) for row in models.mandates(person_id)]
        others = representing.represented(person_id, today)
    named = [_named(each, actor=actor, at=at) for each in others]
    return explain.mandates_page(given, named, on=today)


def give_mandate(
    *,
    actor: Actor,
    number: str,
    birthdate: date,
    scope: str,
    until: date | None,
    at: datetime,
) -> None:
    """Record that another may act for this person, from today on (machtigen).

    Whether that other is insured here is told to nobody: the answer and what is recorded look the same.

    Raises:
        InputError: what came in is no mandate, or too many stand already.
        Refused: the decision was no permit.
        NotAPersonError: the actor is no insured person.
    """
    person_id, today = _person(actor), _day(at)
    wanted = intake.mandate(number=number, birthdate=birthdate, scope=scope, until=until, today=today)
    with processing(decide.record_mandate(subject_id=person_id), actor=actor, at=at):
        if models.standing(person_id, today) >= intake.MOST:
            told = f"U gaf al {intake.MOST} machtigingen. Beëindig er eerst een."
            raise InputError({"number": told})
        other = models.numbered(wanted, giver=person_id)
        if other == person_id:
            raise InputError({"number": "Dit bent u zelf. Vul het nummer in van wie voor u mag handelen."})
        models.give(person_id, other, wanted)


def end_mandate(*, actor: Actor, mandate_id: UUID, at: datetime) -> None:
    """End an own mandate at once (machtiging beëindigen).

    Raises:
        UnknownMandateError: there is none of this person that still stands.
        Refused: the decision was no permit.
        NotAPersonError: the actor is no insured person.
    """
    person_id = _person(actor)
    with processing(decide.record_mandate(subject_id=person_id), actor=actor, at=at):
        ended = models.end(person_id, mandate_id, at)
    # After the block: that somebody tried stays written down.
    if not ended:
        raise UnknownMandateError("there is no such mandate of this person")


def give_up(*, actor: Actor, person_id: UUID, at: datetime) -> None:
    """Give up acting for another, at once: every mandate that stands between the two ends.

    Who is a parent stays so until the child is sixteen; that is no mandate, and is not given up here.

    Raises:
        NotRepresentedError: no mandate that stands, or no such person.
        NotAPersonError: the actor is no insured person.
    """
    own, today = _person(actor), _day(at)
    found = representing.represented_by(own, person_id, today)
    mandates = found.mandates if found and not found.child else ()
    try:
        with processing(decide.give_up(subject_id=person_id), actor=_as_representative(actor), at=at):
            ended = sum(models.end(person_id, mandate_id, at) for mandate_id in mandates)
    except Refused as refused:
        raise NotRepresentedError("this login does not act for that person") from refused
    # After the block: that somebody tried stays written down.
    if not ended:
        raise NotRepresentedError("there is no mandate of this login to give up")


def look_for(*, actor: Actor, person_id: UUID, at: datetime) -> explain.OnBehalf:
    """Show a representative what the scope allows of the person represented (namens een ander).

    The decision is asked also for whoever may not, so that the try stands in the log as one.

    Raises:
        NotRepresentedError: no mandate that stands, or no such person.
        NotAPersonError: the actor is no insured person.
    """
    own, today = _person(actor), _day(at)
    found = next((each for each in representing.represented(own, today) if each.person_id == person_id), None)
    scope = found.scope if found else "financial"
    try:
        with processing(
            decide.look_for(subject_id=person_id, scope=scope), actor=_as_representative(actor), at=at
        ):
            person = claim_reading.person(person_id)
            claims = claim_reading.claims_about(person_id)
            insured = [
                (row.regime, row.insured_during.lower, row.insured_during.upper)
                for row in models.coverages(person_id)
            ]
            personal = scope == "personal"
            codes = {claim.provider_agb for claim in claims} if personal else set()
            seen = explain.claims_seen(
                claims,
                scope=scope,
                providers=claim_reading.provider_names(codes) if codes else {},
                care=models.care(person_id) if personal else {},
            )
    except Refused as refused:
        raise NotRepresentedError("this login does not act for that person") from refused
    return explain.on_behalf(
        person,
        seen,
        insured,
        scope=scope,
        until=found.until if found else None,
        child=found.child if found else False,
        on=today,
    )


def _named(other: Represented, *, actor: Actor, at: datetime) -> explain.RepresentedView:
    """Open the name of somebody for whom one acts: a look as a representative, written down as one."""
    request = decide.name_of(subject_id=other.person_id)
    with processing(request, actor=_as_representative(actor), at=at):
        person = claim_reading.person(other.person_id)
    return explain.RepresentedView(
        person_id=other.person_id,
        name=person.name if person else "",
        title=explain.title(other.scope),
        until=other.until,
        child=other.child,
    )


def _view(row: Mandate, today: date) -> explain.MandateView:
    first, last = row.valid_during.lower, row.valid_during.upper
    title, sees = explain.SCOPES[row.scope]
    return explain.MandateView(
        mandate_id=row.id,
        told=row.told,
        title=title,
        sees=sees,
        since=first,
        until=last,
        ended_at=row.ended_at,
        stands=row.ended_at is None and (last is None or today < last),
    )


def _as_representative(actor: Actor) -> Actor:
    """Let somebody act in the role of a representative: the gate says for whom that is so."""
    return replace(actor, role=REPRESENTATIVE)


def _day(at: datetime) -> date:
    return at.astimezone(DUTCH_TIME).date()


def _person(actor: Actor) -> UUID:
    if actor.kind != "subject":
        raise NotAPersonError("mandates are of insured persons; this login belongs to nobody insured")
    return UUID(actor.identifier)
