"""Carry out what was granted: correct, erase, restrict until a day, and tell who had the data (uitvoeren)."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from zorgvuldig.decisions import DUTCH_TIME
from zorgvuldig.ledger import discharging, places, recipients
from zorgvuldig.ledger.processing import processing
from zorgvuldig.processes.rights import decide, intake
from zorgvuldig.processes.rights.explain import request_letters as letters
from zorgvuldig.processes.rights.explain.effects import (
    CORRECTING,
    GRANTED,
    effects_page,
    new_receivers,
    restrictions,
    unfinished_line,
)
from zorgvuldig.processes.rights.usecases.opening import opened
from zorgvuldig.processes.rights.usecases.viewing import person_of
from zorgvuldig.records import documents, effects, requests

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from datetime import date, datetime

    from zorgvuldig.decisions import Actor
    from zorgvuldig.ledger.processing import Grant
    from zorgvuldig.processes.rights.explain.effects import EffectsPage, Restricted, UnfinishedLine
    from zorgvuldig.records.stored_requests import StoredRequest

_LIFTING = UUID("4f1d6c1e-3b47-4a39-8f57-1a52d1a4c7b0")


#: Which data a correction changes, by what was corrected.
_CHANGED = {"contact": {"contact"}, "address": {"address"}, "name": {"identification"}}


class NotGrantedError(RuntimeError):
    """What was asked was not granted, or is of another kind: nothing may change."""


def view_my_restrictions(*, actor: Actor, at: datetime) -> tuple[Restricted, ...]:
    """Show a person which own data are not used for now, since when and why (mijn beperkingen).

    Raises:
        Refused: the decision was no permit.
        NotAPersonError: the actor is no insured person.
    """
    person_id = person_of(actor)
    with processing(decide.view_own(subject_id=person_id, data=decide.EXCHANGE), actor=actor, at=at):
        return restrictions(requests.requests_of(person_id), on=_day(at))


def list_unfinished(*, actor: Actor, at: datetime) -> tuple[UnfinishedLine, ...]:
    """List what was granted and is still to be carried out or told on, without whose it is (werkvoorraad).

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.list_unfinished(), actor=actor, at=at):
        pass
    return tuple(map(unfinished_line, places.unfinished_requests()))


def view_effects(*, actor: Actor, request_id: UUID, at: datetime) -> EffectsPage | None:
    """Show what a request changes, which steps are open and who must hear; None where there is none.

    Raises:
        Refused: the decision was no permit.
    """
    place = places.place_of_request(request_id)
    if place is None:
        return None
    with processing(decide.handle(subject_id=place.subject_id), actor=actor, at=at):
        asked = requests.request(request_id)
        return effects_page(asked, effects.receivers(request_id)) if asked else None


def name_data(*, actor: Actor, request_id: UUID, concerns: Collection[str], at: datetime) -> bool:
    """Note which data a request is about: only these stay unused meanwhile (waarover het gaat).

    Raises:
        Refused: the decision was no permit.
        RequestError: there are no such data.
        NotGrantedError: it was refused, taken back or carried out already.
    """
    named, asked = intake.concerned(concerns), opened(request_id, actor, at)
    if asked is None:
        return False
    if not effects_page(asked, ()).may_name:
        raise NotGrantedError("this request is closed: what it is about stays as it was answered")
    with _noting(asked, actor, at):
        effects.name_data(request_id, named)
    return True


def correct(*, actor: Actor, request_id: UUID, what: str, told: Mapping[str, str], at: datetime) -> bool:
    """Correct or complete a field as it was granted, and list who must hear of it (verbeteren).

    Raises:
        Refused: the decision was no permit.
        RequestError: what was filled in cannot be right.
        NotGrantedError: no correction was granted.
        ShieldedError: the whereabouts are shielded.
    """
    on = _day(at)
    write = _correction(what, told, on)
    asked = _granted(request_id, CORRECTING, actor, at)
    if asked is None:
        return False
    _carry_out(asked, what, write, actor, at)
    _list_receivers(asked, _CHANGED[what], actor, at)
    return True


def erase(*, actor: Actor, request_id: UUID, at: datetime) -> bool:
    """Erase what nothing makes us keep, as it was granted, and list who must hear of it (wissen).

    Raises:
        Refused: the decision was no permit.
        NotGrantedError: no erasure was granted.
    """
    asked = _granted(request_id, frozenset({"erasure"}), actor, at)
    if asked is None:
        return False
    if asked.effected_on is not None:
        raise NotGrantedError("this erasure was carried out before")
    _carry_out(asked, "contact", _erasing, actor, at, erasing=True)
    _list_receivers(asked, {"contact"}, actor, at)
    return True


def note_carried_out(*, actor: Actor, request_id: UUID, at: datetime) -> bool:
    """Note that nothing more changes here by a granted request, and list who must hear (afgeschermd).

    Raises:
        Refused: the decision was no permit.
        NotGrantedError: it was not granted, or erases.
    """
    asked = _granted(request_id, CORRECTING | {"restriction"}, actor, at)
    if asked is None:
        return False
    _list_receivers(asked, set(asked.concerns) or set(intake.CONCERNS), actor, at)
    return True


def tell_receiver(
    *,
    actor: Actor,
    request_id: UUID,
    receiver_id: UUID,
    how: str,
    told_on: str,
    impossible: str,
    at: datetime,
) -> bool:
    """Note that an earlier receiver was told, or why that was impossible (kennisgeving).

    Raises:
        Refused: the decision was no permit.
        RequestError: neither, both, or a day that cannot be.
        SettledBeforeError: it was noted before.
    """
    day, means, why = intake.told_receiver(how, told_on, impossible, on=_day(at))
    asked = opened(request_id, actor, at)
    if asked is None:
        return False
    with _noting(asked, actor, at) as grant:
        effects.note_receiver(receiver_id, request_id=request_id, told_on=day, how=means, impossible=why)
        discharging.discharge_effects(request_id, subject_id=asked.subject_id, by_entry=grant.entry_id)
    return True


def lift(*, actor: Actor, request_id: UUID, lifts_on: str, words: str, at: datetime) -> bool:
    """End a restriction on a later day, and write to the person before it does (GDPR art. 18 par. 3).

    Raises:
        Refused: the decision was no permit.
        RequestError: no later day, or no words.
        NotGrantedError: no restriction was granted.
        SettledBeforeError: it ends already.
    """
    on = _day(at)
    day, why = intake.lifting_day(lifts_on, on=on), intake.reason(words)
    asked = _granted(request_id, frozenset({"restriction"}), actor, at)
    if asked is None:
        return False
    with _noting(asked, actor, at):
        effects.lift(request_id, on=day)
    with processing(decide.write_about_request(subject_id=asked.subject_id), actor=actor, at=at) as grant:
        reader = documents.demand_reader(asked.subject_id)
        told = letters.lifting(reader.name, asked_on=asked.received_on, reason=why, lifts_on=day, on=on)
        letter = documents.about_rights(
            reader,
            letter_id=uuid5(_LIFTING, str(request_id)),
            kind="request-lifting",
            subject_id=asked.subject_id,
            content=asdict(told),
        )
        documents.archive(letter, entry_id=grant.entry_id, at=at)
    return True


def _granted(request_id: UUID, kinds: frozenset[str], actor: Actor, at: datetime) -> StoredRequest | None:
    asked = opened(request_id, actor, at)
    if asked is not None and (asked.kind not in kinds or asked.state not in GRANTED):
        raise NotGrantedError("this was not granted: nothing changes")
    return asked


def _correction(what: str, told: Mapping[str, str], on: date) -> Callable[[StoredRequest], None]:
    if what == "contact":
        email, phone = intake.contact(told)
        return lambda asked: effects.correct_contact(asked.subject_id, email=email, phone=phone)
    if what == "address":
        where = intake.address(told)
        return lambda asked: effects.move(asked.subject_id, where, on=on)
    if what == "name":
        called = intake.name(told)
        return lambda asked: effects.correct_name(asked.subject_id, called, on=on)
    raise intake.RequestError("what", "Kies wat u verbetert.")


def _erasing(asked: StoredRequest) -> None:
    effects.erase_contact(asked.subject_id)


def _carry_out(
    asked: StoredRequest,
    what: str,
    write: Callable[[StoredRequest], None],
    actor: Actor,
    at: datetime,
    *,
    erasing: bool = False,
) -> None:
    permission = decide.carry_out(asked, data=decide.CHANGEABLE[what], erasing=erasing)
    with processing(permission, actor=actor, at=at):
        write(asked)


def _list_receivers(asked: StoredRequest, changed: Collection[str], actor: Actor, at: datetime) -> None:
    """Keep who received the data before, from the log, and end what is owed where that is nobody."""
    with processing(decide.find_receivers(subject_id=asked.subject_id), actor=actor, at=at):
        found = recipients.receivers_of(asked.subject_id)
    tell = new_receivers(found, changed=changed, on=_day(at))
    with _noting(asked, actor, at) as grant:
        effects.carried_out(asked.id, subject_id=asked.subject_id, tell=tell, on=_day(at))
        discharging.discharge_effects(asked.id, subject_id=asked.subject_id, by_entry=grant.entry_id)


@contextmanager
def _noting(asked: StoredRequest, actor: Actor, at: datetime) -> Iterator[Grant]:
    permission = decide.note_effect(asked)
    with processing(permission, actor=actor, at=at, acknowledge=decide.TOLD_FIRST) as grant:
        yield grant


def _day(at: datetime) -> date:
    return at.astimezone(DUTCH_TIME).date()
