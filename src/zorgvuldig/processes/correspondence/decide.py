"""What the post asks before a letter leaves, comes back or is counted (verstrekken, article 1 sub 23)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.decisions import ProcessingRequest, Scope, Sourced

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

_POST = "the letter was written by a decision of its own process"

_FACTS: Mapping[str, Sourced] = {
    "necessary": Sourced(value=True, source="a letter that does not leave tells nobody anything"),
    "proportionate": Sourced(
        value=True, source="the address and the letter, and nothing of the file behind it"
    ),
    "obtained_lawfully": Sourced(value=True, source=_POST),
    "interpretation": Sourced(value=False, source="the post assesses nothing"),
}
_RIGHT = "right of access (Code of Conduct art. 5.2; GDPR art. 15)"
_GROUNDS: Mapping[str, Mapping[str, Sourced]] = {
    "claims": {
        "basis": Sourced("b", "insurance contract (Code of Conduct art. 4.0.4)"),
        "in_contract": Sourced(value=True, source="the claims of an insurance policy of ours"),
    },
    "data-subject-rights": {
        "basis": Sourced("c", _RIGHT),
        "legal_obligation": Sourced(value=True, source=_RIGHT),
        "identity_verified": Sourced(value=True, source="the request was made by the person"),
    },
}
_SHIELD = "shielding of a threatened person (Code of Conduct art. 4.0.6)"
_SAFE: Mapping[str, Sourced] = {
    "basis": Sourced("b", "insurance contract (Code of Conduct art. 4.0.4)"),
    "in_contract": Sourced(value=True, source="a letter that the insurance contract asks for"),
    "necessary": Sourced(value=True, source="a letter without an address reaches nobody by itself"),
    "proportionate": Sourced(value=True, source="name and whereabouts, and nothing of the letter"),
    "obtained_lawfully": Sourced(value=True, source=_SHIELD),
    "interpretation": Sourced(value=False, source="what is brought is not assessed"),
}
_TASK = "Code of Conduct art. 3.11 and 6.1"


def send(*, purpose: str, data_category: str, person_id: UUID, with_address: bool) -> ProcessingRequest:
    """Ask to send a letter to the person it is addressed to, under the purpose of its process (verzenden).

    On the safe route no address is asked for, so that none can be opened.
    """
    data = {"identification", data_category} | ({"address"} if with_address else set())
    facts = {
        **_FACTS,
        **_GROUNDS[purpose],
        "recipient": Sourced("data-subject", "the letter goes to whom it is addressed to"),
    }
    return ProcessingRequest(purpose, "send", frozenset(data), Scope.subject(person_id), facts)


def send_to_provider(*, purpose: str, run_id: UUID) -> ProcessingRequest:
    """Ask to send a letter to a care provider about the own claims (verzenden aan zorgaanbieder)."""
    facts = {
        **_FACTS,
        **_GROUNDS[purpose],
        "recipient": Sourced("provider", "whoever sent the claims"),
        "same_provider": Sourced(value=True, source="the letter tells of this provider's own claims alone"),
    }
    data = frozenset({"claim", "professional"})
    return ProcessingRequest(purpose, "send", data, Scope.run(run_id, ()), facts)


def list_safe() -> ProcessingRequest:
    """Ask which letters wait to be handed over: numbers, and nobody's name (veilige route)."""
    return ProcessingRequest("shielding", "consult", frozenset({"identification"}), Scope.none(), _SAFE)


def find_safe(*, person_id: UUID) -> ProcessingRequest:
    """Ask where one threatened person is, to bring a letter there (verblijfplaats, GC-4.0.6)."""
    data = frozenset({"identification", "address", "location-shielded"})
    return ProcessingRequest("shielding", "consult", data, Scope.subject(person_id), _SAFE)


def hand_over(*, person_id: UUID) -> ProcessingRequest:
    """Ask to hand a letter over to the person it is addressed to (overhandigen)."""
    facts = {**_SAFE, "recipient": Sourced("data-subject", "into the hands of its own reader")}
    return ProcessingRequest(
        "shielding", "send", frozenset({"identification"}), Scope.subject(person_id), facts
    )


def note_told(*, run_id: UUID) -> ProcessingRequest:
    """Ask to keep that all the insured of a run were written to (verplichting afgerond)."""
    facts = {
        **_FACTS,
        **_GROUNDS["claims"],
        "recipient": Sourced("data-subject", "each letter went to its own reader"),
    }
    return ProcessingRequest("claims", "send", frozenset({"claim"}), Scope.run(run_id, ()), facts)


def count_letters() -> ProcessingRequest:
    """Ask to count letters by kind and state (aansluiten, toezicht)."""
    facts = {
        **_FACTS,
        "basis": Sourced("c", _TASK),
        "legal_obligation": Sourced(value=True, source=_TASK),
        "level": Sourced("aggregate", "counts by kind and state; nobody can be traced in them"),
    }
    return ProcessingRequest("compliance", "consult", frozenset({"aggregate"}), Scope.none(), facts)
