"""What claims handling does with what it found: answer the provider, say what of a claim is to be proved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.analytics.pseudonyms import Pseudonymizer
from zorgvuldig.processes.claims_handling.intake.answers import Answer, answer
from zorgvuldig.processes.claims_handling.intake.return_codes import controls, make_finding, refuses_file
from zorgvuldig.records.key_provider import period_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime
    from uuid import UUID

    from zorgvuldig.ledger.canonical import Json
    from zorgvuldig.processes.claims_handling.intake.claims import FormalClaim
    from zorgvuldig.processes.claims_handling.intake.finding import Finding
    from zorgvuldig.processes.claims_handling.models.recording import PreparedClaim


def double_file() -> Finding:
    """Give the finding that this very file was processed before (dubbel bestand)."""
    return make_finding(
        "file-came-before",
        "Dit bestand hebben wij al verwerkt. Stuur alleen declaraties die wij nog niet hebben.",
        record="01",
        row=1,
    )


def of_a_test(claims: Iterable[FormalClaim]) -> Iterator[Finding]:
    """Give the finding for each claim in a file that calls itself a test (soort bericht T)."""
    text = "Dit is een testbericht. Wij hebben het gecontroleerd, maar wij betalen er niets op."
    for claim in claims:
        yield make_finding("test-message", text, record="04", row=claim.row)


def of_the_file(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Give the findings that refuse the file as a whole."""
    return tuple(found for found in findings if refuses_file(found))


def answer_to(run_id: UUID, findings: Sequence[Finding], at: datetime) -> Answer:
    """Make the answer to the provider: codes by file or record, nothing approved of what was refused."""
    return answer(findings, reference=run_id.hex[:24], dated=at.date())


def agb_codes(claims: Iterable[FormalClaim]) -> frozenset[str]:
    """Collect the AGB codes of everyone who claims or gave the care."""
    codes = {claim.declarant for claim in claims}
    for claim in claims:
        codes.update(claim.main_practitioners)
        codes.update(line.practitioner for line in claim.lines)
    return frozenset(codes - {""})


def said_of(claims: Iterable[PreparedClaim], year: int) -> Iterator[dict[str, Json]]:
    """Say of each claim what its row in the ledger holds: outcome and why, nothing of the care.

    The provider stands there by a pseudonym of the year, for counting only.
    """
    pseudonymizer = Pseudonymizer.keyed(period_key(purpose="compliance", period=str(year)))
    for prepared in claims:
        yield _said_of(prepared, pseudonymizer)


def _said_of(prepared: PreparedClaim, pseudonymizer: Pseudonymizer) -> dict[str, Json]:
    verdict = prepared.verdict
    norms = {norm for found in verdict.reasons for norm in controls()[found.control].norms}
    # Somebody who is not ours has no row of their own in the log; a count of people must not count twice.
    return {
        "stranger": pseudonymizer.pseudonym(prepared.stranger.hex()) if prepared.stranger else None,
        "claim": str(prepared.row.id),
        "row": verdict.claim.row,
        "state": verdict.state,
        "provider": pseudonymizer.pseudonym(verdict.claim.declarant),
        "charged_cents": verdict.claim.charged_cents,
        "approved_cents": verdict.approved_cents,
        "reasons": sorted({found.control for found in verdict.reasons}),
        "return_codes": sorted({found.code for found in verdict.reasons}),
        "norms": sorted(norms),
    }
