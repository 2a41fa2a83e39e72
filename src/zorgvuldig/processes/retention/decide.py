"""What retention asks before it looks, and before anything goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.decisions import ProcessingRequest, Scope, Sourced
from zorgvuldig.processes.retention.intake.items import item_kinds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from uuid import UUID

_TERM = "published terms (Code of Conduct art. 4.0.8; GDPR art. 5(1)(e))"
_FACTS: Mapping[str, Sourced] = {
    "basis": Sourced("c", _TERM),
    "legal_obligation": Sourced(value=True, source=_TERM),
    "necessary": Sourced(value=True, source=_TERM),
    "proportionate": Sourced(value=True, source="no role for erasing reads what goes (wall)"),
    "obtained_lawfully": Sourced(value=True, source="origin declared with every table"),
}
_TASK = "GDPR art. 5(2) and 39; Code of Conduct art. 3.11 and 6.1"
_OVERSIGHT: Mapping[str, Sourced] = {
    "basis": Sourced("c", _TASK),
    "legal_obligation": Sourced(value=True, source=_TASK),
    "necessary": Sourced(value=True, source="whether what must go does go"),
    "proportionate": Sourced(value=True, source="counts, and of a hold its reason; no care is seen"),
    "obtained_lawfully": Sourced(value=True, source="written by the process itself"),
    "level": Sourced("aggregate", "counts by class and table leave the look"),
}
#: The classes that count from the last change that mattered (VGZ-bewaar-fraude).
FRAUD = frozenset({"fraud-investigated", "fraud-signal"})
#: Everything that is held about a person: it goes together.
ALL_OF_A_PERSON = frozenset(
    {
        *("identification", "birthdate", "gender", "bsn", "address", "contact", "location-shielded"),
        *("policy", "claim", "diagnosis", "health", "consent-record", "objection-record", "complaint-file"),
        *("control-file", "payment-behaviour"),
        *("correspondence", "login", "log"),
    }
)


def survey() -> ProcessingRequest:
    """Ask to look at what is due, by counts and days (vooruitblik); no name and no care is seen."""
    return ProcessingRequest("retention", "consult", frozenset({"identification"}), Scope.none(), _FACTS)


def erase(persons: Sequence[UUID], *, ends_on: date) -> ProcessingRequest:
    """Ask to erase everything of these persons, whose insurance ended by `ends_on` (vernietigen)."""
    return ProcessingRequest(
        "retention",
        "erase",
        ALL_OF_A_PERSON,
        Scope.subjects(persons),
        {
            **_FACTS,
            "ends_on": Sourced(ends_on, "latest end of an insurance of these persons, by the gate"),
            "hold": Sourced(value=False, source="no hold and no open case, looked at in this transaction"),
            "addressed_to_ma": Sourced(value=False, source="requests, sent to the desk of requests"),
            "under_ma": Sourced(value=True, source="erased unread: nobody outside the unit sees it (wall)"),
        },
    )


def erase_items(
    kind: str, *, retention: str, category: str, persons: Sequence[UUID], since: date
) -> ProcessingRequest:
    """Ask to erase items that are past their own term while whose they are stays (vernietigen per stuk).

    `retention` is their class and `category` what a row of them names; the last of them counts from `since`.
    """
    counted = "the event from which the items count, by the gate"
    facts: dict[str, Sourced] = {
        "hold": Sourced(value=False, source="no hold on whom they concern, looked at in this transaction"),
        "addressed_to_ma": Sourced(value=False, source="what was sent to the adviser is no such item"),
        "under_ma": Sourced(value=True, source="erased unread: nobody outside the unit sees it (wall)"),
    }
    if retention in FRAUD:
        facts["last_change"] = Sourced(since, counted)
        facts["investigated"] = Sourced(retention == "fraud-investigated", "the class of the case")
    else:
        facts["ends_on"] = Sourced(since, counted)
    if "complaint" in retention:
        facts["financial_component"] = Sourced(retention == "money-complaint", "the class of the case")
    return ProcessingRequest(
        "retention",
        "erase",
        item_kinds()[kind].data | {category},
        Scope.subjects(persons) if persons else Scope.none(),
        {**_FACTS, **facts},
    )


def oversee() -> ProcessingRequest:
    """Ask to look ahead at what goes and what is kept, by counts alone (vooruitblik van de FG)."""
    return ProcessingRequest("compliance", "consult", frozenset({"aggregate"}), Scope.none(), _OVERSIGHT)


def view_holds(persons: Sequence[UUID]) -> ProcessingRequest:
    """Ask to look at the holds on these persons (vernietigingsverboden)."""
    return ProcessingRequest(
        "compliance", "consult", frozenset({"identification"}), Scope.subjects(persons), _OVERSIGHT
    )


def hold(person: UUID) -> ProcessingRequest:
    """Ask to lay or end a hold on one person (vernietigingsverbod, GC-4.0.8)."""
    return ProcessingRequest(
        "retention",
        "retain",
        frozenset({"identification"}),
        Scope.subject(person),
        {**_FACTS, "hold": Sourced(value=True, source="the hold that is laid, or that stands until now")},
    )
