"""The front door of the post: send what was written, note what came back, hold both against each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zorgvuldig.ledger import discharging, places
from zorgvuldig.ledger.processing import Refused, processing
from zorgvuldig.processes.correspondence import decide
from zorgvuldig.processes.correspondence.explain import SafeReader, count, reconcile, safe_letters
from zorgvuldig.records import applied, documents
from zorgvuldig.records.letter_life import MADE, SENT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime
    from uuid import UUID

    from zorgvuldig.decisions import Actor, ProcessingRequest
    from zorgvuldig.processes.correspondence.explain import KindCount, Reconciled, SafeLetter
    from zorgvuldig.records.stored_letters import KeptLetter, LetterPlace

__all__ = [
    "NoSuchLetterError",
    "Refused",
    "Sending",
    "count_letters",
    "hand_over",
    "list_safe",
    "note_return",
    "note_told",
    "reconcile_letters",
    "runs_with_letters",
    "send_letter",
    "view_safe",
    "waiting",
]

#: The duty that a settled run leaves, and its letters end (GC-T-4.2.2-verzekerde).
TOLD = "inform-insured"


class NoSuchLetterError(LookupError):
    """There is no letter of this number."""


@dataclass(frozen=True)
class Sending:
    """A letter on its way out: as it was kept, by which route, and to which address (verzending)."""

    letter: KeptLetter
    route: str
    address: tuple[str, ...]


def waiting() -> Iterator[LetterPlace]:
    """Go through the letters that were made and not yet sent, oldest first, by parts (te verzenden)."""
    part = places.places_of_letters(state=MADE)
    while part:
        yield from part
        part = places.places_of_letters(state=MADE, after=part[-1])


def runs_with_letters() -> frozenset[UUID]:
    """Give the runs about which letters were written before (reeds geschreven)."""
    return places.runs_told()


def note_told(*, actor: Actor, run_id: UUID, at: datetime) -> bool:
    """End the duty to tell the insured of a run, if all of them were written to (geïnformeerd).

    False where a letter waits still, or the rules refused one; the duty stays open then.

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.note_told(run_id=run_id), actor=actor, at=at) as grant:
        return discharging.discharge_told(run_id, duty=TOLD, by_entry=grant.entry_id) > 0


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
    if place.state != MADE:
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
        if not place.subject_id:
            address = applied.address_of_provider(str(letter.content["agb_code"]), on=at.date())
        route = documents.SAFE if shielded else letter.route
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


def list_safe(*, actor: Actor, at: datetime) -> tuple[SafeLetter, ...]:
    """List what waits to be handed over: number, since when, and nobody's name (veilige route, GC-4.0.6).

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.list_safe(), actor=actor, at=at):
        pass
    return safe_letters(places.places_of_letters(state=SENT, route=documents.SAFE))


def view_safe(*, actor: Actor, letter_id: UUID, at: datetime) -> SafeReader:
    """Show to whom and where one letter must be brought, and nothing of the letter (veilige route, GC-4.0.6).

    Raises:
        Refused: the decision was no permit.
        NoSuchLetterError: no letter waits for this under the number.
    """
    place, person_id = _safe_place(letter_id, actor, at)
    with processing(decide.find_safe(person_id=person_id), actor=actor, at=at):
        reader = documents.reader(person_id)
        address = documents.shielded_address_of(person_id, on=at.date())
    if reader is None:
        raise NoSuchLetterError(f"whom letter {letter_id} goes to is not within what the decision opened")
    return SafeReader(letter_id=place.id, made_at=place.made_at, name=reader.name, address=address)


def hand_over(*, actor: Actor, letter_id: UUID, at: datetime) -> None:
    """Note that a letter on the safe route was handed over (overhandigd, GC-4.0.6).

    Raises:
        Refused: the decision was no permit.
        NoSuchLetterError: no letter waits for this under the number; somebody else did it meanwhile.
    """
    _, person_id = _safe_place(letter_id, actor, at)
    with processing(decide.hand_over(person_id=person_id), actor=actor, at=at) as grant:
        if not places.hand_over(letter_id, by_entry=grant.entry_id):
            raise NoSuchLetterError(f"letter {letter_id} was handed over by somebody else")


def _safe_place(letter_id: UUID, actor: Actor, at: datetime) -> tuple[LetterPlace, UUID]:
    """Find a letter that waits to be brought; who may bring none learns not even whether there is one."""
    with processing(decide.list_safe(), actor=actor, at=at):
        pass
    place = _place(letter_id)
    if place.route != documents.SAFE or place.state != SENT or place.subject_id is None:
        raise NoSuchLetterError(f"letter {letter_id} does not wait to be handed over")
    return place, place.subject_id


def count_letters(*, actor: Actor, at: datetime) -> tuple[KindCount, ...]:
    """Count the letters by kind and state, for oversight (uitgaande brieven).

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.count_letters(), actor=actor, at=at):
        pass
    return count(places.letters_counted())


def reconcile_letters(*, actor: Actor, handed: Mapping[UUID, str], at: datetime) -> Reconciled:
    """Hold what was made, sent and returned against the manifests of the spool (aansluiting).

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.count_letters(), actor=actor, at=at):
        pass
    return reconcile(places.every_place_of_a_letter(), handed)


def _place(letter_id: UUID) -> LetterPlace:
    found = places.place_of_letter(letter_id)
    if found is None:
        raise NoSuchLetterError(f"there is no letter {letter_id}")
    return found


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
