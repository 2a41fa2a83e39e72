"""Tells the insured person what was decided on each own claim, and why (uitleg aan de verzekerde)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.norms.citing import cite
from zorgvuldig.processes.rights.explain.views import MyClaim, MyClaims, MyLine, Why

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from zorgvuldig.records.stored import StoredClaim, StoredLine, StoredPerson, StoredReason

_ACCEPTED = "accepted"


def my_claims(
    person: StoredPerson | None,
    claims: Sequence[StoredClaim],
    *,
    provider_names: Mapping[str, str],
    entries: Mapping[UUID, tuple[UUID, int]],
) -> MyClaims:
    """Build the page of the own claims; `entries` gives each claim its processing and row in the ledger."""
    return MyClaims(
        name=person.name if person else "",
        claims=tuple(
            _my_claim(claim, provider_names=provider_names, entry=entries.get(claim.id)) for claim in claims
        ),
        charged_cents=sum(claim.charged_cents for claim in claims),
        approved_cents=sum(claim.approved_cents for claim in claims),
    )


def _my_claim(
    claim: StoredClaim, *, provider_names: Mapping[str, str], entry: tuple[UUID, int] | None
) -> MyClaim:
    at = claim.received_at.date()
    own = (reason for reason in claim.reasons if reason.line_id is None)
    return MyClaim(
        claim_id=claim.id,
        claim_number=claim.claim_number,
        provider_name=provider_names.get(claim.provider_agb, f"AGB {claim.provider_agb}"),
        received_at=claim.received_at,
        started_on=claim.started_on,
        ended_on=claim.ended_on,
        charged_cents=claim.charged_cents,
        approved_cents=claim.approved_cents,
        own_share_cents=claim.own_share_cents,
        state=claim.state,
        sentence=_sentence(claim),
        why=_why(own, at),
        lines=tuple(_my_line(line, claim.reasons, at) for line in claim.lines),
        entry_id=entry[0] if entry else None,
        entry_row=entry[1] if entry else None,
    )


def _sentence(claim: StoredClaim) -> str:
    if claim.taken_over:
        return "Een eerdere administratie heeft deze declaratie goedgekeurd. Wij hebben haar overgenomen."
    if claim.state == _ACCEPTED:
        return "Wij hebben deze declaratie goedgekeurd, voor het hele bedrag."
    return "Wij hebben deze declaratie afgewezen. Hieronder leest u waarom. Uw zorgverlener weet het ook."


def _my_line(line: StoredLine, reasons: Iterable[StoredReason], at: date) -> MyLine:
    return MyLine(
        description=line.service_name or f"Prestatie {line.service_code}",
        started_on=line.started_on,
        ended_on=line.ended_on,
        charged_cents=line.charged_cents,
        approved_cents=line.approved_cents,
        state=line.state,
        why=_why((reason for reason in reasons if reason.line_id == line.id), at),
    )


def _why(reasons: Iterable[StoredReason], at: date) -> tuple[Why, ...]:
    return tuple(Why(sentence=reason.sentence, articles=cite(reason.norms, at)) for reason in reasons)
