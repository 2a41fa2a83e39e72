"""A request of a person as it comes in: which right, in which words, and until when it may wait (verzoek).

The clocks are those of the norms on the day of receipt: what the Code strives for, what the law allows at
most, and how far one extension reaches (articles 5.2 a and c; GDPR art. 12 par. 3; partner statement).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zorgvuldig.decisions.periods import later
from zorgvuldig.norms import bundle_at

if TYPE_CHECKING:
    from datetime import date

#: The rights that a request may be about, as `records.models.requests.RequestKind` names them.
KINDS = (
    "access",
    "rectification",
    "completion",
    "erasure",
    "restriction",
    "objection",
    "portability",
    "human-review",
)
#: The rights of the business privacy statement, as `records.models.party_requests.PartyRight` names them.
PARTY_KINDS = (
    "access",
    "portability",
    "rectification",
    "restriction",
    "erasure",
    "objection",
    "withdrawal",
)
#: How a request may end that somebody here answers.
OUTCOMES = ("granted", "partly", "refused", "no-data")
#: The outcomes that refuse something, of which the person hears the reason (article 5.2 c).
REFUSING = frozenset({"partly", "refused"})
#: The rights that a mandate for money matters lets one use for another (VGZ-wettelijk-vertegenwoordiger).
_IN_MONEY_MATTERS = ("access", "rectification", "completion", "human-review")
LONGEST = 2000
_REASON = 400
_NINE_DIGITS = re.compile(r"(?<!\d)\d(?:[ .-]?\d){8}(?!\d)")


class RequestError(ValueError):
    """What was filled in cannot be taken in; its text says what to do, and `field` says where."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class Clock:
    """Until when a request may wait: what we strive for, the limit, and the limit after one extension."""

    aim_on: date
    due_on: date
    extended_until: date | None
    """None where the norms of that day know no extension."""


def clock(received_on: date) -> Clock:
    """Count the clocks of a request that was received on this day."""
    parameters = bundle_at(received_on).parameters
    limit, furthest = str(parameters["answer_limit"]), str(parameters["extended_limit"])
    return Clock(
        aim_on=later(received_on, str(parameters["access_term"])),
        due_on=later(received_on, limit),
        extended_until=later(received_on, furthest) if parameters["extension_allowed"] else None,
    )


def asked(kind: str, words: str) -> str:
    """Check what a person asks, and give the words to keep.

    Raises:
        RequestError: no such right, no words, too many, or a number of a person in them.
    """
    if kind not in KINDS:
        raise RequestError("kind", "Kies om welk recht het gaat.")
    return _text("words", words, LONGEST, missing="Schrijf op wat u vraagt.")


def asked_by_party(kind: str, words: str) -> str:
    """Check what a care provider or business partner asks, and give the words to keep.

    Raises:
        RequestError: no such right, no words, too many, or a number of a person in them.
    """
    if kind not in PARTY_KINDS:
        raise RequestError("kind", "Kies om welk recht het gaat.")
    return _text("words", words, LONGEST, missing="Schrijf op wat u vraagt.")


def asked_for(kind: str, words: str, *, scope: str) -> str:
    """Check what a representative asks for another, within the scope of the mandate, and give the words.

    Raises:
        RequestError: as `asked`, or a right beyond the scope.
    """
    if kind in KINDS and kind not in rights_in(scope):
        raise RequestError("kind", "Met een machtiging voor geldzaken kunt u dit niet vragen.")
    return asked(kind, words)


def rights_in(scope: str) -> tuple[str, ...]:
    """Give the rights that a representative can use: in personal matters all, in money matters a few.

    Whoever acts in money matters needs to see, mend and contest amounts. To have data erased, blocked or
    taken elsewhere is for the person, or for whoever acts in personal matters (our own choice).
    """
    return KINDS if scope == "personal" else _IN_MONEY_MATTERS


def reason(words: str) -> str:
    """Check why a request takes longer.

    Raises:
        RequestError: no reason, or too long.
    """
    return _text(
        "reason", words, _REASON, missing="Schrijf op waarom het langer duurt. De aanvrager leest dit."
    )


def answer(outcome: str, words: str, *, reasoned: bool) -> str:
    """Check how a request ends, and give the words of the answer.

    `reasoned` is what the handler says of a refusal: that the answer names the reason and the last day.

    Raises:
        RequestError: no such outcome, no words, too many, or a refusal that is not said to be reasoned.
    """
    if outcome not in OUTCOMES:
        raise RequestError("outcome", "Kies wat het besluit is.")
    if outcome in REFUSING and not reasoned:
        raise RequestError(
            "reasoned", "Zet in het antwoord waarom iets blijft en tot welke dag, en bevestig dat hieronder."
        )
    return _text("answer", words, LONGEST, missing="Schrijf het antwoord op: de aanvrager leest dit.")


def _text(field: str, words: str, longest: int, *, missing: str) -> str:
    told = words.strip()
    if not told:
        raise RequestError(field, missing)
    if len(told) > longest:
        raise RequestError(field, f"Dit zijn {len(told)} tekens. Maak het korter: hoogstens {longest}.")
    if _NINE_DIGITS.search(told):
        raise RequestError(
            field, "Hier staat een nummer van negen cijfers. Haal dat weg: een BSN hoort hier niet."
        )
    return told
