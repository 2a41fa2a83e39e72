"""The front door of the post: send what was written, note what came back, hold both against each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zorgvuldig.ledger.places import places_of_letters
from zorgvuldig.ledger.processing import Refused, processing
from zorgvuldig.processes.correspondence import decide
from zorgvuldig.processes.correspondence.explain import count, reconcile
from zorgvuldig.records import documents

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from uuid import UUID

    from zorgvuldig.decisions import Actor, ProcessingRequest
    from zorgvuldig.processes.correspondence.explain import KindCount, Reconciled
    from zorgvuldig.records.stored_letters import KeptLetter, LetterPlace

__all__ = [
    "NoSuchLetterError",
    "Refused",
    "Sending",
    "count_letters",
    "note_return",
    "reconcile_letters",
    "runs_with_letters",
    "send_letter",
    "waiting",
]

SAFE = "safe"


class NoSuchLetterError(LookupError):
    """There is no letter of this number."""


@dataclass(frozen=True)
class Sending:
    """A letter on its way out: as it was kept, by which route, and to which address (verzending)."""

    letter: KeptLetter
    route: str
    address: tuple[str, ...]


def waiting() -> tuple[UUID, ...]:
    """Give the numbers of the letters that were made and not yet sent, the oldest first (te verzenden)."""
    return tuple(each.id for each in places_of_letters(state="made"))


def runs_with_letters() -> frozenset[UUID]:
    """Give the runs about which letters were written before (reeds geschreven)."""
    return frozenset(each.run_id for each in places_of_letters() if each.run_id)


def send_letter(
    *, actor: Actor, letter_id: UUID, hand_over: Callable[[Sending], str], at: datetime
) -> str | None:
    """Send one letter: open it and its address, let the caller set and hand it over, note that (verzenden).

    `hand_over` gives the SHA-256 of the bytes that left. Gives the route; None when no address may leave and
    the letter waits.

    Raises:
        Refused: the decision was no permit.
        NoSuchLetterError: no letter waits under this number.
    """
    place = _place(letter_id)
    if place.state != "made":
        raise NoSuchLetterError(f"letter {letter_id} does not wait: it is {place.state}")
    shielded = _is_shielded(place, actor, at)
    with processing(_request(place, with_address=not shielded), actor=actor, at=at) as grant:
        letter = documents.opened(letter_id)
        if letter is None:
            raise NoSuchLetterError(f"letter {letter_id} is not within what the decision opened")
        address: tuple[str, ...] = ()
        if place.subject_id and not shielded:
            address = documents.address_of(place.subject_id, on=at.date())
            if not address:
                return None
        route = SAFE if shielded else letter.route
        digest = hand_over(Sending(letter, route, address))
        documents.mark_sent(
            letter_id, address=address, route=route, digest=digest, entry_id=grant.entry_id, at=at
        )
    return route


def note_return(*, actor: Actor, letter_id: UUID, at: datetime) -> None:
    """Note that a letter came back (retour).

    Raises:
        Refused: the decision was no permit.
        NoSuchLetterError: there is no such letter.
        StepError: it was never sent, or came back before.
    """
    place = _place(letter_id)
    with processing(_request(place, with_address=False), actor=actor, at=at):
        documents.mark_returned(letter_id, at=at)


def count_letters(*, actor: Actor, at: datetime) -> tuple[KindCount, ...]:
    """Count the letters by kind and state, for oversight (uitgaande brieven).

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.count_letters(), actor=actor, at=at):
        pass
    return count(places_of_letters())


def reconcile_letters(*, actor: Actor, handed: Mapping[UUID, str], at: datetime) -> Reconciled:
    """Hold what was made, sent and returned against the manifests of the spool (aansluiting).

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.count_letters(), actor=actor, at=at):
        pass
    return reconcile(places_of_letters(), handed)


def _place(letter_id: UUID) -> LetterPlace:
    found = places_of_letters(letter_id=letter_id)
    if not found:
        raise NoSuchLetterError(f"there is no letter {letter_id}")
    return found[0]


def _is_shielded(place: LetterPlace, actor: Actor, at: datetime) -> bool:
    """Look again at the moment of sending: somebody may be threatened since the letter was written."""
    if place.subject_id is None:
        return False
    with processing(_request(place, with_address=False), actor=actor, at=at):
        reader = documents.reader(place.subject_id)
    return reader is None or reader.shielded


def _request(place: LetterPlace, *, with_address: bool) -> ProcessingRequest:
    if place.subject_id:
        return decide.send(
            purpose=place.purpose,
            data_category=place.data_category,
            person_id=place.subject_id,
            with_address=with_address,
        )
    if place.run_id:
        return decide.send_to_provider(purpose=place.purpose, run_id=place.run_id)
    raise NoSuchLetterError(f"letter {place.id} names nobody")
