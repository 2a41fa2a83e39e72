"""The front door of settlement notices: write the letters about one run of settled claims."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from zorgvuldig.decisions import DUTCH_TIME
from zorgvuldig.ledger import discharging, places
from zorgvuldig.ledger.processing import Refused, processing
from zorgvuldig.processes.settlement_notices import decide
from zorgvuldig.processes.settlement_notices.explain.letters import (
    REFUSED,
    provider_refusal,
    settlement_notice,
    settlement_summary,
)
from zorgvuldig.processes.settlement_notices.intake import addressees
from zorgvuldig.processes.settlement_notices.models import around, own_shares
from zorgvuldig.records import claim_reading, documents

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from zorgvuldig.decisions import Actor
    from zorgvuldig.processes.settlement_notices.explain.letters import SettlementNotice, SettlementSummary
    from zorgvuldig.processes.settlement_notices.intake import Addressee
    from zorgvuldig.records.stored import StoredClaim

__all__ = ["Refused", "Written", "write_letters"]

#: Under which the number of a letter is made, so that writing again gives the same number and is refused.
_NUMBERS = UUID("5e77a1d0-71c5-4b0e-9d53-6f0a4a6c0422")
_PURPOSE = "claims"
#: The duty that a settled run leaves, and its letters end (GC-T-4.2.2-verzekerde).
TOLD = "inform-insured"
_TELLS = "claim"


@dataclass(frozen=True)
class Written:
    """How many letters a run gave, and how many the rules refused (geschreven brieven)."""

    letters: int
    refused: int


@dataclass(frozen=True)
class _Told:
    """What was opened about one person, to be told."""

    claims: Sequence[StoredClaim]
    shares: Mapping[UUID, int]
    providers: Mapping[str, str]
    about: str


def write_letters(*, actor: Actor, run_id: UUID, at: datetime) -> Written:
    """Write every letter that a run of settled claims gives: to insured, policyholders and care providers.

    Each letter has decisions of its own; one that the rules refuse is not written and stands in the ledger.

    Raises:
        Refused: the run itself may not be looked at.
    """
    with processing(decide.look_at_run(run_id=run_id), actor=actor, at=at) as grant:
        claims = claim_reading.claims_of(run_id)
    # Whoever is restricted is not met here: the letter waits, and the run owes it.
    waits = places.restricted_in_run(
        run_id, purpose=_PURPOSE, data=grant.processing.request.data, on=at.astimezone(DUTCH_TIME).date()
    )
    subjects = dict.fromkeys(claim.subject_id for claim in claims if claim.subject_id)
    told = [_tell_about(actor, run_id, subject, at) for subject in subjects]
    agb_codes = dict.fromkeys(claim.provider_agb for claim in claims if claim.state == REFUSED)
    if agb_codes:
        told.append(_tell_providers(actor, run_id, tuple(agb_codes), at))
    written = Written(sum(each.letters for each in told), sum(each.refused for each in told) + waits)
    _note(actor, run_id, written, at)
    return written


def _note(actor: Actor, run_id: UUID, written: Written, at: datetime) -> None:
    """Keep that a run was written about; if it held nobody of ours, it owes nobody a word."""
    with processing(decide.note_run(run_id=run_id), actor=actor, at=at) as grant:
        documents.note_run(run_id, written=written.letters, refused=written.refused, entry_id=grant.entry_id)
        discharging.discharge_told(run_id, duty=TOLD, by_entry=grant.entry_id)


def _tell_about(actor: Actor, run_id: UUID, subject_id: UUID, at: datetime) -> Written:
    """Write the letters about the claims of one person in a run."""
    try:
        with processing(decide.know_readers(subject_id=subject_id), actor=actor, at=at):
            known = around(subject_id, on=at.date())
            claims = [each for each in claim_reading.claims_about(subject_id) if each.run_id == run_id]
            shares = own_shares(subject_id, run_id=run_id)
    except Refused:
        # Restricted since the run was looked at: nothing of this person is used, and everybody else's go on.
        return Written(0, 1)
    if known is None:
        return Written(0, 0)
    left_to_pay = any(_left(each, shares) for each in claims)
    written = refused = 0
    for each in addressees(known, on=at.date(), something_to_pay=left_to_pay):
        try:
            _write(actor, run_id, subject_id, each, at)
            written += 1
        except Refused:
            refused += 1
    return Written(written, refused)


def _write(actor: Actor, run_id: UUID, subject_id: UUID, to: Addressee, at: datetime) -> None:
    """Ask what this reader may be told, write it, and keep it under the reader's own name."""
    request = decide.tell(subject_id=subject_id, recipient=to.recipient, full=to.full)
    acknowledged = decide.NEUTRAL if to.recipient == "policyholder" else frozenset()
    with processing(request, actor=actor, at=at, acknowledge=acknowledged):
        claims = [each for each in claim_reading.claims_about(subject_id) if each.run_id == run_id]
        shares = own_shares(subject_id, run_id=run_id)
        about = documents.reader(subject_id)
        names = claim_reading.provider_names({each.provider_agb for each in claims}) if to.full else {}
    if about is None:
        return
    with processing(decide.keep_for(person_id=to.person_id), actor=actor, at=at) as grant:
        reader = documents.reader(to.person_id)
        if reader is None:
            return
        letter = documents.Outgoing(
            id=_number(run_id, to.recipient, subject_id, to.person_id),
            kind="settlement-summary" if to.recipient == "policyholder" else "settlement-notice",
            data_category=_TELLS,
            purpose=_PURPOSE,
            subject_id=to.person_id,
            run_id=run_id,
            route="safe" if reader.shielded else "post",
            content=asdict(_content(to, _Told(claims, shares, names, about.name), reader.name, at)),
            label_id=_label(claims),
        )
        documents.archive(letter, entry_id=grant.entry_id, at=at)


def _content(to: Addressee, told: _Told, reader: str, at: datetime) -> SettlementNotice | SettlementSummary:
    if to.recipient == "policyholder":
        unpaid = [each for each in told.claims if _left(each, told.shares)]
        return settlement_summary(unpaid, reader=reader, about=told.about, shares=told.shares, on=at.date())
    return settlement_notice(
        told.claims,
        reader=reader,
        about=told.about,
        full=to.full,
        providers=told.providers,
        shares=told.shares,
        on=at.date(),
    )


def _left(claim: StoredClaim, shares: Mapping[UUID, int]) -> bool:
    """Tell whether somebody has something left to pay for a claim (te betalen)."""
    return claim.charged_cents != claim.approved_cents or shares.get(claim.id, 0) > 0


def _tell_providers(actor: Actor, run_id: UUID, agb_codes: Sequence[str], at: datetime) -> Written:
    """Write one letter to each care provider whose claims of this run were refused."""
    try:
        with processing(decide.tell_provider(run_id=run_id), actor=actor, at=at) as grant:
            names = claim_reading.provider_names(agb_codes)
            refused = [each for each in claim_reading.claims_of(run_id) if each.state == REFUSED]
            for agb_code in agb_codes:
                own = [each for each in refused if each.provider_agb == agb_code]
                content = provider_refusal(
                    own,
                    name=names.get(agb_code, f"Zorgaanbieder {agb_code}"),
                    agb_code=agb_code,
                    on=at.date(),
                )
                letter = documents.Outgoing(
                    id=uuid5(_NUMBERS, f"{run_id}|provider|{agb_code}"),
                    kind="provider-refusal",
                    data_category=_TELLS,
                    purpose=_PURPOSE,
                    subject_id=None,
                    run_id=run_id,
                    route="provider",
                    content=asdict(content),
                    label_id=_label(own),
                )
                documents.archive(letter, entry_id=grant.entry_id, at=at)
    except Refused:
        return Written(0, 1)
    return Written(len(agb_codes), 0)


def _label(claims: Sequence[StoredClaim]) -> UUID | None:
    """Give the label under which these claims are insured, where it is ours (label)."""
    return next((claim.label_id for claim in claims if claim.label_id), None)


def _number(run_id: UUID, recipient: str, subject_id: UUID, reader_id: UUID) -> UUID:
    return uuid5(_NUMBERS, f"{run_id}|{recipient}|{subject_id}|{reader_id}")
