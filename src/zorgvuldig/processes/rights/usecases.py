"""The front door of the rights of the data subject: what a person sees of the own data, and takes away."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from zorgvuldig.ledger import deferrals, folding, reading
from zorgvuldig.ledger.processing import processing
from zorgvuldig.processes.rights import decide
from zorgvuldig.processes.rights.explain.claims import my_claims
from zorgvuldig.processes.rights.explain.looking import looks_page
from zorgvuldig.records import claim_reading

if TYPE_CHECKING:
    from datetime import datetime

    from zorgvuldig.decisions import Actor
    from zorgvuldig.ledger.reading import ProvedProcessing
    from zorgvuldig.processes.rights.explain.views import LooksPage, MyClaims

__all__ = ["answer_access_request", "download_proof", "view_my_claims", "view_who_looked"]

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
    person_id = _person(actor)
    with processing(decide.view_own(subject_id=person_id, data=decide.CLAIMS), actor=actor, at=at):
        person = claim_reading.person(person_id)
        claims = claim_reading.claims_about(person_id)
        names = claim_reading.provider_names({claim.provider_agb for claim in claims})
    with processing(decide.view_own(subject_id=person_id, data=decide.LOG), actor=actor, at=at):
        entries = folding.claim_rows(person_id, [claim.id for claim in claims])
    return my_claims(person, claims, provider_names=names, entries=entries)


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
    person_id = _person(actor)
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
    person_id = _person(actor)
    with processing(decide.view_own(subject_id=person_id, data=decide.LOG), actor=actor, at=at):
        return reading.prove(entry_id, person_id, row=row)


def answer_access_request(*, actor: Actor, subject_id: UUID, at: datetime) -> list[ProvedProcessing]:
    """Gather every processing about a person, each with its proof (antwoord op een inzageverzoek).

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.answer_access(subject_id=subject_id), actor=actor, at=at):
        return list(reading.prove_all(subject_id))


def _person(actor: Actor) -> UUID:
    if actor.kind != "subject":
        raise NotAPersonError("this desk shows a person the own data; this login belongs to nobody insured")
    return UUID(actor.identifier)
