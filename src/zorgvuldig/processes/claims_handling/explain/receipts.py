"""The receipt of a claim file: what the receiver hears at once, and what goes back to the provider."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zorgvuldig.processes.claims_handling.intake.return_codes import refuses_file
from zorgvuldig.processes.claims_handling.intake.verdicts import ACCEPTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from zorgvuldig.processes.claims_handling.intake.answers import Answer
    from zorgvuldig.processes.claims_handling.intake.finding import Finding
    from zorgvuldig.processes.claims_handling.intake.message import Message
    from zorgvuldig.processes.claims_handling.intake.payments import Payment
    from zorgvuldig.processes.claims_handling.intake.verdicts import Verdict


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What became of a claim file (ontvangstbewijs); amounts in cents."""

    run_id: UUID
    file: str
    refused_whole: bool
    claims: int
    accepted: int
    refused: int
    charged_cents: int
    approved_cents: int
    own_share_cents: int
    findings: tuple[Finding, ...]
    verdicts: tuple[Verdict, ...]
    """What was decided of each claim; none of a file that is refused whole."""
    reasons: dict[str, int]
    """How many claims were refused for each reason; a claim may count for several."""
    answer: Answer
    payment: Payment | None
    """What the provider is paid for this file; none where nothing is due or no account is known."""
    decisions: tuple[str, ...]
    """The entries in the ledger under which the run was done."""

    def as_json(self) -> dict[str, object]:
        """Give the receipt without anything of a person."""
        return {
            "run": str(self.run_id),
            "file": self.file,
            "accepted": not self.refused_whole and self.refused == 0,
            "refused_whole": self.refused_whole,
            "claims": {"total": self.claims, "accepted": self.accepted, "refused": self.refused},
            "charged_cents": self.charged_cents,
            "approved_cents": self.approved_cents,
            "own_share_cents": self.own_share_cents,
            "paid_cents": self.payment.cents if self.payment else 0,
            "reasons": self.reasons,
            "findings": [found.as_json() for found in self.findings if not found.warning],
            "decisions": list(self.decisions),
        }


def receipt(
    run_id: UUID,
    message: Message,
    answer: Answer,
    verdicts: Sequence[Verdict],
    findings: Iterable[Finding],
    decisions: Iterable[UUID],
    payment: Payment | None = None,
) -> Receipt:
    """Write the receipt of a file from its verdicts and findings."""
    found = tuple(findings)
    accepted = [verdict for verdict in verdicts if verdict.state == ACCEPTED]
    reasons = Counter(
        reason for verdict in verdicts for reason in {found.control for found in verdict.reasons}
    )
    return Receipt(
        run_id=run_id,
        file=message.name,
        refused_whole=any(refuses_file(each) for each in found),
        claims=len(verdicts),
        accepted=len(accepted),
        refused=len(verdicts) - len(accepted),
        charged_cents=sum(verdict.claim.charged_cents for verdict in verdicts),
        approved_cents=sum(verdict.approved_cents for verdict in verdicts),
        own_share_cents=sum(verdict.own_share_cents for verdict in verdicts),
        findings=found,
        verdicts=tuple(verdicts),
        reasons=dict(sorted(reasons.items())),
        answer=answer,
        payment=payment,
        decisions=tuple(str(entry) for entry in decisions),
    )
