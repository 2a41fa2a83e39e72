"""What a person sees of the own data, and takes away (inzage, overdraagbaarheid)."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from zorgvuldig.decisions import DUTCH_TIME
from zorgvuldig.ledger import deferrals, folding, reading, uses
from zorgvuldig.ledger.processing import processing
from zorgvuldig.processes.rights import decide
from zorgvuldig.processes.rights.explain.claims import my_claims
from zorgvuldig.processes.rights.explain.letters import access_cover, my_letter
from zorgvuldig.processes.rights.explain.looking import looks_page
from zorgvuldig.processes.rights.explain.overview import my_data, party_data
from zorgvuldig.records import claim_reading, documents, overview

if TYPE_CHECKING:
    from datetime import date, datetime

    from zorgvuldig.decisions import Actor
    from zorgvuldig.ledger.reading import ProvedProcessing
    from zorgvuldig.processes.rights.explain.letters import MyLetter
    from zorgvuldig.processes.rights.explain.views import LooksPage, MyClaims, MyData
    from zorgvuldig.records.stored_letters import KeptLetter

LOOKS = 25
"""How many lines of the list of looks one page shows."""


class NotAPersonError(LookupError):
    """A login of staff or of a service has no data of its own to look at here."""


def view_my_claims(*, actor: Actor, at: datetime) -> MyClaims:
    """Show a person the own claims with the reason and the article of every decision (mijn declaraties).

    Raises:
        Refused: the decision was no permit.
        NotAPersonError: the actor is no insured person.
    """
    person_id = person_of(actor)
    with processing(decide.view_own(subject_id=person_id, data=decide.CLAIMS), actor=actor, at=at):
        person = claim_reading.person(person_id)
        claims = claim_reading.claims_about(person_id)
        names = claim_reading.provider_names({claim.provider_agb for claim in claims})
    with processing(decide.view_own(subject_id=person_id, data=decide.LOG), actor=actor, at=at):
        entries = folding.claim_rows(person_id, [claim.id for claim in claims])
    return my_claims(person, claims, provider_names=names, entries=entries)


def view_my_data(*, actor: Actor, at: datetime) -> MyData:
    """Show a person all that is held, with where it came from and how long it stays (inzage, art. 5.2).

    Raises:
        Refused: the decision was no permit.
        NotAPersonError: the actor is no insured person.
    """
    person_id = person_of(actor)
    with processing(decide.view_own(subject_id=person_id, data=decide.EVERYTHING), actor=actor, at=at):
        tables = overview.held_about(person_id, categories=decide.EVERYTHING)
        used = uses.uses_of(person_id)
    return my_data(tables, used, on=at.astimezone(DUTCH_TIME).date())


def view_party_data(*, actor: Actor, at: datetime) -> MyData:
    """Show a care provider or business partner all that is registered about it, with origin and term.

    Raises:
        Refused: the decision was no permit.
        NotAPersonError: the actor is no party.
    """
    if actor.kind != "party":
        raise NotAPersonError(
            "this overview is of a care provider or business partner, and this login of none"
        )
    acknowledged = decide.BY_CAPACITY if actor.role != "provider" else frozenset()
    with processing(decide.view_own_party(), actor=actor, at=at, acknowledge=acknowledged):
        tables = overview.held_about_party(categories=decide.PARTY)
    return party_data(tables, on=at.astimezone(DUTCH_TIME).date())


def view_who_looked(
    *,
    actor: Actor,
    at: datetime,
    before: int | None = None,
    alike: int | None = None,
    used: bool = False,
) -> LooksPage:
    """Show a person a page of the processings of the own data, newest first (wie keek naar mijn gegevens).

    `before` is the position of the last line shown, `alike` that of a line of equal refusals to open; `used`
    leaves out what was refused and the person's own looks.

    Raises:
        Refused: the decision was no permit.
        NotAPersonError: the actor is no insured person.
    """
    person_id = person_of(actor)
    with processing(decide.view_own(subject_id=person_id, data=decide.LOG), actor=actor, at=at):
        # One more than a page shows, to know whether the list goes on.
        if alike is None:
            lines = folding.lines_about(person_id, limit=LOOKS + 1, before=before, used=used)
        else:
            lines = folding.alike(person_id, alike, limit=LOOKS + 1, before=before)
        words = deferrals.released_words([line.entry.entry_id for line in lines])
    return looks_page(lines, words, size=LOOKS)


def download_proof(*, actor: Actor, entry_id: UUID, at: datetime, row: int | None = None) -> bytes:
    """Give a person the proof of one processing of the own data, to keep and to check (bewijs).

    Raises:
        Refused: the decision was no permit.
        NotProvableError: not under a checkpoint yet, or not about this person.
        UnknownEntryError: no such entry about this person.
    """
    person_id = person_of(actor)
    with processing(decide.view_own(subject_id=person_id, data=decide.LOG), actor=actor, at=at):
        return reading.prove(entry_id, person_id, row=row)


def answer_access_request(*, actor: Actor, subject_id: UUID, at: datetime) -> list[ProvedProcessing]:
    """Gather every processing about a person, each with its proof (antwoord op een inzageverzoek).

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.answer_access(subject_id=subject_id), actor=actor, at=at):
        return list(reading.prove_all(subject_id))


def write_access_cover(*, actor: Actor, subject_id: UUID, asked_on: date, at: datetime) -> UUID:
    """Write the letter that goes with the answer to a request for access (begeleidende brief bij inzage).

    Raises:
        Refused: the decision was no permit.
        LookupError: there is no such person within what the decision opened.
    """
    with processing(decide.answer_access(subject_id=subject_id), actor=actor, at=at):
        moments = [each.entry.at for each in reading.prove_all(subject_id)]
    with processing(decide.write_cover(subject_id=subject_id), actor=actor, at=at) as grant:
        reader = documents.demand_reader(subject_id)
        letter = documents.Outgoing(
            id=uuid4(),
            kind="access-answer",
            data_category="log",
            purpose="data-subject-rights",
            subject_id=subject_id,
            run_id=None,
            route=reader.route,
            content=asdict(access_cover(reader.name, asked_on=asked_on, processings=moments, on=at.date())),
        )
        documents.archive(letter, entry_id=grant.entry_id, at=at)
    return letter.id


def view_my_letters(*, actor: Actor, at: datetime) -> tuple[MyLetter, ...]:
    """Show a person the own letters, newest first (mijn brieven).

    Raises:
        Refused: the decision was no permit.
        NotAPersonError: the actor is no insured person.
    """
    person_id = person_of(actor)
    with processing(decide.view_own(subject_id=person_id, data=decide.LETTERS), actor=actor, at=at):
        return tuple(my_letter(each) for each in documents.letters_of(person_id))


def open_my_letter(*, actor: Actor, letter_id: UUID, at: datetime) -> KeptLetter | None:
    """Give a person one own letter, to set as it left (brief ophalen); None where there is none of one's own.

    Raises:
        Refused: the decision was no permit.
        NotAPersonError: the actor is no insured person.
    """
    person_id = person_of(actor)
    with processing(decide.view_own(subject_id=person_id, data=decide.LETTERS), actor=actor, at=at):
        return documents.opened(letter_id)


def person_of(actor: Actor) -> UUID:
    """Give the person behind a login.

    Raises:
        NotAPersonError: the login belongs to nobody insured.
    """
    if actor.kind != "subject":
        raise NotAPersonError("this desk shows a person the own data; this login belongs to nobody insured")
    return UUID(actor.identifier)
