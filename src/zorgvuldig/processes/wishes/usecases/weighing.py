"""Objections for personal circumstances, weighed here: by two where we go on (verzet, art. 5.3)."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from django.db.transaction import atomic

from zorgvuldig.ledger import objecting
from zorgvuldig.ledger.processing import processing
from zorgvuldig.processes.wishes import decide, explain, intake, models
from zorgvuldig.processes.wishes.intake import InputError
from zorgvuldig.processes.wishes.usecases.own import day_of
from zorgvuldig.records import documents

if TYPE_CHECKING:
    from datetime import datetime

    from zorgvuldig.decisions import Actor
    from zorgvuldig.ledger.objecting import ObjectionPlace

#: Under which the number of a letter is made from its objection: one is written once.
_LETTERS = UUID("1f7b7d1e-2f55-4ad8-9c3c-5d1f8f6a7e10")


def list_objections(*, actor: Actor, at: datetime) -> tuple[explain.WaitingObjection, ...]:
    """List the objections that wait to be weighed, by their clock, without whose they are (werkvoorraad).

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.list_objections(), actor=actor, at=at):
        pass
    return tuple(_waiting(each) for each in objecting.open_objections())


def view_objection(*, actor: Actor, objection_id: UUID, at: datetime) -> explain.WeighingPage | None:
    """Show whoever weighs it one objection with its circumstances; None where none waits.

    Raises:
        Refused: the decision was no permit.
    """
    place = objecting.open_objection(objection_id)
    if place is None:
        return None
    with processing(decide.read_objection(subject_id=place.subject_id), actor=actor, at=at):
        told, weighed = models.circumstances(objection_id, place.subject_id)
    return explain.weighing_page(
        _waiting(place),
        circumstances=told,
        weighing=weighed if place.proposed_by else "",
        own=place.proposed_by == actor.identifier,
        on=day_of(at),
    )


def judge_objection(*, actor: Actor, objection_id: UUID, outcome: str, words: str, at: datetime) -> bool:
    """Book that an objection is upheld, which stops that use at once (art. 5.3), or propose to go on.

    To go on takes two: a colleague settles what is proposed here. False where none waits.

    Raises:
        InputError: no outcome, no weighing, or somebody proposed already.
        Refused: the decision was no permit.
    """
    weighing, place = intake.weighing(outcome, words), objecting.open_objection(objection_id)
    if place is None:
        return False
    if place.proposed_by:
        raise InputError({"outcome": "Een collega stelde al iets voor. Beslis daar eerst over."})
    if outcome == "upheld":
        told = models.Judgement(objection_id=place.id, state=outcome, by=actor.identifier, weighing=weighing)
        return _book(place, told, weighing, actor, at)
    with processing(decide.propose_to_go_on(subject_id=place.subject_id), actor=actor, at=at):
        return models.propose(place.id, place.subject_id, weighing=weighing, by=actor.identifier, at=at)


def settle_objection(*, actor: Actor, objection_id: UUID, at: datetime) -> bool:
    """Book that we go on, as a colleague proposed (tweede paar ogen); false where nothing is proposed.

    Raises:
        InputError: it is the own proposal.
        Refused: the decision was no permit.
    """
    place = objecting.open_objection(objection_id)
    if place is None or not place.proposed_by:
        return False
    if place.proposed_by == actor.identifier:
        raise InputError({"outcome": "U stelde dit zelf voor. Een collega beslist."})
    with processing(decide.read_objection(subject_id=place.subject_id), actor=actor, at=at):
        _circumstances, weighing = models.circumstances(place.id, place.subject_id)
    told = models.Judgement(
        objection_id=place.id, state="rejected", by=actor.identifier, proposed_by=place.proposed_by
    )
    return _book(place, told, weighing, actor, at)


def send_objection_back(*, actor: Actor, objection_id: UUID, at: datetime) -> bool:
    """Take the proposal to go on away, so that it is weighed anew (terugleggen); false where none is.

    Raises:
        Refused: the decision was no permit.
    """
    place = objecting.open_objection(objection_id)
    if place is None or not place.proposed_by:
        return False
    with processing(decide.propose_to_go_on(subject_id=place.subject_id), actor=actor, at=at):
        return models.send_back(place.id, place.subject_id)


def _book(place: ObjectionPlace, told: models.Judgement, weighing: str, actor: Actor, at: datetime) -> bool:
    """Book a judgement and write to the person of it: both stand, or neither."""
    upheld = told.state == "upheld"
    request = decide.judge_objection(
        subject_id=place.subject_id,
        upheld=upheld,
        made_on=day_of(place.made_at),
        due_on=_waiting(place).due_on,
        on=day_of(at),
    )
    acknowledged = decide.STOPPED if upheld else frozenset[str]()
    with atomic():
        with processing(request, actor=actor, at=at, acknowledge=acknowledged):
            if not models.judge(told, place.subject_id, at=at, on=day_of(at)):
                return False
        _write(place, weighing, actor, at, upheld=upheld)
    return True


def _write(place: ObjectionPlace, weighing: str, actor: Actor, at: datetime, *, upheld: bool) -> None:
    permission = decide.tell_judgement(subject_id=place.subject_id, upheld=upheld)
    acknowledged = frozenset[str]() if upheld else decide.NAMED_WAYS
    with processing(permission, actor=actor, at=at, acknowledge=acknowledged) as grant:
        reader = documents.demand_reader(place.subject_id)
        content = explain.judged_letter(
            reader.name,
            purpose=place.purpose,
            made_on=day_of(place.made_at),
            upheld=upheld,
            weighing=weighing,
            on=day_of(at),
        )
        letter = documents.about_rights(
            reader,
            letter_id=uuid5(_LETTERS, str(place.id)),
            kind="objection-judged",
            subject_id=place.subject_id,
            content=asdict(content),
        )
        documents.archive(letter, entry_id=grant.entry_id, at=at)


def _waiting(place: ObjectionPlace) -> explain.WaitingObjection:
    return explain.waiting_objection(
        place.id,
        purpose=place.purpose,
        made_on=day_of(place.made_at),
        proposed=bool(place.proposed_by),
    )
