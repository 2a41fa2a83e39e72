"""What a care provider reads of its own claim files, and a party of itself. Dutch, B1.

Of an insured person nothing is told that the provider did not send in: a reason, its return code and its
article stand beside the number that the provider gave the claim.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zorgvuldig.norms.citing import Citation, cite

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from zorgvuldig.records.stored import StoredClaim, StoredFile, StoredLine, StoredReason
    from zorgvuldig.records.stored_letters import KeptLetter
    from zorgvuldig.records.stored_parties import StoredPartner, StoredPayment, StoredProvider

_ACCEPTED, _REFUSED = "accepted", "refused"
_TITLES: Mapping[str, str] = {"provider-refusal": "Afgewezen declaraties"}
_FILE_NORM = ("GC-1.8",)


@dataclass(frozen=True, kw_only=True)
class WhyRefused:
    """One reason with its return code (retourcode) and article, and the line that it is about."""

    sentence: str
    return_code: str
    articles: tuple[Citation, ...]
    reason: str = ""
    """The control that refused it, by which the reader is told what to do."""
    service: str = ""
    started_on: date | None = None
    charged_cents: int | None = None


@dataclass(frozen=True, kw_only=True)
class OwnFile:
    """One own claim file (declaratiebestand) and what became of it; amounts in cents."""

    run_id: UUID
    name: str
    message: str
    received_at: datetime
    state: str
    claims: int
    accepted: int
    charged_cents: int
    approved_cents: int
    has_return: bool
    why: tuple[WhyRefused, ...] = ()
    """Why the file was refused as a whole."""

    @property
    def refused(self) -> int:
        """Count the claims that were refused."""
        return self.claims - self.accepted

    @property
    def needs_work(self) -> bool:
        """Tell whether something of it was refused, so that the provider has something to do."""
        return self.state == _REFUSED or self.refused > 0


@dataclass(frozen=True, kw_only=True)
class OwnClaim:
    """One own claim (declaratie) by the numbers that the provider gave; amounts in cents."""

    number: str
    invoice: str
    started_on: date | None
    ended_on: date | None
    charged_cents: int
    approved_cents: int
    state: str
    why: tuple[WhyRefused, ...]


@dataclass(frozen=True, kw_only=True)
class OwnFilePage:
    """One own file with its claims: what was refused first, in the order of the file."""

    file: OwnFile
    claims: tuple[OwnClaim, ...]
    payment: StoredPayment | None


@dataclass(frozen=True, kw_only=True)
class OwnLetter:
    """One letter to the party (brief)."""

    letter_id: UUID
    title: str
    made_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class ProviderHome:
    """The first page of a care provider: who it is, what waits, the newest files and payments."""

    provider: StoredProvider
    waiting: tuple[OwnFile, ...]
    files: tuple[OwnFile, ...]
    payments: tuple[StoredPayment, ...]
    letters: tuple[OwnLetter, ...]


@dataclass(frozen=True, kw_only=True)
class PartnerHome:
    """The first page of a business partner: what is registered about it, as of a day."""

    partner: StoredPartner


def own_file(file: StoredFile) -> OwnFile:
    """Tell what became of a file; whatever could be read as a message was answered with one."""
    at = file.received_at.date()
    return OwnFile(
        run_id=file.run_id,
        name=file.name,
        message=file.message,
        received_at=file.received_at,
        state=file.state,
        claims=file.claims,
        accepted=file.accepted,
        charged_cents=file.charged_cents,
        approved_cents=file.approved_cents,
        has_return=bool(file.message.strip()),
        why=tuple(
            WhyRefused(
                sentence=found["message"],
                return_code=found["code"],
                articles=cite(_FILE_NORM, at),
                reason=str(found.get("control", "")),
            )
            for found in file.findings
        ),
    )


def own_claims(claims: Iterable[StoredClaim]) -> tuple[OwnClaim, ...]:
    """Tell what became of each claim, what was refused before the rest."""
    told = [_own_claim(claim) for claim in claims]
    return tuple(sorted(told, key=lambda claim: claim.state == _ACCEPTED))


def _own_claim(claim: StoredClaim) -> OwnClaim:
    lines = {line.id: line for line in claim.lines}
    at = claim.received_at.date()
    return OwnClaim(
        number=claim.claim_number,
        invoice=claim.invoice_number,
        started_on=claim.started_on,
        ended_on=claim.ended_on,
        charged_cents=claim.charged_cents,
        approved_cents=claim.approved_cents,
        state=claim.state,
        why=tuple(_why(reason, lines, at) for reason in claim.reasons),
    )


def _why(reason: StoredReason, lines: Mapping[UUID, StoredLine], at: date) -> WhyRefused:
    line = lines.get(reason.line_id) if reason.line_id else None
    return WhyRefused(
        sentence=reason.sentence,
        return_code=reason.return_code,
        articles=cite(reason.norms, at),
        reason=reason.reason,
        service=_service(line) if line else "",
        started_on=line.started_on if line else None,
        charged_cents=line.charged_cents if line else None,
    )


def _service(line: StoredLine) -> str:
    return line.service_name or f"Prestatie {line.service_code}"


def own_letter(letter: KeptLetter) -> OwnLetter:
    """Give what the list of the own letters shows (brieven aan ons)."""
    return OwnLetter(
        letter_id=letter.id,
        title=_TITLES.get(letter.kind, "Brief"),
        made_at=letter.made_at,
        sent_at=letter.sent_at,
    )


def provider_home(
    provider: StoredProvider,
    *,
    files: Sequence[OwnFile],
    payments: Sequence[StoredPayment],
    letters: Sequence[OwnLetter],
) -> ProviderHome:
    """Put the first page of a care provider together: what waits first."""
    return ProviderHome(
        provider=provider,
        waiting=tuple(file for file in files if file.needs_work),
        files=tuple(files),
        payments=tuple(payments),
        letters=tuple(letters),
    )
