"""What is asked before a request is handled, answered or carried out here (behandelen, uitvoeren)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.decisions import ProcessingRequest, Scope, Sourced
from zorgvuldig.processes.rights.decide.categories import EXCHANGE, LOG
from zorgvuldig.processes.rights.decide.facts import ANSWERING, HANDLING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from zorgvuldig.records.stored_requests import StoredRequest


def list_requests() -> ProcessingRequest:
    """Ask to list what waits, by its clock and nobody's name, or whether somebody is known (werkvoorraad)."""
    return ProcessingRequest("data-subject-rights", "consult", EXCHANGE, Scope.none(), HANDLING)


def list_unfinished() -> ProcessingRequest:
    """Ask to list what was granted to persons and is to be done, or told on (werkvoorraad).

    The log is named, so that whoever answers what parties ask sees no list of persons' requests.
    """
    return ProcessingRequest("data-subject-rights", "consult", EXCHANGE | LOG, Scope.none(), HANDLING)


def handle(*, subject_id: UUID) -> ProcessingRequest:
    """Ask to show whoever answers a request what is asked, and by whom (behandelen)."""
    return ProcessingRequest("data-subject-rights", "consult", EXCHANGE, Scope.subject(subject_id), HANDLING)


def name_asker(*, subject_id: UUID) -> ProcessingRequest:
    """Ask to tell whoever answers a request of whom it is: the name, and no more (article 5.2 e)."""
    facts = {**HANDLING, "proportionate": Sourced(value=True, source="the name alone, beside the request")}
    data = frozenset({"identification"})
    return ProcessingRequest("data-subject-rights", "use", data, Scope.subject(subject_id), facts)


def read_to_tell(*, subject_id: UUID) -> ProcessingRequest:
    """Ask to read one request and its answer, to write the letter about it (brief schrijven)."""
    facts = {**HANDLING, "proportionate": Sourced(value=True, source="the one request that is told of")}
    return ProcessingRequest("data-subject-rights", "consult", EXCHANGE, Scope.subject(subject_id), facts)


def tell_nothing_held() -> ProcessingRequest:
    """Ask to write to somebody unknown here that nothing is held, within four weeks (article 5.2 a).

    Nothing of whoever asked begins to be held by it: the letter itself goes on paper, and is kept nowhere.
    """
    facts = {
        **HANDLING,
        "proportionate": Sourced(value=True, source="name and address as they stand under the own letter"),
        "recipient": Sourced("data-subject", "whoever wrote, at the address in the own letter"),
    }
    data = frozenset({"identification", "correspondence"})
    return ProcessingRequest("data-subject-rights", "send", data, Scope.none(), facts)


def step(*, subject_id: UUID) -> ProcessingRequest:
    """Ask to note a step: taken in, who asks, another's view, a proposal (behandelen)."""
    return ProcessingRequest("data-subject-rights", "decide", EXCHANGE, Scope.subject(subject_id), HANDLING)


def extend(
    *, subject_id: UUID, received_on: date, on: date, is_complex: bool, identified: bool
) -> ProcessingRequest:
    """Ask to let a request take a month longer: told in time, with its reason (verlengen, article 5.2 c)."""
    facts = {
        **HANDLING,
        "identity_verified": Sourced(identified, "the request"),
        "received_at": Sourced(received_on, "the request"),
        "complex": Sourced(is_complex, "what the handler said of it on the form"),
        "extension_notified": Sourced(value=True, source="it stands at the person's own desk at once"),
        "extension_notice_at": Sourced(on, "the day of this step"),
        "reasons_given": Sourced(value=True, source="the form takes no extension without a reason"),
        "documented": Sourced(value=True, source="kept with the request"),
    }
    return ProcessingRequest("data-subject-rights", "decide", EXCHANGE, Scope.subject(subject_id), facts)


def settle(asked: StoredRequest, *, refusing: bool, on: date) -> ProcessingRequest:
    """Ask to answer a request, in whole or part or not at all, with the reasons (article 5.2 c).

    An answer that comes too late goes out, but is never booked as one in time: then no day of answer is told.
    """
    kept = "the request"
    facts = {
        **HANDLING,
        "received_at": Sourced(asked.received_on, kept),
        "refused_part": Sourced(refusing, "the outcome that the handler chose"),
        "reasons_given": Sourced(value=True, source="the form takes no answer without its words"),
        "documented": Sourced(value=True, source="kept with the request"),
        **_others(asked),
    }
    if asked.ground_until is not None:
        facts |= special(approved=asked.officer_on is not None)
    # Whoever stays unknown is refused for that reason alone: then nothing is claimed of who it is.
    if asked.identified or not refusing:
        facts["identity_verified"] = Sourced(asked.identified, kept)
    if on <= asked.due_on:
        facts["answered_at"] = Sourced(on, "the day of this step")
    if asked.extended_on is not None:
        facts |= {
            "complex": Sourced(value=True, source="judged so when it was extended"),
            "extension_notified": Sourced(value=True, source=kept),
            "extension_notice_at": Sourced(asked.extended_on, kept),
        }
    return ProcessingRequest(
        "data-subject-rights", "decide", EXCHANGE, Scope.subject(asked.subject_id), facts
    )


def special(*, approved: bool) -> Mapping[str, Sourced]:
    """Tell of a special circumstance of article 3.13: written down, until a day, with the officer heard."""
    return {
        "security_art_3_13": Sourced(value=True, source="the ground, which ends on its day"),
        "approved": Sourced(approved, "a colleague settles it, after word of the data protection officer"),
        "time_boxed": Sourced(value=True, source="the form takes no such ground without its last day"),
    }


def _others(asked: StoredRequest) -> Mapping[str, Sourced]:
    """Tell what was done about another person whom the answer would tell about (notes on article 5.2)."""
    if asked.view_asked_on is None:
        return {}
    outcome, kept = asked.view_outcome, "the request"
    return {
        "third_party_data": Sourced(value=True, source="another was to be asked for a view"),
        "third_party_heard": Sourced(outcome in {"heard", "silent", "prevails"}, kept),
        "informing_impossible": Sourced(outcome == "impossible", kept),
        "third_party_prevails": Sourced(outcome == "prevails", "weighed, with word of the officer before"),
    }


def find_receivers(*, subject_id: UUID) -> ProcessingRequest:
    """Ask who received data of a person, to tell them what changed (kennisgeving, notes on article 5.2)."""
    facts = {**ANSWERING, "proportionate": Sourced(value=True, source="only who received what, and when")}
    return ProcessingRequest("data-subject-rights", "consult", LOG, Scope.subject(subject_id), facts)


def carry_out(asked: StoredRequest, *, data: frozenset[str], erasing: bool) -> ProcessingRequest:
    """Ask to correct, complete or erase what a request asked and somebody granted (uitvoeren, art. 5.2 c)."""
    facts = {
        **HANDLING,
        "necessary": Sourced(value=True, source="granted: otherwise the data stay as they should not be"),
        "proportionate": Sourced(value=True, source="the fields that the request is about"),
        "identity_verified": Sourced(asked.identified, "the request"),
        "received_at": Sourced(asked.received_on, "the request"),
        "informing_impossible": Sourced(value=False, source="who received them stands in the log"),
        "source": Sourced("own", "held for the own insurance"),
    }
    if erasing:
        kept = "how to reach somebody beside the post is held as long as the person wants it"
        facts |= {
            "basis": Sourced("a", kept),
            "legal_obligation": Sourced(value=False, source=kept),
            "consent_withdrawn": Sourced(value=True, source="the request asks to erase it"),
            "unambiguous_consent": Sourced(value=True, source="told by the person"),
            "in_contract": Sourced(value=False, source=kept),
            "hold": Sourced(value=False, source="a hold keeps no contact details from their person"),
        }
    action = "erase" if erasing else "record"
    return ProcessingRequest("data-subject-rights", action, data, Scope.subject(asked.subject_id), facts)


def note_effect(asked: StoredRequest) -> ProcessingRequest:
    """Ask to note with a request what it is about, what was done, who was told, when it ends (vastleggen)."""
    facts = {
        **HANDLING,
        "identity_verified": Sourced(asked.identified, "the request"),
        "received_at": Sourced(asked.received_on, "the request"),
        "refused_part": Sourced(value=False, source="this step refuses nothing"),
        "documented": Sourced(value=True, source="kept with the request"),
    }
    return ProcessingRequest(
        "data-subject-rights", "decide", EXCHANGE, Scope.subject(asked.subject_id), facts
    )
