"""Where a record stands, before anything of it is shown: its run and its person, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from zorgvuldig.ledger import gate


@dataclass(frozen=True)
class ClaimPlace:
    """The run and the person of a claim; no person when the claim is about somebody who is not ours."""

    run_id: UUID
    subject_id: UUID | None


def place_of_claim(claim_id: UUID, *, using: str = "default") -> ClaimPlace | None:
    """Say whose claim (declaratie) this is, so that a decision can be asked about that person alone."""
    known = gate.ask(using, "claim_of", "claim", {"claim": str(claim_id)})
    if known is None:
        return None
    subject = known["subject_id"]
    return ClaimPlace(UUID(known["run_id"]), UUID(subject) if subject else None)
