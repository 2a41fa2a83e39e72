"""What is asked before a care provider or business partner sees or asks, and is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.decisions import ProcessingRequest, Scope, Sourced
from zorgvuldig.processes.rights.decide.categories import OF_RELATION, PARTY
from zorgvuldig.processes.rights.decide.facts import FACTS, HANDLING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


def view_own_party() -> ProcessingRequest:
    """Ask to show a care provider or business partner all that is registered about it (inzage)."""
    return ProcessingRequest(
        purpose="data-subject-rights",
        action="consult",
        data=PARTY,
        scope=Scope.none(),
        facts={
            **FACTS,
            "obtained_lawfully": Sourced(value=True, source="registers named with each fact"),
            "proportionate": Sourced(value=True, source="row-level security keeps all other parties closed"),
        },
    )


#: What holds of a request of a party that was given a month more.
_JUDGED: Mapping[str, Sourced] = {
    "complex": Sourced(value=True, source="the handler judged so and wrote down why"),
    "extension_notified": Sourced(value=True, source="it stands at the party's own desk at once"),
    "reasons_given": Sourced(value=True, source="the form takes no extension without a reason"),
    "documented": Sourced(value=True, source="kept with the request"),
}
_BY_LOGIN: Mapping[str, Sourced] = {
    "identity_verified": Sourced(value=True, source="asked after login at the party's own desk")
}
_OF_PARTY = "row-level security keeps all other parties closed"


def ask_as_party(*, received_on: date | None = None) -> ProcessingRequest:
    """Ask to take in, or take back, what a party asks by right (verzoek, business privacy statement)."""
    facts = {
        **FACTS,
        "proportionate": Sourced(value=True, source=_OF_PARTY),
        "obtained_lawfully": Sourced(value=True, source="told by the party, with the request"),
    }
    if received_on is not None:
        facts["received_at"] = Sourced(received_on, "the day on which the party sent it here")
    return ProcessingRequest("data-subject-rights", "request", OF_RELATION, Scope.none(), facts)


def view_own_exchange() -> ProcessingRequest:
    """Ask to show a party what it asked, and our answers."""
    facts = {**FACTS, "proportionate": Sourced(value=True, source=_OF_PARTY)}
    return ProcessingRequest("data-subject-rights", "consult", OF_RELATION, Scope.none(), facts)


def view_own_answer() -> ProcessingRequest:
    """Ask to give a party our answer as a letter, with the name that it is registered under."""
    facts = {**FACTS, "proportionate": Sourced(value=True, source=_OF_PARTY)}
    return ProcessingRequest("data-subject-rights", "consult", PARTY, Scope.none(), facts)


def handle_of_party() -> ProcessingRequest:
    """Ask to show whoever answers them what parties asked, and who they are."""
    return ProcessingRequest("data-subject-rights", "consult", PARTY, Scope.none(), HANDLING)


def extend_of_party(*, received_on: date, on: date) -> ProcessingRequest:
    """Ask to let a request of a party take a month longer: told in time, with its reason (VGZ-termijn)."""
    facts = {
        **HANDLING,
        **_BY_LOGIN,
        **_JUDGED,
        "received_at": Sourced(received_on, "the request"),
        "extension_notice_at": Sourced(on, "the day of this step"),
    }
    return ProcessingRequest("data-subject-rights", "decide", PARTY, Scope.none(), facts)


def settle_of_party(
    *, received_on: date, due_on: date, extended_on: date | None, refusing: bool, on: date
) -> ProcessingRequest:
    """Ask to answer a request of a party, in whole or part or not at all, with the reasons.

    An answer that comes too late goes out, but is never booked as one in time.
    """
    facts = {
        **HANDLING,
        **_BY_LOGIN,
        "received_at": Sourced(received_on, "the request"),
        "refused_part": Sourced(refusing, "the outcome that the handler chose"),
        "reasons_given": Sourced(value=True, source="the form takes no answer without its words"),
        "documented": Sourced(value=True, source="kept with the request"),
    }
    if on <= due_on:
        facts["answered_at"] = Sourced(on, "the day of this step")
    if extended_on is not None:
        facts |= {**_JUDGED, "extension_notice_at": Sourced(extended_on, "the request")}
    return ProcessingRequest("data-subject-rights", "decide", PARTY, Scope.none(), facts)
