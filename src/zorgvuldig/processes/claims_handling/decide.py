"""What claims handling asks before it acts: one request per run, purpose and data category, none per line.

Formal control looks persons, insurance policies, providers and earlier claims up (Code of Conduct article 1
sub 8; a statute obliges it); claims handling records what came in and shows it to whom it concerns (articles
4.0.4 and 4.2). Each fact carries where it comes from, so that a receipt is enough to recompute the decision.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.decisions import ProcessingRequest, Scope, Sourced

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

_STATUTE = "Zvw art. 87; Wmg art. 35 and 36"
_CONTRACT = "insurance contract (Code of Conduct art. 4.0.4)"
_ADVISERS = "diagnosis and free text are sealed apart, for the adviser's own unit"
_MESSAGE = "claim message of the provider"

#: Formal control is a duty: whoever pays a claim must have checked it.
_FORMAL_CONTROL_FACTS: Mapping[str, Sourced] = {
    "basis": Sourced("c", _STATUTE),
    "legal_obligation": Sourced(value=True, source=_STATUTE),
    "necessary": Sourced(value=True, source="only the fields that the control compares are read"),
    "proportionate": Sourced(value=True, source="only the persons named in the file are looked up"),
    "obtained_lawfully": Sourced(value=True, source=_MESSAGE),
    "interpretation": Sourced(value=False, source="codes, dates and amounts are compared, not assessed"),
    # Who claims is paid also while use of the person's data is restricted: the claim is the provider's right.
    "protects_others": Sourced(value=True, source="the claim of the provider (GDPR art. 18 par. 2)"),
}

#: Recording and settling what was claimed performs the insurance contract.
_CLAIMS_FACTS: Mapping[str, Sourced] = {
    "basis": Sourced("c", _STATUTE),
    "legal_obligation": Sourced(value=True, source=_STATUTE),
    "sub_purpose": Sourced("reimbursement", "purpose of the process"),
    "necessary": Sourced(value=True, source="needed to pay or refuse, and to answer for it"),
    "proportionate": Sourced(value=True, source="only what the message holds is recorded"),
    "obtained_lawfully": Sourced(value=True, source=_MESSAGE),
    "interpretation": Sourced(value=False, source="administrative settlement"),
}


#: Paying the provider what was approved performs the insurance contract (article 4.0.4).
_PAYMENT_FACTS: Mapping[str, Sourced] = {
    **_CLAIMS_FACTS,
    "sub_purpose": Sourced("payment", "purpose of the process"),
    "proportionate": Sourced(value=True, source="only the account of the provider that is paid is read"),
    # What failed one of these is refused and stands in no order (article 1 sub 8).
    "insured_on_service_date": Sourced(value=True, source="formal control of each line that is paid"),
    "in_package": Sourced(value=True, source="formal control of each line that is paid"),
    "provider_competent": Sourced(value=True, source="formal control of each line that is paid"),
}


def look_up(*, run_id: UUID, subject_indexes: Sequence[bytes], data: frozenset[str]) -> ProcessingRequest:
    """Ask to look up what a run must be held against, in one data category (formele controle)."""
    return ProcessingRequest(
        purpose="formal-control",
        action="consult",
        data=data,
        scope=Scope.run(run_id, subject_indexes),
        facts=_FORMAL_CONTROL_FACTS,
    )


def record(*, run_id: UUID, subject_indexes: Sequence[bytes], data: frozenset[str]) -> ProcessingRequest:
    """Ask to record what a run brought in, in one data category (vastleggen)."""
    return ProcessingRequest(
        purpose="claims",
        action="record",
        data=data,
        scope=Scope.run(run_id, subject_indexes),
        facts=_CLAIMS_FACTS,
    )


def pay(*, run_id: UUID) -> ProcessingRequest:
    """Ask to pay what a run approved, and for the account of the provider (betaalopdracht).

    It leaves the duty to tell the insured how it was settled (GC-T-4.2.2-verzekerde).
    """
    return ProcessingRequest(
        purpose="claims",
        action="decide",
        data=frozenset({"professional"}),
        scope=Scope.run(run_id, ()),
        facts=_PAYMENT_FACTS,
    )


def send_return(*, run_id: UUID) -> ProcessingRequest:
    """Ask to send a file's return message to who sent it, and to keep it as it went (retourbericht)."""
    return ProcessingRequest(
        purpose="claims",
        action="send",
        data=frozenset({"claim", "identification", "birthdate", "gender", "bsn", "diagnosis"}),
        scope=Scope.run(run_id, ()),
        facts={
            **_CLAIMS_FACTS,
            "recipient": Sourced("provider", "whoever sent the file"),
            "same_provider": Sourced(value=True, source="the records of the file go back as they came"),
        },
    )


def view_run(*, run_id: UUID | None) -> ProcessingRequest:
    """Ask to see the received files, or the claims of one of them, without names (werkvoorraad)."""
    return ProcessingRequest(
        purpose="claims",
        action="consult",
        data=frozenset({"claim"}) if run_id is None else frozenset({"claim", "professional"}),
        scope=Scope.none() if run_id is None else Scope.run(run_id, ()),
        facts=_CLAIMS_FACTS,
    )


def view_figures() -> ProcessingRequest:
    """Ask to see what came in and why claims were refused, in counts alone (cijfers)."""
    return ProcessingRequest(
        purpose="claims",
        action="consult",
        data=frozenset({"claim", "aggregate"}),
        scope=Scope.none(),
        facts={
            **_CLAIMS_FACTS,
            "level": Sourced("aggregate", "files by week, and a count in which nobody can be traced"),
        },
    )


def seek_claim(*, claim_id: UUID, person: frozenset[str]) -> ProcessingRequest:
    """Ask for a claim that is not there as for one that is: who may see none learns not even that."""
    return ProcessingRequest(
        purpose="claims",
        action="consult",
        data=frozenset({"claim", "professional"}) | person,
        # A run that is not there either: it opens no row.
        scope=Scope.run(claim_id, ()),
        facts=_CLAIMS_FACTS,
    )


def view_claim_as_adviser(*, subject_id: UUID | None, run_id: UUID, unit: str | None) -> ProcessingRequest:
    """Ask to judge one claim with its diagnosis and free text, as a medical adviser does (article 4.0.3)."""
    claim = frozenset({"claim", "professional"})
    if subject_id is None:
        # Of somebody who is not insured with us no diagnosis is kept, so none is asked for.
        return ProcessingRequest("claims", "consult", claim, Scope.run(run_id, ()), _CLAIMS_FACTS)
    data, facts = claim | {"identification", "birthdate", "gender"}, dict(_CLAIMS_FACTS)
    if unit:
        # What came in confidence is the adviser's unit's alone; whoever stands in no unit does not meet it.
        data |= {"diagnosis", "health"}
        facts["record_unit"] = Sourced(unit, _ADVISERS)
        facts["under_ma"] = Sourced(value=True, source="only the adviser's own role may ask this")
    return ProcessingRequest("claims", "consult", data, Scope.subject(subject_id), facts)


def view_claim(*, subject_id: UUID | None, run_id: UUID, person: frozenset[str]) -> ProcessingRequest:
    """Ask to see one claim with whom it is about (raadplegen is verwerken, article 1 sub 23)."""
    claim = frozenset({"claim", "professional"})
    return ProcessingRequest(
        purpose="claims",
        action="consult",
        data=claim | person if subject_id else claim,
        scope=Scope.subject(subject_id) if subject_id else Scope.run(run_id, ()),
        facts=_CLAIMS_FACTS,
    )
