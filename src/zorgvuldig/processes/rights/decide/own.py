"""What is asked before a person sees, asks or is written about the own data (inzage, verzoek)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.decisions import ProcessingRequest, Scope, Sourced
from zorgvuldig.processes.rights.decide.categories import EXCHANGE, LOG
from zorgvuldig.processes.rights.decide.facts import ANSWERING, FACTS

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID


def view_own(*, subject_id: UUID, data: frozenset[str]) -> ProcessingRequest:
    """Ask to show a person the own data in these categories (inzage)."""
    return ProcessingRequest(
        purpose="data-subject-rights",
        action="consult",
        data=data,
        scope=Scope.subject(subject_id),
        facts=FACTS,
    )


def ask(*, subject_id: UUID, received_on: date) -> ProcessingRequest:
    """Ask to take in a person's own request about a right (verzoek, article 5.1)."""
    facts = {**FACTS, "received_at": Sourced(received_on, "the day on which the person sent it here")}
    return ProcessingRequest("data-subject-rights", "request", EXCHANGE, Scope.subject(subject_id), facts)


def ask_human(*, subject_id: UUID, received_on: date) -> ProcessingRequest:
    """Ask to take in that a human must look at what a program decided; it leaves that duty (art. 5.7)."""
    facts = {
        **FACTS,
        "received_at": Sourced(received_on, "the day on which the person sent it here"),
        "automated_only": Sourced(value=True, source="adjudicated by formal control, without a human hand"),
        "logic_given": Sourced(value=True, source="the page tells how each reason came about"),
        "review_offered": Sourced(value=True, source="this request is the review"),
    }
    return ProcessingRequest("data-subject-rights", "request", EXCHANGE, Scope.subject(subject_id), facts)


def withdraw(*, subject_id: UUID) -> ProcessingRequest:
    """Ask to let a person withdraw the own request (intrekken)."""
    return ProcessingRequest("data-subject-rights", "request", EXCHANGE, Scope.subject(subject_id), FACTS)


def ask_for(*, subject_id: UUID, received_on: date | None = None) -> ProcessingRequest:
    """Ask to let a representative ask by right for a person, or read back what was asked (namens een ander).

    The gate says whether the mandate, or the parenthood of a child under sixteen, stands.
    """
    facts = {
        **FACTS,
        "proportionate": Sourced(value=True, source="what was asked under this mandate, and its answer"),
        "obtained_lawfully": Sourced(value=True, source="told by the representative, with the request"),
        "request_by_insured": Sourced(value=True, source="asked by the representative, for the person"),
    }
    if received_on is not None:
        facts["received_at"] = Sourced(received_on, "the day on which the representative sent it here")
    return ProcessingRequest("data-subject-rights", "request", EXCHANGE, Scope.subject(subject_id), facts)


def see_looks_for(*, subject_id: UUID) -> ProcessingRequest:
    """Ask to show a parent who looked at the data of a child under sixteen (article 5.2, namens een kind).

    The gate says whether that holds today. From sixteen on it is the own list of that person.
    """
    facts = {
        **FACTS,
        "proportionate": Sourced(value=True, source="only the processings about this child are opened"),
        "obtained_lawfully": Sourced(value=True, source="written by the door itself"),
        "request_by_insured": Sourced(value=True, source="asked by the parent, for the child"),
    }
    return ProcessingRequest("data-subject-rights", "request", LOG, Scope.subject(subject_id), facts)


def answer_access(*, subject_id: UUID) -> ProcessingRequest:
    """Ask to gather every processing about a person, to answer a request for access (inzageverzoek)."""
    return ProcessingRequest(
        purpose="data-subject-rights",
        action="consult",
        data=LOG,
        scope=Scope.subject(subject_id),
        facts=ANSWERING,
    )


def write_cover(*, subject_id: UUID) -> ProcessingRequest:
    """Ask to write to a person about the own request for access (begeleidende brief bij inzage)."""
    return ProcessingRequest(
        purpose="data-subject-rights",
        action="send",
        data=frozenset({"identification", "log"}),
        scope=Scope.subject(subject_id),
        facts={**ANSWERING, "recipient": Sourced("data-subject", "the person who asked")},
    )


def write_about_request(*, subject_id: UUID, refusing: bool = False) -> ProcessingRequest:
    """Ask to write to a person about the own request: received, extended, answered or refused (brief)."""
    facts = {**ANSWERING, "recipient": Sourced("data-subject", "the person who asked")}
    if refusing:
        kept = "the template takes no refusal without its reasons"
        facts |= {
            "refused_part": Sourced(value=True, source="the decision on the request"),
            "reasons_given": Sourced(value=True, source=kept),
            "documented": Sourced(value=True, source=kept),
            "complaint_first": Sourced(value=False, source="the template opens every way at once"),
        }
    return ProcessingRequest(
        purpose="data-subject-rights",
        action="send",
        data=frozenset({"identification", "correspondence"}),
        scope=Scope.subject(subject_id),
        facts=facts,
    )
