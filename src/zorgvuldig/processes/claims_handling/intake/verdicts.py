"""The verdict of formal control on each claim (oordeel): accepted or refused, with every reason.

A claim with a reason that refuses is refused whole; a mark refuses nothing. What is accepted is approved as
charged; which part of that the insured person bears is said apart (`deductible`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from zorgvuldig.processes.claims_handling.intake.groups import insured_groups
from zorgvuldig.processes.claims_handling.intake.life import CLAIM_MACHINE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from zorgvuldig.processes.claims_handling.intake.claims import FormalClaim
    from zorgvuldig.processes.claims_handling.intake.finding import Finding
    from zorgvuldig.processes.claims_handling.intake.message import Message

ACCEPTED = "accepted"
REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A claim with its outcome and every reason for it (oordeel over een declaratie)."""

    claim: FormalClaim
    state: str
    reasons: tuple[Finding, ...]
    marks: tuple[Finding, ...]
    regime: str = "Zvw"
    """Which insurance bears the claim: basic, or supplementary."""
    own_shares: Mapping[int, int] = field(default_factory=dict)
    """What the insured person bears of each line, in cents, by row; a line that is absent bears nothing."""

    @property
    def approved_cents(self) -> int:
        """Give what is approved of the claim, in cents (toegekend bedrag)."""
        return self.claim.charged_cents if self.state == ACCEPTED else 0

    @property
    def own_share_cents(self) -> int:
        """Give what the insured person bears of what is approved, in cents (eigen risico)."""
        return sum(self.own_shares.values())


def give_verdicts(
    message: Message, claims: Iterable[FormalClaim], findings: Iterable[Finding]
) -> tuple[Verdict, ...]:
    """Judge each claim by the findings on its own records and on those of its insured person."""
    by_row: dict[int, list[Finding]] = {}
    for found in findings:
        if found.row is not None:
            by_row.setdefault(found.row, []).append(found)
    rows = _rows_by_claim(message)
    return tuple(
        _verdict(claim, [found for row in rows[claim.row] for found in by_row.get(row, ())])
        for claim in claims
    )


def _rows_by_claim(message: Message) -> Mapping[int, tuple[int, ...]]:
    """Give the rows that a claim stands on: those of its person and its own, by the row of the claim."""
    return {
        service.row.number: (*(row.number for row in group.own_rows), *(row.number for row in service.rows))
        for group in insured_groups(message)
        for service in group.services
    }


def _verdict(claim: FormalClaim, findings: Sequence[Finding]) -> Verdict:
    reasons = tuple(found for found in findings if not found.warning)
    return Verdict(
        claim=claim,
        state=CLAIM_MACHINE.demand("received", REFUSED if reasons else ACCEPTED).target,
        reasons=reasons,
        marks=tuple(found for found in findings if found.warning),
    )
