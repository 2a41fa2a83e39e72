"""What is asked before a mandate is given, ended or shown, and before a representative sees anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.decisions import ProcessingRequest, Scope, Sourced

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

_RIGHT = "right of access through a representative (Code of Conduct art. 5.2; GDPR art. 15)"
_MANDATE = "mandate given by the person (BW 3:60)"
_LOGIN = "login with a password and a one-time code"

_COMMON: Mapping[str, Sourced] = {
    "necessary": Sourced(value=True, source="without it nobody could act for the person"),
    "proportionate": Sourced(value=True, source="only who acts, in what scope, in which period"),
    "obtained_lawfully": Sourced(value=True, source="told by the person"),
    "request_by_insured": Sourced(value=True, source="asked by the person"),
    "identity_verified": Sourced(value=True, source=_LOGIN),
    "mfa": Sourced(value=True, source=_LOGIN),
}
_GIVING: Mapping[str, Sourced] = {
    **_COMMON,
    "basis": Sourced("b", _MANDATE),
    "in_contract": Sourced(value=True, source="the insurance of the person"),
    "source": Sourced("own", "told by the person"),
    "informed": Sourced(value=True, source="the page says what is kept"),
    # Also while use of the own data is restricted: whom one trusts is one's own to say.
    "explicit_consent": Sourced(value=True, source="the person's own step on the own page"),
    "consent_withdrawn": Sourced(value=False, source="said with this very step"),
}
_LOOKING: Mapping[str, Sourced] = {
    **_COMMON,
    "basis": Sourced("c", _RIGHT),
    "legal_obligation": Sourced(value=True, source=_RIGHT),
    "proportionate": Sourced(value=True, source="only what the scope of the mandate allows"),
    "request_by_insured": Sourced(value=True, source="opened by the representative, for the person"),
}
_NAME = frozenset({"identification", "birthdate"})
#: What a scope shows: for money matters amounts and periods; for personal matters also who gave what care.
SEEN: Mapping[str, frozenset[str]] = {
    "financial": _NAME | {"policy", "claim"},
    "personal": _NAME | {"policy", "claim", "professional", "diagnosis", "health"},
}


def view_mandates(*, subject_id: UUID) -> ProcessingRequest:
    """Ask to show a person who may act for him."""
    return _mandate(subject_id, "consult")


def record_mandate(*, subject_id: UUID) -> ProcessingRequest:
    """Ask to record that a person gives or ends a mandate."""
    return _mandate(subject_id, "record")


def give_up(*, subject_id: UUID) -> ProcessingRequest:
    """Ask to let a representative give up the mandate: nobody has to act for another."""
    facts = {
        **_GIVING,
        "proportionate": Sourced(value=True, source="only that the mandate ends"),
        "request_by_insured": Sourced(value=False, source="asked by the representative"),
    }
    return ProcessingRequest(
        purpose="policy-administration",
        action="record",
        data=frozenset({"policy"}),
        scope=Scope.subject(subject_id),
        facts=facts,
    )


def look_for(*, subject_id: UUID, scope: str) -> ProcessingRequest:
    """Ask to show a representative what the scope allows of the person represented (namens een ander)."""
    return _look(subject_id, SEEN[scope])


def name_of(*, subject_id: UUID) -> ProcessingRequest:
    """Ask to show a representative the name of whom he may act for."""
    return _look(subject_id, _NAME)


def _mandate(subject_id: UUID, action: str) -> ProcessingRequest:
    return ProcessingRequest(
        purpose="policy-administration",
        action=action,
        data=frozenset({"policy"}),
        scope=Scope.subject(subject_id),
        facts=_GIVING,
    )


def _look(subject_id: UUID, data: frozenset[str]) -> ProcessingRequest:
    return ProcessingRequest(
        purpose="data-subject-rights",
        action="consult",
        data=data,
        scope=Scope.subject(subject_id),
        facts=_LOOKING,
    )
