"""A person sees the own choices, says yes or no, objects, and takes it back (toestemming en verzet)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError

from zorgvuldig.ledger.processing import processing
from zorgvuldig.processes.wishes import decide, explain, intake, models
from zorgvuldig.processes.wishes.intake import InputError
from zorgvuldig.processes.wishes.usecases.own import day_of, person_of

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from zorgvuldig.decisions import Actor
    from zorgvuldig.processes.wishes.intake import Choice


def view_my_choices(*, actor: Actor, at: datetime) -> explain.MyChoices:
    """Show a person what was allowed and objected to, with the text and its version (mijn keuzes).

    Raises:
        Refused: the decision was no permit.
        NotAPersonError: the actor is no insured person.
    """
    person_id = person_of(actor)
    with processing(decide.view_wishes(subject_id=person_id), actor=actor, at=at):
        consents = [
            explain.StoredConsent(
                purpose=row.purpose,
                scope=row.scope,
                text_version=row.text_version,
                given_at=row.given_at,
                withdrawn_at=row.withdrawn_at,
            )
            for row in models.consents(person_id)
        ]
        objections = [
            explain.StoredObjection(
                objection_id=row.id,
                kind=row.kind,
                purpose=row.purpose,
                channel=row.channel,
                made_at=row.made_at,
                state=row.state,
                weighing=models.circumstances(row.id, person_id)[1] if row.judged_on else "",
            )
            for row in models.objections(person_id)
        ]
    return explain.my_choices(consents, objections, on=day_of(at))


def say(*, actor: Actor, key: str, yes: bool, at: datetime) -> str:
    """Record a yes or a no, which holds at once, and say what changes (toestemming, intrekking, verzet).

    A yes gives the consent and takes back the objection to that channel; a no takes back the consent and
    objects to the channel. Said twice, it stands once.

    Raises:
        UnknownChoiceError: there is no such choice.
        Refused: the decision was no permit.
        NotAPersonError: the actor is no insured person.
    """
    person_id, choice = person_of(actor), intake.choice(key)
    try:
        with processing(decide.record_choice(subject_id=person_id), actor=actor, at=at):
            (_allow if yes else _refuse)(person_id, choice, at)
    except IntegrityError:
        # Two clicks at once: the other one recorded just this, and it stands.
        pass
    return explain.what_changes(choice, yes=yes)


def object_to_use(*, actor: Actor, purpose: str, circumstances: str, at: datetime) -> UUID:
    """Record an objection for personal circumstances, to be weighed within four weeks (verzet, art. 5.3).

    Raises:
        InputError: no such use, nothing said of the circumstances, or an objection to it is being weighed.
        Refused: the decision was no permit.
        NotAPersonError: the actor is no insured person.
    """
    person_id, told = person_of(actor), intake.objection(purpose, circumstances)
    twice = InputError({"purpose": "U maakte hier al bezwaar tegen. Wij wegen dat nog."})
    try:
        with processing(decide.record_objection(subject_id=person_id, on=day_of(at)), actor=actor, at=at):
            if models.open_objection(person_id, purpose) is not None:
                raise twice
            return models.object_to(person_id, purpose=purpose, circumstances=told, at=at)
    except IntegrityError as error:
        # Two clicks at once: the other one recorded it.
        raise twice from error


def take_objection_back(*, actor: Actor, purpose: str, at: datetime) -> bool:
    """Take back an objection that is still being weighed; tells whether there was one.

    Raises:
        Refused: the decision was no permit.
        NotAPersonError: the actor is no insured person.
    """
    person_id = person_of(actor)
    with processing(decide.record_choice(subject_id=person_id), actor=actor, at=at):
        standing = models.open_objection(person_id, purpose)
        if standing is None:
            return False
        models.take_back(standing)
        return True


def _allow(person_id: UUID, choice: Choice, at: datetime) -> None:
    if choice.refuse is not None:
        models.allow_again(person_id, purpose=choice.purpose, channel=choice.refuse)
    if choice.scope is not None:
        version = choice.text_on(day_of(at)).version
        models.give(person_id, purpose=choice.purpose, scope=choice.scope, version=version, at=at)


def _refuse(person_id: UUID, choice: Choice, at: datetime) -> None:
    if choice.scope is not None:
        models.withdraw(person_id, purpose=choice.purpose, scope=choice.scope, at=at)
    if choice.refuse is not None:
        models.refuse(person_id, purpose=choice.purpose, channel=choice.refuse, at=at)
