"""Where a record stands, before anything of it is shown: its run and its person, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zorgvuldig.ledger import gate
from zorgvuldig.records.stored_letters import LetterPlace


@dataclass(frozen=True)
class ClaimPlace:
    """The run and the person of a claim; no person when the claim is about somebody who is not ours."""

    run_id: UUID
    subject_id: UUID | None


def places_of_letters(
    *, state: str = "", letter_id: UUID | None = None, using: str = "default"
) -> list[LetterPlace]:
    """List the letters (uitgaande brieven) in one state, or the one of a number, the oldest first."""
    asked = {"state": state, "letter": str(letter_id) if letter_id else ""}
    known = gate.ask(using, "letters_of", "letters", asked) or {}
    return [_letter(row) for row in known.get("letters", [])]


def _letter(row: dict[str, str]) -> LetterPlace:
    subject, run = row["subject_id"], row["run_id"]
    return LetterPlace(
        id=UUID(row["id"]),
        kind=row["kind"],
        data_category=row["data_category"],
        purpose=row["purpose"],
        subject_id=UUID(subject) if subject else None,
        run_id=UUID(run) if run else None,
        route=row["route"],
        state=row["state"],
        made_at=datetime.fromisoformat(row["made_at"]),
        digest=row["digest"],
    )


def place_of_claim(claim_id: UUID, *, using: str = "default") -> ClaimPlace | None:
    """Say whose claim (declaratie) this is, so that a decision can be asked about that person alone."""
    known = gate.ask(using, "claim_of", "claim", {"claim": str(claim_id)})
    if known is None:
        return None
    subject = known["subject_id"]
    return ClaimPlace(UUID(known["run_id"]), UUID(subject) if subject else None)
