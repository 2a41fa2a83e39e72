"""The own shield: laid at once, its end asked for, and that taken back (afscherming, art. 4.0.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError

from zorgvuldig.ledger.processing import processing
from zorgvuldig.processes.wishes import decide, explain, models
from zorgvuldig.processes.wishes.usecases.own import day_of, person_of

if TYPE_CHECKING:
    from datetime import datetime

    from zorgvuldig.decisions import Actor


def view_shield(*, actor: Actor, at: datetime) -> explain.MyShield:
    """Tell a person whether the own whereabouts are shielded, and whether the end was asked.

    Raises:
        Refused: the decision was no permit.
        NotAPersonError: the actor is no insured person.
    """
    person_id = person_of(actor)
    with processing(decide.view_shield(subject_id=person_id), actor=actor, at=at):
        asked = models.asked_end(person_id)
        return explain.MyShield(
            shielded=models.is_shielded(person_id),
            end_asked=asked is not None,
            announced=asked is not None and asked[1],
        )


def shield_whereabouts(*, actor: Actor, at: datetime) -> bool:
    """Shield the own whereabouts at once; why is not asked and not kept (art. 4.0.6).

    Gives whether they were not shielded yet. Only staff end it, after word to the person (note to 4.0.6).

    Raises:
        Refused: the decision was no permit.
        NotAPersonError: the actor is no insured person.
    """
    person_id = person_of(actor)
    with processing(decide.lay_shield(subject_id=person_id), actor=actor, at=at):
        return models.shield(person_id, on=day_of(at))


def ask_shield_end(*, actor: Actor, at: datetime) -> bool:
    """Let a person ask for the end of the own shield; false where there is none, or it was asked (verzoek).

    Nothing ends by it: somebody here writes first, by the safe route, and a colleague settles.

    Raises:
        Refused: the decision was no permit.
        NotAPersonError: the actor is no insured person.
    """
    person_id = person_of(actor)
    try:
        with processing(decide.ask_shield_end(subject_id=person_id), actor=actor, at=at):
            if not models.is_shielded(person_id) or models.asked_end(person_id):
                return False
            models.ask_end(person_id, at=at)
    except IntegrityError:
        # Two clicks at once: the other one asked just this.
        return False
    return True


def keep_shield(*, actor: Actor, at: datetime) -> bool:
    """Let a person keep the own shield after all, whoever proposed its end; false where nobody did.

    Raises:
        Refused: the decision was no permit.
        NotAPersonError: the actor is no insured person.
    """
    person_id = person_of(actor)
    with processing(decide.ask_shield_end(subject_id=person_id), actor=actor, at=at):
        asked = models.asked_end(person_id)
        return asked is not None and models.drop_end(asked[0], on=day_of(at))
