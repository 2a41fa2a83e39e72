"""The data protection officer on special grounds: heard before a refusal, and looking again (art. 3.13)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db.transaction import atomic

from zorgvuldig.decisions import DUTCH_TIME
from zorgvuldig.ledger import discharging, places
from zorgvuldig.ledger.processing import processing
from zorgvuldig.processes.rights import decide, intake
from zorgvuldig.processes.rights.explain.special_grounds import (
    GroundLine,
    GroundPage,
    ground_line,
    ground_page,
)
from zorgvuldig.processes.rights.intake import machine
from zorgvuldig.processes.rights.usecases.request_letters import write_again
from zorgvuldig.records import requests, special_grounds

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from zorgvuldig.decisions import Actor
    from zorgvuldig.records.stored_requests import StoredRequest


def list_grounds(*, actor: Actor, at: datetime) -> tuple[GroundLine, ...]:
    """List the refusals that wait for the officer's word and those that stand until a day (werkvoorraad).

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.list_grounds(), actor=actor, at=at):
        pass
    return tuple(ground_line(each, on=_day(at)) for each in places.requests_on_grounds())


def view_ground(*, actor: Actor, request_id: UUID, at: datetime) -> GroundPage | None:
    """Show the officer one request that waits for a word, or stands refused until a day; else None.

    Raises:
        Refused: the decision was no permit.
    """
    asked = _opened(request_id, actor, at)
    return ground_page(asked, by=actor.identifier, on=_day(at)) if asked else None


def advise(*, actor: Actor, request_id: UUID, agrees: bool, words: str, at: datetime) -> bool:
    """Keep whether the officer agrees with a proposal: only then a colleague may settle it (advies).

    Raises:
        Refused, RequestError, StepError, SettledBeforeError: it is not to be, or not now.
    """
    told, asked = intake.officer_words(words), _opened(request_id, actor, at)
    if asked is None:
        return False
    _take("advise" if agrees else "advise-against", asked, actor)
    with processing(decide.speak(subject_id=asked.subject_id), actor=actor, at=at):
        if agrees:
            special_grounds.agree(asked, officer=told, on=_day(at))
        else:
            requests.send_back(asked, officer=told)
    return True


def prolong_ground(*, actor: Actor, request_id: UUID, until: str, words: str, at: datetime) -> bool:
    """Let a special circumstance stand until a later day, looked at once more (geldt nog).

    Raises:
        Refused, RequestError, StepError, SettledBeforeError: it is not to be, or not now.
    """
    told, day = intake.officer_words(words), intake.looked_at_again(until, today=_day(at))
    asked = _opened(request_id, actor, at)
    if asked is None:
        return False
    _take("prolong", asked, actor)
    if asked.ground_until is not None and day <= asked.ground_until:
        raise intake.RequestError("until", "Dit geldt al tot en met die dag. Kies een latere dag.")
    with atomic():
        with processing(decide.prolong(asked), actor=actor, at=at, acknowledge=decide.REASONED) as grant:
            special_grounds.prolong_ground(asked, until=day, officer=told, on=_day(at))
            discharging.discharge_reviews(asked.id, subject_id=asked.subject_id, by_entry=grant.entry_id)
        # The person was told another last day, and hears the new one: both stand, or neither.
        write_again(replace(asked, ground_until=day, prolonged_on=_day(at)), actor=actor, at=at)
    return True


def end_ground(*, actor: Actor, request_id: UUID, words: str, at: datetime) -> bool:
    """Keep that a special circumstance is over, and take the request in anew in the same words (vervallen).

    Raises:
        Refused, RequestError, StepError, SettledBeforeError: it is not to be, or not now.
    """
    told, asked = intake.officer_words(words), _opened(request_id, actor, at)
    if asked is None:
        return False
    _take("end-ground", asked, actor)
    clock = intake.clock(_day(at))
    with processing(decide.speak(subject_id=asked.subject_id), actor=actor, at=at) as grant:
        special_grounds.end_ground(asked, officer=told, on=_day(at))
        special_grounds.keep_again(asked, on=_day(at), aim_on=clock.aim_on, due_on=clock.due_on)
        discharging.discharge_reviews(asked.id, subject_id=asked.subject_id, by_entry=grant.entry_id)
    return True


def _take(step: str, asked: StoredRequest, actor: Actor) -> None:
    machine.take(step, machine.where(asked), by=actor.identifier, acting="officer")


def _opened(request_id: UUID, actor: Actor, at: datetime) -> StoredRequest | None:
    """Open a request on which the officer is heard, or that stands refused until a day; no other."""
    place = places.place_of_request(request_id)
    if place is None:
        return None
    with processing(decide.read_ground(subject_id=place.subject_id), actor=actor, at=at):
        asked = requests.request(place.id)
    if asked is None:
        return None
    where = machine.where(asked)
    return asked if where.withheld or where.stage == "officer" else None


def _day(at: datetime) -> date:
    return at.astimezone(DUTCH_TIME).date()
