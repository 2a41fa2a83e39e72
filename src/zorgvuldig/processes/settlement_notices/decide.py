"""What is asked before somebody hears how a claim was settled (Code of Conduct article 4.2.2 and its notes).

Two questions for each letter: what this reader may be told about the person who had the care, and whether the
letter may be kept and sent to the reader. Both are sendings (verstrekken, article 1 sub 23).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.decisions import ProcessingRequest, Scope, Sourced

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

_STATUTE = "Zvw art. 87; Wmg art. 35 and 36"
_NOTICE = "Code of Conduct art. 4.2.2 and its notes"

_FACTS: Mapping[str, Sourced] = {
    "basis": Sourced("b", "insurance contract (Code of Conduct art. 4.0.4)"),
    "in_contract": Sourced(value=True, source="the claims of an insurance policy of ours"),
    "necessary": Sourced(value=True, source="without it nobody could object to a settlement"),
    "proportionate": Sourced(value=True, source="each reader gets the least that the article leaves"),
    "obtained_lawfully": Sourced(value=True, source="claim message of the provider"),
    "interpretation": Sourced(value=False, source="what was decided is told, not assessed"),
}
#: The duty that comes before a letter to a policyholder is released: the words are neutral by construction.
NEUTRAL = frozenset({"neutral-description"})


def look_at_run(*, run_id: UUID) -> ProcessingRequest:
    """Ask whose claims a run holds (wie het aangaat)."""
    return ProcessingRequest(
        "claims", "consult", frozenset({"claim", "professional"}), Scope.run(run_id, ()), _recorded()
    )


def know_readers(*, subject_id: UUID) -> ProcessingRequest:
    """Ask who may hear it: age, policyholder, representatives, and whether something is left to pay."""
    data = frozenset({"identification", "birthdate", "policy", "claim"})
    return ProcessingRequest("claims", "consult", data, Scope.subject(subject_id), _recorded())


def tell(*, subject_id: UUID, recipient: str, full: bool) -> ProcessingRequest:
    """Ask to tell a reader about the care of one person: in full, or neutral (vergoedingenoverzicht)."""
    data = {"identification", "policy", "claim"}
    if recipient != "policyholder":
        data |= {"professional"}
    facts = {
        **_FACTS,
        "recipient": Sourced(recipient, _NOTICE),
        "description_level": Sourced("full" if full else "neutral", _NOTICE),
        "mandate_valid": Sourced(recipient == "legal-representative", "mandate in the register, on this day"),
    }
    return ProcessingRequest("claims", "send", frozenset(data), Scope.subject(subject_id), facts)


def keep_for(*, person_id: UUID) -> ProcessingRequest:
    """Ask to keep a letter for whom it is addressed to (brief vastleggen)."""
    facts = {**_FACTS, "recipient": Sourced("data-subject", "the letter is kept for its own reader")}
    data = frozenset({"identification", "claim"})
    return ProcessingRequest("claims", "send", data, Scope.subject(person_id), facts)


def tell_provider(*, run_id: UUID) -> ProcessingRequest:
    """Ask to tell a care provider why the own claims were refused (afwijzing aan zorgaanbieder)."""
    facts = {
        **_FACTS,
        "recipient": Sourced("provider", "whoever sent the claim"),
        "same_provider": Sourced(value=True, source="only claims of this provider's own AGB code are told"),
    }
    data = frozenset({"claim", "professional"})
    return ProcessingRequest("claims", "send", data, Scope.run(run_id, ()), facts)


def _recorded() -> Mapping[str, Sourced]:
    return {
        **_FACTS,
        "basis": Sourced("c", _STATUTE),
        "legal_obligation": Sourced(value=True, source=_STATUTE),
        "sub_purpose": Sourced("reimbursement", "purpose of the process"),
    }


def note_run(*, run_id: UUID) -> ProcessingRequest:
    """Ask to keep that the insured of a run were written to, or that nobody had to be (run afgerond)."""
    facts = {**_FACTS, "recipient": Sourced("data-subject", "each letter goes to its own reader")}
    return ProcessingRequest("claims", "send", frozenset({"claim"}), Scope.run(run_id, ()), facts)
