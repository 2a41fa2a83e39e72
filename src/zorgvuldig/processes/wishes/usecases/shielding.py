"""A shield on somebody's whereabouts, as staff meets it: asked after, and ended by two (art. 4.0.6)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING
from uuid import UUID, uuid4, uuid5

from django.db import IntegrityError
from django.db.transaction import atomic

from zorgvuldig.ledger import finding, shield_ends
from zorgvuldig.ledger.processing import processing
from zorgvuldig.processes.wishes import decide, explain, models
from zorgvuldig.processes.wishes.intake import InputError
from zorgvuldig.processes.wishes.usecases.own import day_of
from zorgvuldig.records import documents

if TYPE_CHECKING:
    from datetime import datetime

    from zorgvuldig.decisions import Actor
    from zorgvuldig.ledger.shield_ends import ShieldEndPlace, ShieldToAsk
    from zorgvuldig.processes.wishes.intake import ShieldEndTold

#: Under which the number of a letter is made from its proposal.
_LETTERS = UUID("5c0e1a52-93a4-4d5b-8f0e-6f1f6a0f2b1d")
#: After how long somebody is asked whether a shield is still needed (own choice; the Code lets us ask).
_ASKED_AFTER = "P12M"
#: So many letters are written at a time.
AT_ONCE = 50


class NotYetError(RuntimeError):
    """A shield does not end now, or not by this employee; the words are for whoever asked."""


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
    told_of = _Told(subject_id=person_id, ground=told.ground, reason=told.reason)
    _announce(letter_id, told_of, actor, at)
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


def announce_shield_end(*, actor: Actor, end_id: UUID, at: datetime) -> bool:
    """Write to a person who asked for the end of the own shield, by the safe route (bericht vooraf).

    Whoever writes counts as who proposed: a colleague settles. False where nothing waits unwritten.

    Raises:
        Refused: the decision was no permit.
    """
    place = _end(end_id, actor, at)
    if place is None or place.announced:
        return False
    letter_id = uuid5(_LETTERS, str(place.id))
    with atomic():
        with processing(decide.note_shield_end(subject_id=place.subject_id), actor=actor, at=at):
            if not models.announce_end(place.id, letter_id=letter_id, by=actor.identifier):
                return False
        told = _Told(subject_id=place.subject_id, ground=place.ground, reason=models.ASKED_HERE)
        _announce(letter_id, told, actor, at)
    return True


def count_shields_to_ask(*, actor: Actor, at: datetime) -> int:
    """Count who is shielded and was not asked after it for a year (werkvoorraad, notes on 4.0.6).

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.list_shield_ends(), actor=actor, at=at):
        return len(shield_ends.shields_to_ask(on=day_of(at), after=_ASKED_AFTER))


def ask_after_shields(*, actor: Actor, at: datetime) -> int:
    """Write to who is shielded and was not asked for a year whether it is still needed; count the letters.

    The shields stay as they are, whatever comes back. At most `AT_ONCE` at a time.

    Raises:
        Refused: a decision was no permit.
    """
    with processing(decide.list_shield_ends(), actor=actor, at=at):
        found = shield_ends.shields_to_ask(on=day_of(at), after=_ASKED_AFTER)[:AT_ONCE]
    return sum(_ask_after(each, actor, at) for each in found)


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


def _ask_after(each: ShieldToAsk, actor: Actor, at: datetime) -> bool:
    on = day_of(at)
    try:
        with (
            atomic(),
            processing(decide.announce_shield_end(subject_id=each.subject_id), actor=actor, at=at) as grant,
        ):
            reader = documents.demand_reader(each.subject_id)
            content = explain.shield_asks_letter(reader.name, since=each.since, on=on)
            letter = documents.about_rights(
                reader,
                letter_id=uuid5(_LETTERS, f"{each.subject_id}|{on}"),
                kind="shield-asks",
                subject_id=each.subject_id,
                content=asdict(content),
            )
            documents.archive(letter, entry_id=grant.entry_id, at=at)
    except IntegrityError:
        # Two clicks at once, or two colleagues: the other one wrote it.
        return False
    return True


@dataclass(frozen=True, kw_only=True)
class _Told:
    """What the letter before a shield ends tells: whose, on which ground, in which words."""

    subject_id: UUID
    ground: str
    reason: str


def _announce(letter_id: UUID, told: _Told, actor: Actor, at: datetime) -> None:
    with processing(decide.announce_shield_end(subject_id=told.subject_id), actor=actor, at=at) as grant:
        reader = documents.demand_reader(told.subject_id)
        content = explain.shield_end_letter(
            reader.name, ground=told.ground, reason=told.reason, on=day_of(at)
        )
        letter = documents.about_rights(
            reader,
            letter_id=letter_id,
            kind="shield-ends",
            subject_id=told.subject_id,
            content=asdict(content),
        )
        documents.archive(letter, entry_id=grant.entry_id, at=at)


def _end(end_id: UUID, actor: Actor, at: datetime) -> ShieldEndPlace | None:
    with processing(decide.list_shield_ends(), actor=actor, at=at):
        return shield_ends.open_end(end_id)


def _line(place: ShieldEndPlace, actor: Actor, at: datetime) -> explain.ShieldEndLine:
    return explain.ShieldEndLine(
        end_id=place.id,
        title=explain.SHIELD_ENDS[place.ground],
        proposed_on=day_of(place.proposed_at),
        ends_from=place.ends_from,
        own=place.proposed_by == actor.identifier,
        ripe=place.ends_from is not None and place.ends_from <= day_of(at),
        announced=place.announced,
    )
