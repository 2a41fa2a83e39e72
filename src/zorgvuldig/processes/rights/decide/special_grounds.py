"""What is asked before the officer speaks on a special ground, or looks at one again (art. 3.13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.decisions import ProcessingRequest, Scope, Sourced
from zorgvuldig.processes.rights.decide.categories import EXCHANGE
from zorgvuldig.processes.rights.decide.facts import HANDLING
from zorgvuldig.processes.rights.decide.handling import special

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from zorgvuldig.records.stored_requests import StoredRequest

_TASK = "the officer is heard on special circumstances (Code of Conduct art. 3.13; GDPR art. 39)"
_HEARING: Mapping[str, Sourced] = {
    **HANDLING,
    "basis": Sourced("c", _TASK),
    "legal_obligation": Sourced(value=True, source=_TASK),
    "necessary": Sourced(value=True, source="a ground cannot be judged without the request"),
    "proportionate": Sourced(value=True, source="the one request, what is proposed and why"),
}


def list_grounds() -> ProcessingRequest:
    """Ask to list the refusals that wait for the officer or stand until a day, without whose they are."""
    return ProcessingRequest("data-subject-rights", "consult", EXCHANGE, Scope.none(), _HEARING)


def read_ground(*, subject_id: UUID) -> ProcessingRequest:
    """Ask to show the officer one request with what is proposed and on which ground."""
    return ProcessingRequest("data-subject-rights", "consult", EXCHANGE, Scope.subject(subject_id), _HEARING)


def speak(*, subject_id: UUID) -> ProcessingRequest:
    """Ask to keep the officer's word on a proposal, or that a special circumstance is over."""
    return ProcessingRequest("data-subject-rights", "decide", EXCHANGE, Scope.subject(subject_id), _HEARING)


def prolong(asked: StoredRequest) -> ProcessingRequest:
    """Ask to let a special circumstance stand until a later day, which leaves the duty to look again."""
    facts = {
        **_HEARING,
        **special(approved=True),
        "identity_verified": Sourced(asked.identified, "the request"),
        "received_at": Sourced(asked.received_on, "the request"),
        "refused_part": Sourced(value=True, source="it stays refused until that day"),
        "reasons_given": Sourced(value=True, source="the officer's words, kept with the request"),
        "documented": Sourced(value=True, source="kept with the request"),
    }
    return ProcessingRequest(
        "data-subject-rights", "decide", EXCHANGE, Scope.subject(asked.subject_id), facts
    )
