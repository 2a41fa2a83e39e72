"""Tells a person what a program decided on the own claims, how, and what may be done (article 5.7)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zorgvuldig.norms.citing import cite
from zorgvuldig.processes.rights.explain.requests import my_request
from zorgvuldig.records.writing import day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from zorgvuldig.norms.citing import Citation
    from zorgvuldig.processes.rights.explain.requests import MyRequest
    from zorgvuldig.records.stored import StoredClaim, StoredReason
    from zorgvuldig.records.stored_requests import StoredRequest

_FILE = Path(__file__).with_name("logic.toml")
#: What holds for every decision of this program: no picture of anybody goes into it.
EVERY_TIME = (
    "Er telt geen profiel, score of gezondheid mee. "
    "Eén verschil is genoeg, en voor iedereen gelden dezelfde regels."
)


@dataclass(frozen=True, kw_only=True)
class Because:
    """One reason of a decision by a program: what it says, how it came about, by which articles."""

    sentence: str
    logic: str
    return_code: str
    articles: tuple[Citation, ...]


@dataclass(frozen=True, kw_only=True)
class MachineDecision:
    """One own claim that a program refused or cut, without a human hand (besluit door een computer)."""

    claim_id: UUID
    claim_number: str
    provider_name: str
    decided_on: date
    started_on: date | None
    charged_cents: int
    approved_cents: int
    because: tuple[Because, ...]
    review: MyRequest | None
    """The request to let a human look, where there is one."""
    may_ask: bool


def machine_decisions(
    claims: Sequence[StoredClaim],
    requests: Sequence[StoredRequest],
    *,
    provider_names: Mapping[str, str],
    on: date,
) -> tuple[MachineDecision, ...]:
    """List what a program decided against the person, newest first; a history taken over is not of ours."""
    asked: dict[UUID, StoredRequest] = {}
    for each in sorted(requests, key=lambda request: request.received_on):
        if each.about_claim is not None and each.state != "withdrawn":
            asked[each.about_claim] = each
    return tuple(
        _decision(claim, asked.get(claim.id), provider_names, on)
        for claim in sorted(claims, key=lambda claim: claim.received_at, reverse=True)
        if not claim.taken_over and claim.approved_cents < claim.charged_cents
    )


def words_for_review(decision: MachineDecision, view: str) -> str:
    """Write down what a reviewer needs: the decision, how it came about, and what the person thinks of it."""
    reasons = "\n".join(f"- {each.sentence} {each.logic}" for each in decision.because)
    return (
        f"Besluit: declaratie {decision.claim_number} van {decision.provider_name}, "
        f"besloten op {day(decision.decided_on)}, {_euro(decision.approved_cents)} toegekend "
        f"van {_euro(decision.charged_cents)}.\n"
        f"Hoe het programma besliste:\n{reasons}\n{EVERY_TIME}\n\nWat de verzekerde ervan vindt:\n{view}"
    )


def logic_of(reason: StoredReason) -> str:
    """Tell in plain words how the program came to a reason (GC-T-5.2-logica)."""
    known = _words()
    told: str = known["controls"].get(reason.reason) or known["levels"][reason.level]
    return told


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _decision(
    claim: StoredClaim, asked: StoredRequest | None, provider_names: Mapping[str, str], on: date
) -> MachineDecision:
    decided_on = claim.received_at.date()
    return MachineDecision(
        claim_id=claim.id,
        claim_number=claim.claim_number,
        provider_name=provider_names.get(claim.provider_agb, f"AGB {claim.provider_agb}"),
        decided_on=decided_on,
        started_on=claim.started_on,
        charged_cents=claim.charged_cents,
        approved_cents=claim.approved_cents,
        because=_because(claim.reasons, decided_on),
        review=my_request(asked, on=on) if asked else None,
        may_ask=asked is None,
    )


def _because(reasons: Iterable[StoredReason], at: date) -> tuple[Because, ...]:
    """Give each reason once, of the claim and of its lines."""
    every = {
        (reason.reason, reason.sentence): Because(
            sentence=reason.sentence,
            logic=logic_of(reason),
            return_code=reason.return_code,
            articles=cite(reason.norms, at),
        )
        for reason in reasons
    }
    return tuple(every.values())


def _euro(cents: int) -> str:
    return f"€ {cents // 100},{cents % 100:02d}"
