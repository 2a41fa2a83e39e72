"""Which payment follows from a run: one to the provider that is to be paid (betaalopdracht).

Paid is what is approved less what the insured persons bear themselves. Where that is nothing or less, because
credits outweigh, nothing is paid and nothing is collected here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from uuid import UUID

    from zorgvuldig.processes.claims_handling.intake.claims import ClaimHeader
    from zorgvuldig.processes.claims_handling.intake.verdicts import Verdict

_FRIDAY = 4


@dataclass(frozen=True, kw_only=True)
class Account:
    """The business account of a provider (rekening van de zorgaanbieder)."""

    provider_id: UUID
    name: str
    iban: str


@dataclass(frozen=True, kw_only=True)
class Payment:
    """One payment to one provider (betaalopdracht), in cents."""

    label_id: UUID
    account: Account
    cents: int
    reference: str
    invoice_number: str
    execute_on: date


def payee_of(header: ClaimHeader) -> str:
    """Give the AGB code of who is to be paid (veld 0113, betaling aan), else of who claims."""
    named = {
        "01": header.service_bureau,
        "02": header.practitioner,
        "03": header.practice,
        "04": header.institution,
    }
    return named.get(header.payee, "") or header.declarant


def net_cents(verdicts: Iterable[Verdict]) -> int:
    """Sum what is approved less what the insured persons bear (te betalen)."""
    return sum(verdict.approved_cents - verdict.own_share_cents for verdict in verdicts)


def payment_of(
    header: ClaimHeader,
    verdicts: Iterable[Verdict],
    account: Account | None,
    *,
    run_id: UUID,
    label_id: UUID,
    on: date,
) -> Payment | None:
    """Give the payment that a run comes to; none where nothing is due or no account is known."""
    cents = net_cents(verdicts)
    if cents <= 0 or account is None:
        return None
    return Payment(
        label_id=label_id,
        account=account,
        cents=cents,
        reference=run_id.hex,
        invoice_number=header.invoice_number,
        execute_on=next_banking_day(on),
    )


def next_banking_day(on: date) -> date:
    """Give the next day from Monday to Friday (werkdag); a bank moves a payment on a holiday itself."""
    day = on + timedelta(days=1)
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > _FRIDAY else day
