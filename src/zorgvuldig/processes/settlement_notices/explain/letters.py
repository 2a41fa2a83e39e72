"""The letters about settled claims as plain data: for the insured, the policyholder and the care provider."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zorgvuldig.processes.settlement_notices.explain.neutral import neutral_kind
from zorgvuldig.records.writing import day, days, euros, month

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from zorgvuldig.records.stored import StoredClaim, StoredLine

REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class NoticeLine:
    """One line of care as its own person reads it."""

    what: str
    when: str
    charged: str
    approved: str


@dataclass(frozen=True, kw_only=True)
class NoticeClaim:
    """One claim as told; `provider` is empty where its name would tell what care it was."""

    provider: str
    when: str
    outcome: str
    charged: str
    approved: str
    own_share: str
    lines: tuple[NoticeLine, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SettlementNotice:
    """What the insured, or the representative of a child, reads (vergoedingenoverzicht)."""

    recipient_name: str
    date: str
    subject_line: str
    about: str
    own: bool
    claims: tuple[NoticeClaim, ...]
    charged: str
    approved: str
    own_share: str


@dataclass(frozen=True, kw_only=True)
class SummaryLine:
    """What a policyholder reads of another: kind, month, amounts."""

    what: str
    when: str
    charged: str
    approved: str
    own_share: str


@dataclass(frozen=True, kw_only=True)
class SettlementSummary:
    """What a policyholder reads of another insured (kostenoverzicht, GC-4.2.2)."""

    recipient_name: str
    date: str
    subject_line: str
    about: str
    lines: tuple[SummaryLine, ...]
    charged: str
    approved: str
    own_share: str


@dataclass(frozen=True, kw_only=True)
class RefusedClaim:
    """One refused claim by the provider's own numbers; no name, no BSN, no birth date."""

    invoice: str
    number: str
    when: str
    charged: str
    approved: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ProviderRefusal:
    """What a care provider reads of refused claims (afwijzing aan zorgaanbieder)."""

    recipient_name: str
    date: str
    subject_line: str
    agb_code: str
    claims: tuple[RefusedClaim, ...]


def settlement_notice(
    claims: Sequence[StoredClaim],
    *,
    reader: str,
    about: str,
    full: bool,
    providers: Mapping[str, str],
    shares: Mapping[UUID, int],
    on: date,
) -> SettlementNotice:
    """Tell the insured, or for a child the representative, how claims were settled (overzicht)."""
    return SettlementNotice(
        recipient_name=reader,
        date=day(on),
        subject_line="Uw overzicht",
        about=about,
        own=full,
        claims=tuple(
            _claim(claim, full=full, providers=providers, share=shares.get(claim.id, 0)) for claim in claims
        ),
        charged=_sum(claim.charged_cents for claim in claims),
        approved=_sum(claim.approved_cents for claim in claims),
        own_share=_sum(shares.get(claim.id, 0) for claim in claims),
    )


def settlement_summary(
    claims: Sequence[StoredClaim], *, reader: str, about: str, shares: Mapping[UUID, int], on: date
) -> SettlementSummary:
    """Tell a policyholder of another insured a kind, a month and amounts, and no more (GC-4.2.2)."""
    return SettlementSummary(
        recipient_name=reader,
        date=day(on),
        subject_line="Uw overzicht",
        about=about,
        lines=tuple(
            SummaryLine(
                what=neutral_kind(claim),
                when=month(claim.started_on or claim.received_at.date()),
                charged=euros(claim.charged_cents),
                approved=euros(claim.approved_cents),
                own_share=euros(shares.get(claim.id, 0)),
            )
            for claim in claims
        ),
        charged=_sum(claim.charged_cents for claim in claims),
        approved=_sum(claim.approved_cents for claim in claims),
        own_share=_sum(shares.get(claim.id, 0) for claim in claims),
    )


def provider_refusal(claims: Sequence[StoredClaim], *, name: str, agb_code: str, on: date) -> ProviderRefusal:
    """Tell a care provider which of the own claims were refused, and why (afwijzing aan zorgaanbieder)."""
    return ProviderRefusal(
        recipient_name=name,
        date=day(on),
        subject_line="Uw declaraties",
        agb_code=agb_code,
        claims=tuple(
            RefusedClaim(
                invoice=claim.invoice_number,
                number=claim.claim_number,
                when=days(claim.started_on, claim.ended_on),
                charged=euros(claim.charged_cents),
                approved=euros(claim.approved_cents),
                reasons=tuple(
                    dict.fromkeys(f"{each.return_code}: {each.sentence}" for each in claim.reasons)
                ),
            )
            for claim in claims
        ),
    )


def _claim(claim: StoredClaim, *, full: bool, providers: Mapping[str, str], share: int) -> NoticeClaim:
    refused = claim.state == REFUSED
    return NoticeClaim(
        provider=providers.get(claim.provider_agb, "Zorgaanbieder") if full else "",
        when=days(claim.started_on, claim.ended_on)
        if full
        else month(claim.started_on or claim.received_at.date()),
        outcome="Afgewezen" if refused else "Goedgekeurd",
        charged=euros(claim.charged_cents),
        approved=euros(claim.approved_cents),
        own_share=euros(share),
        lines=tuple(_line(each) for each in claim.lines) if full else (_neutral_line(claim),),
        reasons=_reasons(claim) if full else (),
    )


def _line(line: StoredLine) -> NoticeLine:
    return NoticeLine(
        what=line.service_name or f"Prestatie {line.service_code}",
        when=days(line.started_on, line.ended_on),
        charged=euros(line.charged_cents),
        approved=euros(line.approved_cents),
    )


def _neutral_line(claim: StoredClaim) -> NoticeLine:
    return NoticeLine(
        what=neutral_kind(claim),
        when=month(claim.started_on or claim.received_at.date()),
        charged=euros(claim.charged_cents),
        approved=euros(claim.approved_cents),
    )


def _reasons(claim: StoredClaim) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.sentence for each in claim.reasons if each.sentence))


def _sum(cents: Iterable[int]) -> str:
    return euros(sum(cents))
