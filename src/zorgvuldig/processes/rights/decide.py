"""What the rights desk asks before it shows a person the own data (inzage, Code of Conduct article 5.2).

A person who looks at the own data is a processing like any other: decided, written down, visible later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.decisions import ProcessingRequest, Scope, Sourced

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from zorgvuldig.records.stored_requests import StoredRequest

_RIGHT = "right of access (Code of Conduct art. 5.2; GDPR art. 15)"
_LOGIN = "login with a password and a one-time code"

_FACTS: Mapping[str, Sourced] = {
    "basis": Sourced("c", _RIGHT),
    "legal_obligation": Sourced(value=True, source=_RIGHT),
    "necessary": Sourced(value=True, source=_RIGHT),
    "proportionate": Sourced(value=True, source="only the person's own data are opened"),
    "obtained_lawfully": Sourced(value=True, source="held for the own insurance"),
    "request_by_insured": Sourced(value=True, source="opened by the person"),
    "identity_verified": Sourced(value=True, source=_LOGIN),
    "mfa": Sourced(value=True, source=_LOGIN),
}

#: The answer is prepared here; whom it is handed to, and how that person proved to be who, is checked there.
_ANSWERING: Mapping[str, Sourced] = {
    "basis": Sourced("c", _RIGHT),
    "legal_obligation": Sourced(value=True, source=_RIGHT),
    "necessary": Sourced(value=True, source=_RIGHT),
    "proportionate": Sourced(value=True, source="only the processings about this person are opened"),
    "obtained_lawfully": Sourced(value=True, source="written by the door itself"),
}

#: Whoever answers a request reads what is asked, and nothing of care or of claims.
_HANDLING: Mapping[str, Sourced] = {
    "basis": Sourced("c", "rights of the data subject (Code of Conduct art. 5.2; GDPR art. 12)"),
    "legal_obligation": Sourced(value=True, source="GDPR art. 12"),
    "necessary": Sourced(value=True, source="a request cannot be answered unread"),
    "proportionate": Sourced(value=True, source="the request alone"),
    "obtained_lawfully": Sourced(value=True, source="told by the person, with the request"),
    "interpretation": Sourced(value=False, source="nothing of health is opened"),
    "addressed_to_ma": Sourced(value=False, source="sent to the desk of requests, whose form asks no health"),
}

#: Whoever oversees how requests go sees numbers, and of no request its person or its words.
_OVERSIGHT_TASK = "GDPR art. 39; Code of Conduct art. 5.1 and 6.1"
_OVERSEEING: Mapping[str, Sourced] = {
    "basis": Sourced("c", _OVERSIGHT_TASK),
    "legal_obligation": Sourced(value=True, source=_OVERSIGHT_TASK),
    "necessary": Sourced(value=True, source="whether requests are answered, and in time"),
    "proportionate": Sourced(value=True, source="counts by right; of no request its person or its words"),
    "obtained_lawfully": Sourced(value=True, source="written by the process itself"),
    "level": Sourced("aggregate", "counts by right leave the look"),
}

#: What the insured person sees of the own claims: who, what care, by whom, under which insurance policy.
CLAIMS = frozenset({"identification", "birthdate", "gender", "bsn", "claim", "policy", "professional"})
#: What a request and its answer are: an exchange with the person, and nothing of care or of claims.
EXCHANGE = frozenset({"correspondence"})
#: What a party asks, and who it is.
OF_PARTIES = EXCHANGE | {"professional"}
#: What the form asks of whoever refuses a part, before the answer goes: why it is kept, in the answer itself.
REASONED = frozenset({"state-keeping-reason"})
#: What the insured person sees of who looked.
LOG = frozenset({"log"})
#: All that is held about a person, and what the person may see of the own care (article 5.2).
EVERYTHING = CLAIMS | {
    "address",
    "consent-record",
    "contact",
    "correspondence",
    "diagnosis",
    "health",
    "location-shielded",
    "log",
    "objection-record",
}
#: What is registered about a care provider or business partner (business privacy statement).
PARTY = frozenset({"professional", "contract", "correspondence"})
#: What is done before a business contact sees the overview: it holds the rows of this capacity, which
#: row-level security opens, and nothing of the same person as insured (statement, whom it is not for).
BY_CAPACITY = frozenset({"overview-by-capacity"})
#: What is done before a restriction ends: it stands until the letter about the outcome was made, or until the
#: day that a letter named before (business privacy statement, restricted use; 37_restricting.sql).
TOLD_FIRST = frozenset({"tell-before-lifting"})
#: What was done before an answer that tells about another: that one was asked, and what came is kept.
VIEW_ASKED = frozenset({"ask-third-party-view"})
#: What the letter of a refusal does of itself: it names the authority and the court (article 7.3).
NAMED_WAYS = frozenset({"name-authority-and-court"})
#: What carrying out a request may change: how somebody is named and reached, nothing of care or insurance.
CHANGEABLE = {"contact": frozenset({"contact"}), "address": frozenset({"identification", "address"})}
CHANGEABLE["name"] = frozenset({"identification"})
#: What the own letters tell: settled claims, how often data were used, and what became of a request.
LETTERS = frozenset({"claim", "log", "correspondence"})


def view_own(*, subject_id: UUID, data: frozenset[str]) -> ProcessingRequest:
    """Ask to show a person the own data in these categories (inzage)."""
    return ProcessingRequest(
        purpose="data-subject-rights",
        action="consult",
        data=data,
        scope=Scope.subject(subject_id),
        facts=_FACTS,
    )


def view_own_party() -> ProcessingRequest:
    """Ask to show a care provider or business partner all that is registered about it (inzage)."""
    return ProcessingRequest(
        purpose="data-subject-rights",
        action="consult",
        data=PARTY,
        scope=Scope.none(),
        facts={
            **_FACTS,
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
_OF_PARTY = "row-level security keeps all other parties closed"


def ask_as_party(*, received_on: date | None = None) -> ProcessingRequest:
    """Ask to take in, or take back, what a party asks by right (verzoek, business privacy statement)."""
    facts = {
        **_FACTS,
        "proportionate": Sourced(value=True, source=_OF_PARTY),
        "obtained_lawfully": Sourced(value=True, source="told by the party, with the request"),
    }
    if received_on is not None:
        facts["received_at"] = Sourced(received_on, "the day on which the party sent it here")
    return ProcessingRequest("data-subject-rights", "request", EXCHANGE, Scope.none(), facts)


def view_own_exchange() -> ProcessingRequest:
    """Ask to show a party what it asked, and our answers."""
    facts = {**_FACTS, "proportionate": Sourced(value=True, source=_OF_PARTY)}
    return ProcessingRequest("data-subject-rights", "consult", EXCHANGE, Scope.none(), facts)


def handle_of_party() -> ProcessingRequest:
    """Ask to show whoever answers them what parties asked, and who they are."""
    return ProcessingRequest("data-subject-rights", "consult", OF_PARTIES, Scope.none(), _HANDLING)


def extend_of_party(*, received_on: date, on: date) -> ProcessingRequest:
    """Ask to let a request of a party take a month longer: told in time, with its reason (VGZ-termijn)."""
    facts = {
        **_HANDLING,
        **_JUDGED,
        "received_at": Sourced(received_on, "the request"),
        "extension_notice_at": Sourced(on, "the day of this step"),
    }
    return ProcessingRequest("data-subject-rights", "decide", OF_PARTIES, Scope.none(), facts)


def settle_of_party(
    *, received_on: date, due_on: date, extended_on: date | None, refusing: bool, on: date
) -> ProcessingRequest:
    """Ask to answer a request of a party, in whole or part or not at all, with the reasons.

    An answer that comes too late goes out, but is never booked as one in time.
    """
    facts = {
        **_HANDLING,
        "received_at": Sourced(received_on, "the request"),
        "refused_part": Sourced(refusing, "the outcome that the handler chose"),
        "reasons_given": Sourced(value=True, source="the form takes no answer without its words"),
        "documented": Sourced(value=True, source="kept with the request"),
    }
    if on <= due_on:
        facts["answered_at"] = Sourced(on, "the day of this step")
    if extended_on is not None:
        facts |= {**_JUDGED, "extension_notice_at": Sourced(extended_on, "the request")}
    return ProcessingRequest("data-subject-rights", "decide", OF_PARTIES, Scope.none(), facts)


def ask(*, subject_id: UUID, received_on: date) -> ProcessingRequest:
    """Ask to take in a person's own request about a right (verzoek, article 5.1)."""
    facts = {**_FACTS, "received_at": Sourced(received_on, "the day on which the person sent it here")}
    return ProcessingRequest("data-subject-rights", "request", EXCHANGE, Scope.subject(subject_id), facts)


def ask_human(*, subject_id: UUID, received_on: date) -> ProcessingRequest:
    """Ask to take in that a human must look at what a program decided; it leaves that duty (art. 5.7)."""
    facts = {
        **_FACTS,
        "received_at": Sourced(received_on, "the day on which the person sent it here"),
        "automated_only": Sourced(value=True, source="adjudicated by formal control, without a human hand"),
        "logic_given": Sourced(value=True, source="the page tells how each reason came about"),
        "review_offered": Sourced(value=True, source="this request is the review"),
    }
    return ProcessingRequest("data-subject-rights", "request", EXCHANGE, Scope.subject(subject_id), facts)


def withdraw(*, subject_id: UUID) -> ProcessingRequest:
    """Ask to let a person withdraw the own request (intrekken)."""
    return ProcessingRequest("data-subject-rights", "request", EXCHANGE, Scope.subject(subject_id), _FACTS)


def ask_for(*, subject_id: UUID, received_on: date | None = None) -> ProcessingRequest:
    """Ask to let a representative ask by right for a person, or read back what was asked (namens een ander).

    The gate says whether the mandate, or the parenthood of a child under sixteen, stands.
    """
    facts = {
        **_FACTS,
        "proportionate": Sourced(value=True, source="what was asked under this mandate, and its answer"),
        "obtained_lawfully": Sourced(value=True, source="told by the representative, with the request"),
        "request_by_insured": Sourced(value=True, source="asked by the representative, for the person"),
    }
    if received_on is not None:
        facts["received_at"] = Sourced(received_on, "the day on which the representative sent it here")
    return ProcessingRequest("data-subject-rights", "request", EXCHANGE, Scope.subject(subject_id), facts)


def list_requests() -> ProcessingRequest:
    """Ask to list the requests that wait, by their clock and nobody's name (werkvoorraad)."""
    return ProcessingRequest("data-subject-rights", "consult", EXCHANGE, Scope.none(), _HANDLING)


def handle(*, subject_id: UUID) -> ProcessingRequest:
    """Ask to show whoever answers a request what is asked, and by whom (behandelen)."""
    return ProcessingRequest("data-subject-rights", "consult", EXCHANGE, Scope.subject(subject_id), _HANDLING)


def read_to_tell(*, subject_id: UUID) -> ProcessingRequest:
    """Ask to read one request and its answer, to write the letter about it (brief schrijven)."""
    facts = {**_HANDLING, "proportionate": Sourced(value=True, source="the one request that is told of")}
    return ProcessingRequest("data-subject-rights", "consult", EXCHANGE, Scope.subject(subject_id), facts)


def find_person() -> ProcessingRequest:
    """Ask to look whether somebody who asks is known here, by number and date of birth (opzoeken)."""
    return ProcessingRequest("data-subject-rights", "consult", EXCHANGE, Scope.none(), _HANDLING)


def step(*, subject_id: UUID) -> ProcessingRequest:
    """Ask to note a step: taken in, who asks, another's view, a proposal (behandelen)."""
    return ProcessingRequest("data-subject-rights", "record", EXCHANGE, Scope.subject(subject_id), _HANDLING)


def extend(
    *, subject_id: UUID, received_on: date, on: date, is_complex: bool, identified: bool
) -> ProcessingRequest:
    """Ask to let a request take a month longer: told in time, with its reason (verlengen, article 5.2 c)."""
    facts = {
        **_HANDLING,
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
        **_HANDLING,
        "received_at": Sourced(asked.received_on, kept),
        "refused_part": Sourced(refusing, "the outcome that the handler chose"),
        "reasons_given": Sourced(value=True, source="the form takes no answer without its words"),
        "documented": Sourced(value=True, source="kept with the request"),
        **_others(asked),
    }
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


def _others(asked: StoredRequest) -> Mapping[str, Sourced]:
    """Tell what was done about another person whom the answer would tell about (notes on article 5.2)."""
    if asked.view_asked_on is None:
        return {}
    outcome, kept = asked.view_outcome, "the request"
    return {
        "third_party_data": Sourced(value=True, source="another was to be asked for a view"),
        "third_party_heard": Sourced(outcome in {"heard", "silent", "prevails"}, kept),
        "informing_impossible": Sourced(outcome == "impossible", kept),
        "third_party_prevails": Sourced(outcome == "prevails", "weighed by the data protection officer"),
    }


def find_receivers(*, subject_id: UUID) -> ProcessingRequest:
    """Ask who received data of a person, to tell them what changed (kennisgeving, notes on article 5.2)."""
    facts = {**_ANSWERING, "proportionate": Sourced(value=True, source="only who received what, and when")}
    return ProcessingRequest("data-subject-rights", "consult", LOG, Scope.subject(subject_id), facts)


def carry_out(
    *, subject_id: UUID, data: frozenset[str], erasing: bool, received_on: date
) -> ProcessingRequest:
    """Ask to correct, complete or erase what a request asked and somebody granted (uitvoeren, art. 5.2 c)."""
    facts = {
        **_HANDLING,
        "necessary": Sourced(value=True, source="granted: otherwise the data stay as they should not be"),
        "proportionate": Sourced(value=True, source="the fields that the request is about"),
        "received_at": Sourced(received_on, "the request"),
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
    return ProcessingRequest("data-subject-rights", action, data, Scope.subject(subject_id), facts)


def note_effect(*, subject_id: UUID, received_on: date) -> ProcessingRequest:
    """Ask to note with a request what it is about, what was done, who was told, when it ends (vastleggen)."""
    facts = {
        **_HANDLING,
        "received_at": Sourced(received_on, "the request"),
        "refused_part": Sourced(value=False, source="this step refuses nothing"),
        "documented": Sourced(value=True, source="kept with the request"),
    }
    return ProcessingRequest("data-subject-rights", "decide", EXCHANGE, Scope.subject(subject_id), facts)


def answer_access(*, subject_id: UUID) -> ProcessingRequest:
    """Ask to gather every processing about a person, to answer a request for access (inzageverzoek)."""
    return ProcessingRequest(
        purpose="data-subject-rights",
        action="consult",
        data=LOG,
        scope=Scope.subject(subject_id),
        facts=_ANSWERING,
    )


def write_cover(*, subject_id: UUID) -> ProcessingRequest:
    """Ask to write to a person about the own request for access (begeleidende brief bij inzage)."""
    return ProcessingRequest(
        purpose="data-subject-rights",
        action="send",
        data=frozenset({"identification", "log"}),
        scope=Scope.subject(subject_id),
        facts={**_ANSWERING, "recipient": Sourced("data-subject", "the person who asked")},
    )


def write_about_request(*, subject_id: UUID, refusing: bool = False) -> ProcessingRequest:
    """Ask to write to a person about the own request: received, extended, answered or refused (brief)."""
    facts = {**_ANSWERING, "recipient": Sourced("data-subject", "the person who asked")}
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


def oversee() -> ProcessingRequest:
    """Ask to count the requests of a year by right and outcome (jaarcijfers)."""
    return ProcessingRequest("compliance", "consult", frozenset({"aggregate"}), Scope.none(), _OVERSEEING)
