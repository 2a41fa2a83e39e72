"""Search that asks for a purpose (zoeken met een doel, GC-3.5): decided and logged before anyone is found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from zorgvuldig.ledger.processing import processing
from zorgvuldig.processes.access_control import decide, models
from zorgvuldig.records import claim_reading

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from zorgvuldig.decisions import Actor
    from zorgvuldig.records.models import PolicyCoverage
    from zorgvuldig.records.stored import StoredClaim

MOST = 10
"""The most claims that one search shows: a number that fits more is no number of one claim."""


@dataclass(frozen=True, kw_only=True)
class Sought:
    """What an employee looks for, and for what: the number of a claim, or somebody in words."""

    purpose: str
    claim_number: str = ""
    family_name: str = ""
    birthdate: date | None = None
    postcode: str = ""


@dataclass(frozen=True, kw_only=True)
class _Described:
    family_name: str
    birthdate: date
    postcode: str


@dataclass(frozen=True, kw_only=True)
class FoundClaim:
    """A claim that a search led to, as far as one needs to know that it is the right one."""

    claim_id: UUID
    claim_number: str
    provider: str
    started_on: date | None
    state: str


@dataclass(frozen=True, kw_only=True)
class FoundCover:
    """Days during which somebody is insured with us."""

    regime: str
    since: date | None
    until: date | None


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a search led to. `met` is how many fit: nobody, one, or several."""

    purpose: str
    met: int
    name: str | None = None
    birthdate: date | None = None
    claims: tuple[FoundClaim, ...] = ()
    covers: tuple[FoundCover, ...] = ()


def searches_of(actor: Actor) -> tuple[str, ...]:
    """Give the purposes for which this employee may look somebody up (GC-4.0.1)."""
    return decide.searches_of(actor.role)


def search(*, actor: Actor, sought: Sought, at: datetime) -> Found:
    """Look for a claim by its number, or for one person in words, for the purpose that was chosen.

    The search is decided before anybody is looked for, so a refusal does not tell who is insured here; and it
    stands in the log when nobody was found.

    Raises:
        Refused: the decision was no permit.
    """
    if sought.claim_number:
        return _claims(actor, sought, at)
    with processing(decide.search(sought.purpose), actor=actor, at=at):
        described = _Described(
            family_name=sought.family_name,
            birthdate=sought.birthdate or timezone.localdate(at),
            postcode=sought.postcode,
        )
        person, met = models.find_person(described, timezone.localdate(at))
    if person is None:
        return Found(purpose=sought.purpose, met=met)
    with processing(decide.show_found(sought.purpose, person), actor=actor, at=at):
        data = decide.SEARCHES[sought.purpose]
        known = claim_reading.person(person) if "identification" in data else None
        claims = claim_reading.claims_about(person)[:MOST] if "claim" in data else ()
        names = claim_reading.provider_names({claim.provider_agb for claim in claims}) if claims else {}
        covers = models.covers(person) if "policy" in data else []
    return Found(
        purpose=sought.purpose,
        met=1,
        name=known.name if known else None,
        birthdate=known.birthdate if known else None,
        claims=tuple(_claim(claim, names) for claim in claims),
        covers=tuple(_cover(row) for row in covers),
    )


def _claims(actor: Actor, sought: Sought, at: datetime) -> Found:
    """Find claims by number; each claim is shown under a decision about its own person."""
    with processing(decide.search("claims"), actor=actor, at=at):
        places = models.find_claims(sought.claim_number.strip(), most=MOST)
    people = list(dict.fromkeys(person for _claim_id, _run, person in places if person))
    rows: list[FoundClaim] = []
    if people:
        with processing(decide.show_found_claims(people), actor=actor, at=at):
            rows += _shown([claim_id for claim_id, _run, person in places if person])
    for claim_id, run_id, person in places:
        if person is None:
            with processing(decide.show_unknown_claim(run_id), actor=actor, at=at):
                rows += _shown([claim_id])
    return Found(purpose="claims", met=len(rows), claims=tuple(rows))


def _shown(claim_ids: list[UUID]) -> list[FoundClaim]:
    claims = [claim for claim_id in claim_ids if (claim := claim_reading.claim(claim_id))]
    names = claim_reading.provider_names({claim.provider_agb for claim in claims})
    return [_claim(claim, names) for claim in claims]


def _claim(claim: StoredClaim, names: dict[str, str]) -> FoundClaim:
    return FoundClaim(
        claim_id=claim.id,
        claim_number=claim.claim_number,
        provider=names.get(claim.provider_agb, claim.provider_agb),
        started_on=claim.started_on,
        state=claim.state,
    )


def _cover(row: PolicyCoverage) -> FoundCover:
    during = row.insured_during
    return FoundCover(regime=row.regime, since=during.lower, until=during.upper)
