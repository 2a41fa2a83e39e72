"""What the rights desk asks before it shows a person the own data (inzage, Code of Conduct article 5.2).

A person who looks at the own data is a processing like any other: decided, written down, visible later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.decisions import ProcessingRequest, Scope, Sourced

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

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

#: What the insured person sees of the own claims: who, what care, by whom, under which insurance policy.
CLAIMS = frozenset({"identification", "birthdate", "gender", "bsn", "claim", "policy", "professional"})
#: What the insured person sees of who looked.
LOG = frozenset({"log"})
#: All that is held about a person, and what the person may see of the own care (article 5.2).
EVERYTHING = CLAIMS | {
    "address",
    "consent-record",
    "contact",
    "diagnosis",
    "health",
    "location-shielded",
    "log",
    "objection-record",
}
#: What is registered about a care provider or business partner (business privacy statement).
PARTY = frozenset({"professional", "contract"})
#: What is done before a business contact sees the overview: it holds the rows of this capacity, which
#: row-level security opens, and nothing of the same person as insured (statement, whom it is not for).
BY_CAPACITY = frozenset({"overview-by-capacity"})
#: What the letter of a refusal does of itself: it names the authority and the court (article 7.3).
NAMED_WAYS = frozenset({"name-authority-and-court"})
#: What the own letters tell: settled claims, and how often data were used.
LETTERS = frozenset({"claim", "log"})


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
        data=frozenset({"identification"}),
        scope=Scope.subject(subject_id),
        facts=facts,
    )
