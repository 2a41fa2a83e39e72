"""A shield on somebody's whereabouts: laid at once by the person, ended by two people (art. 4.0.6)."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING
from uuid import UUID, uuid4, uuid5

from django.db import IntegrityError
from django.db.transaction import atomic

from zorgvuldig.ledger import finding, shield_ends
from zorgvuldig.ledger.processing import processing
from zorgvuldig.processes.wishes import decide, explain, models
from zorgvuldig.processes.wishes.intake import InputError
from zorgvuldig.processes.wishes.usecases.own import day_of, person_of
from zorgvuldig.records import documents

if TYPE_CHECKING:
    from datetime import datetime

    from zorgvuldig.decisions import Actor
    from zorgvuldig.ledger.shield_ends import ShieldEndPlace
    from zorgvuldig.processes.wishes.intake import ShieldEndTold

#: Under which the number of a letter is made from its proposal.
_LETTERS = UUID("5c0e1a52-93a4-4d5b-8f0e-6f1f6a0f2b1d")


class NotYetError(RuntimeError):
    """A shield does not end now, or not by this employee; the words are for whoever asked."""


def view_shield(*, actor: Actor, at: datetime) -> bool:
    """Tell a person whether the own whereabouts are shielded (afgeschermd adres).

    Raises:
        Refused: the decision was no permit.
        NotAPersonError: the actor is no insured person.
    """
    person_id = person_of(actor)
    with processing(decide.view_shield(subject_id=person_id), actor=actor, at=at):
        return models.is_shielded(person_id)


def shield_whereabouts(*, actor: Actor, at: datetime) -> bool:
    """Shield the own whereabouts at once; why is not asked and not kept (art. 4.0.6).

    Gives whether they were not shielded yet. Only staff end it, after word to the person (note to 4.0.6).

    Raises:
        Refused: the decision was no permit.
        NotAPersonError: the actor is no insured person.
    """
    person_id = person_of(actor)
    with processing(decide.lay_shield(subject_id=person_id), actor=actor, at=at):
        return models.shield(person_id)


def list_shield_ends(*, actor: Actor, at: datetime) -> tuple[explain.ShieldEndLine, ...]:
    """List the proposals to end a shield that wait, without whose they are (werkvoorraad).

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.list_shield_ends(), actor=actor, at=at):
        found = shield_ends.open_ends()
    return tuple(_line(each, actor, at) for each in found)


def propose_shield_end(*, actor: Actor, told: ShieldEndTold, at: datetime) -> UUID:
    """Propose to end a shield, and write to the person by the safe route that it may (note to 4.0.6).

    Nothing ends yet: another settles it, after the letter was handed over and the days that it gives.

    Raises:
        InputError: nobody of these data has a shield, or an end was proposed already.
        Refused: the decision was no permit.
    """
    with processing(decide.list_shield_ends(), actor=actor, at=at):
        person_id = finding.person_numbered(told.number, told.birthdate)
    # One sentence for both: whoever asks does not learn who is insured here.
    nobody = InputError({"number": "Bij deze gegevens hoort geen afgeschermd adres. Kijk ze na."})
    if person_id is None:
        raise nobody
    new = models.NewShieldEnd(id=uuid4(), ground=told.ground, reason=told.reason)
    letter_id = uuid5(_LETTERS, str(new.id))
    try:
        with processing(decide.note_shield_end(subject_id=person_id), actor=actor, at=at), atomic():
            if not models.is_shielded(person_id):
                raise nobody
            models.propose_end(new, subject_id=person_id, letter_id=letter_id, by=actor.identifier, at=at)
    except IntegrityError as error:
        raise InputError({"number": "Hiervoor loopt al een voorstel. Het staat in de lijst."}) from error
    with processing(decide.announce_shield_end(subject_id=person_id), actor=actor, at=at) as grant:
        reader = documents.reader(person_id)
        if reader is None:
            raise LookupError("there is nobody of this number to write to")
        content = explain.shield_end_letter(
            reader.name, ground=told.ground, reason=told.reason, on=day_of(at)
        )
        letter = documents.Outgoing(
            id=letter_id,
            kind="shield-ends",
            data_category="correspondence",
            purpose="data-subject-rights",
            subject_id=person_id,
            run_id=None,
            route=documents.SAFE,
            content=asdict(content),
        )
        documents.archive(letter, entry_id=grant.entry_id, at=at)
    return new.id


def view_shield_end(*, actor: Actor, end_id: UUID, at: datetime) -> explain.ShieldEndPage | None:
    """Show one proposal to end a shield with its reason; None where none waits.

    Raises:
        Refused: the decision was no permit.
    """
    place = _end(end_id, actor, at)
    if place is None:
        return None
    with processing(decide.read_shield_end(subject_id=place.subject_id), actor=actor, at=at):
        reason = models.reason_of_end(end_id, place.subject_id)
    line = _line(place, actor, at)
    return explain.shield_end_page(line, reason=reason or "", on=day_of(at))


def settle_shield_end(*, actor: Actor, end_id: UUID, at: datetime) -> bool:
    """End a shield as a colleague proposed (opheffen); false where nothing waits.

    Raises:
        NotYetError: the own proposal, or before the letter and its days.
        Refused: the decision was no permit.
    """
    place = _end(end_id, actor, at)
    if place is None:
        return False
    line = _line(place, actor, at)
    if line.own:
        raise NotYetError("U hebt dit zelf voorgesteld. Een collega beslist.")
    if not line.ripe:
        raise NotYetError("Dit kan nog niet: de persoon kreeg de brief nog niet, of kan nog reageren.")
    request = decide.end_shield(subject_id=place.subject_id, ground=place.ground)
    with processing(request, actor=actor, at=at, acknowledge=decide.ANNOUNCED):
        # The gate looks at letter, days and hands once more: nothing else can end a shield.
        if not shield_ends.end_shield(end_id, by=actor.identifier):
            raise NotYetError("Dit voorstel is intussen veranderd. Kijk opnieuw.")
    return True


def drop_shield_end(*, actor: Actor, end_id: UUID, at: datetime) -> bool:
    """Take a proposal away: the shield stays (laten vervallen); false where nothing waits.

    Raises:
        Refused: the decision was no permit.
    """
    place = _end(end_id, actor, at)
    if place is None:
        return False
    with processing(decide.note_shield_end(subject_id=place.subject_id), actor=actor, at=at):
        return models.drop_end(end_id, on=day_of(at))


def _end(end_id: UUID, actor: Actor, at: datetime) -> ShieldEndPlace | None:
    with processing(decide.list_shield_ends(), actor=actor, at=at):
        return shield_ends.open_end(end_id)


def _line(place: ShieldEndPlace, actor: Actor, at: datetime) -> explain.ShieldEndLine:
    return explain.shield_end_line(
        place.id,
        ground=place.ground,
        proposed_on=day_of(place.proposed_at),
        ends_from=place.ends_from,
        own=place.proposed_by == actor.identifier,
        on=day_of(at),
    )
