"""The front door of a person's wishes: see, say yes or no, object, take back (toestemming en verzet)."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING
from uuid import UUID, uuid4, uuid5

from django.db import IntegrityError
from django.db.transaction import atomic

from zorgvuldig.decisions import DUTCH_TIME
from zorgvuldig.ledger import finding, objecting, shield_ends
from zorgvuldig.ledger.processing import processing
from zorgvuldig.processes.wishes import decide, explain, intake, models
from zorgvuldig.processes.wishes.intake import InputError, UnknownChoiceError
from zorgvuldig.records import documents

if TYPE_CHECKING:
    from datetime import date, datetime

    from zorgvuldig.decisions import Actor
    from zorgvuldig.ledger.objecting import ObjectionPlace
    from zorgvuldig.ledger.shield_ends import ShieldEndPlace
    from zorgvuldig.processes.wishes.intake import Choice, ShieldEndTold

__all__ = [
    "InputError",
    "NotAPersonError",
    "NotYetError",
    "UnknownChoiceError",
    "drop_shield_end",
    "judge_objection",
    "list_objections",
    "list_shield_ends",
    "object_to_use",
    "propose_shield_end",
    "say",
    "settle_shield_end",
    "shield_whereabouts",
    "take_objection_back",
    "view_my_choices",
    "view_objection",
    "view_shield",
    "view_shield_end",
]

#: Under which the number of a letter is made from its proposal.
_LETTERS = UUID("5c0e1a52-93a4-4d5b-8f0e-6f1f6a0f2b1d")


class NotAPersonError(LookupError):
    """A login of staff or of a service has no wishes of its own here."""


class NotYetError(RuntimeError):
    """A shield does not end now, or not by this employee; the words are for whoever asked."""


def view_my_choices(*, actor: Actor, at: datetime) -> explain.MyChoices:
    """Show a person what was allowed and objected to, with the text and its version (mijn keuzes).

    Raises:
        Refused: the decision was no permit.
        NotAPersonError: the actor is no insured person.
    """
    person_id = _person(actor)
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
    return explain.my_choices(consents, objections, on=_day(at))


def say(*, actor: Actor, key: str, yes: bool, at: datetime) -> str:
    """Record a yes or a no, which holds at once, and say what changes (toestemming, intrekking, verzet).

    A yes gives the consent and takes back the objection to that channel; a no takes back the consent and
    objects to the channel. Said twice, it stands once.

    Raises:
        UnknownChoiceError: there is no such choice.
        Refused: the decision was no permit.
        NotAPersonError: the actor is no insured person.
    """
    person_id, choice = _person(actor), intake.choice(key)
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
    person_id, told = _person(actor), intake.objection(purpose, circumstances)
    twice = InputError({"purpose": "U maakte hier al bezwaar tegen. Wij wegen dat nog."})
    try:
        with processing(decide.record_objection(subject_id=person_id, on=_day(at)), actor=actor, at=at):
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
    person_id = _person(actor)
    with processing(decide.record_choice(subject_id=person_id), actor=actor, at=at):
        standing = models.open_objection(person_id, purpose)
        if standing is None:
            return False
        models.take_back(standing)
        return True


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
        told, _weighed = models.circumstances(objection_id, place.subject_id)
    return explain.weighing_page(_waiting(place), circumstances=told, on=_day(at))


def judge_objection(*, actor: Actor, objection_id: UUID, outcome: str, words: str, at: datetime) -> bool:
    """Book how an objection was weighed: upheld stops that use at once (art. 5.3); false where none waits.

    Raises:
        InputError: no outcome, or no weighing.
        Refused: the decision was no permit.
    """
    weighing, place = intake.weighing(outcome, words), objecting.open_objection(objection_id)
    if place is None:
        return False
    upheld, subject_id = outcome == "upheld", place.subject_id
    request = decide.judge_objection(
        subject_id=subject_id,
        upheld=upheld,
        made_on=_day(place.made_at),
        due_on=_waiting(place).due_on,
        on=_day(at),
    )
    acknowledged = decide.STOPPED if upheld else frozenset[str]()
    with processing(request, actor=actor, at=at, acknowledge=acknowledged):
        return models.judge(objection_id, subject_id, state=outcome, weighing=weighing, at=at, on=_day(at))


def view_shield(*, actor: Actor, at: datetime) -> bool:
    """Tell a person whether the own whereabouts are shielded (afgeschermd adres).

    Raises:
        Refused: the decision was no permit.
        NotAPersonError: the actor is no insured person.
    """
    person_id = _person(actor)
    with processing(decide.view_shield(subject_id=person_id), actor=actor, at=at):
        return models.is_shielded(person_id)


def shield_whereabouts(*, actor: Actor, at: datetime) -> bool:
    """Shield the own whereabouts at once; why is not asked and not kept (art. 4.0.6).

    Gives whether they were not shielded yet. Only staff end it, after word to the person (note to 4.0.6).

    Raises:
        Refused: the decision was no permit.
        NotAPersonError: the actor is no insured person.
    """
    person_id = _person(actor)
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
        content = explain.shield_end_letter(reader.name, ground=told.ground, reason=told.reason, on=_day(at))
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
    return explain.shield_end_page(line, reason=reason or "", on=_day(at))


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
        return models.drop_end(end_id, on=_day(at))


def _end(end_id: UUID, actor: Actor, at: datetime) -> ShieldEndPlace | None:
    with processing(decide.list_shield_ends(), actor=actor, at=at):
        return shield_ends.open_end(end_id)


def _line(place: ShieldEndPlace, actor: Actor, at: datetime) -> explain.ShieldEndLine:
    return explain.shield_end_line(
        place.id,
        ground=place.ground,
        proposed_on=_day(place.proposed_at),
        ends_from=place.ends_from,
        own=place.proposed_by == actor.identifier,
        on=_day(at),
    )


def _waiting(place: ObjectionPlace) -> explain.WaitingObjection:
    return explain.waiting_objection(place.id, purpose=place.purpose, made_on=_day(place.made_at))


def _allow(person_id: UUID, choice: Choice, at: datetime) -> None:
    if choice.refuse is not None:
        models.allow_again(person_id, purpose=choice.purpose, channel=choice.refuse)
    if choice.scope is not None:
        version = choice.text_on(_day(at)).version
        models.give(person_id, purpose=choice.purpose, scope=choice.scope, version=version, at=at)


def _refuse(person_id: UUID, choice: Choice, at: datetime) -> None:
    if choice.scope is not None:
        models.withdraw(person_id, purpose=choice.purpose, scope=choice.scope, at=at)
    if choice.refuse is not None:
        models.refuse(person_id, purpose=choice.purpose, channel=choice.refuse, at=at)


def _day(at: datetime) -> date:
    return at.astimezone(DUTCH_TIME).date()


def _person(actor: Actor) -> UUID:
    if actor.kind != "subject":
        raise NotAPersonError("this desk records a person's own wishes; this login belongs to nobody insured")
    return UUID(actor.identifier)
