"""What oversight asks before it looks: the log is personal data too (Code of Conduct article 3.11, 6.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.decisions import ProcessingRequest, Scope, Sourced

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

_TASK = "GDPR art. 5(2) and 39; Code of Conduct art. 3.11 and 6.1"

_FACTS: Mapping[str, Sourced] = {
    "basis": Sourced("c", _TASK),
    "legal_obligation": Sourced(value=True, source=_TASK),
    "necessary": Sourced(value=True, source="the log is what is checked"),
    "proportionate": Sourced(value=True, source="names and care stay sealed in the log"),
    "obtained_lawfully": Sourced(value=True, source="written by the door itself"),
}
_TERM = "published term of the log (NEN 7513; GDPR art. 5(1)(e))"
_RETENTION_FACTS: Mapping[str, Sourced] = {
    "basis": Sourced("c", _TERM),
    "legal_obligation": Sourced(value=True, source=_TERM),
    "necessary": Sourced(value=True, source=_TERM),
    "proportionate": Sourced(value=True, source="hashes stay, so that the log can be checked as before"),
    "obtained_lawfully": Sourced(value=True, source="written by the door itself"),
}
_SEARCH_FACTS: Mapping[str, Sourced] = {
    **_FACTS,
    "necessary": Sourced(
        value=True, source="whether a look at one person was right cannot be checked otherwise"
    ),
    "proportionate": Sourced(
        value=True, source="who, when, why and by which article; nothing of what was seen"
    ),
}
_COUNTING_FACTS: Mapping[str, Sourced] = {
    **_FACTS,
    "level": Sourced("aggregate", "only a table in which nobody can be traced leaves the count"),
}


def view_log() -> ProcessingRequest:
    """Ask to look at the log (logboek raadplegen)."""
    return ProcessingRequest("compliance", "consult", frozenset({"log"}), Scope.none(), _FACTS)


def view_tables() -> ProcessingRequest:
    """Ask to look at published tables (cijfers raadplegen)."""
    return ProcessingRequest("compliance", "consult", frozenset({"aggregate"}), Scope.none(), _COUNTING_FACTS)


def count_log() -> ProcessingRequest:
    """Ask to count what the log says of runs, by pseudonym (cijfers maken)."""
    return ProcessingRequest("compliance", "use", frozenset({"log"}), Scope.none(), _COUNTING_FACTS)


def publish_table() -> ProcessingRequest:
    """Ask to record a table in which nobody can be traced (cijfers vastleggen)."""
    return ProcessingRequest("compliance", "record", frozenset({"aggregate"}), Scope.none(), _COUNTING_FACTS)


def open_log() -> ProcessingRequest:
    """Ask to open the personal parts of the log, to hand them out or to check them (logboek openen)."""
    return ProcessingRequest("compliance", "consult", frozenset({"log"}), Scope.none(), _FACTS)


def review_deferral() -> ProcessingRequest:
    """Ask to decide on what a person does not see yet (uitgestelde inzage beoordelen, article 3.13)."""
    return ProcessingRequest("compliance", "decide", frozenset({"log"}), Scope.none(), _FACTS)


def hold_entry() -> ProcessingRequest:
    """Ask to decide how long an entry stays readable (bewaren voor een procedure)."""
    return ProcessingRequest("compliance", "decide", frozenset({"log"}), Scope.none(), _FACTS)


def list_prunable() -> ProcessingRequest:
    """Ask to look at what is beyond its term in the log (opschoning bekijken)."""
    return ProcessingRequest("retention", "consult", frozenset({"log"}), Scope.none(), _RETENTION_FACTS)


def prune_log() -> ProcessingRequest:
    """Ask to empty what is beyond its published term in the log (opschonen, NEN 7513)."""
    return ProcessingRequest("retention", "erase", frozenset({"log"}), Scope.none(), _RETENTION_FACTS)


def find_person() -> ProcessingRequest:
    """Ask to find one person of whom the processings are checked (betrokkene zoeken), about nobody yet."""
    return ProcessingRequest(
        "compliance",
        "consult",
        frozenset({"log", "identification", "birthdate"}),
        Scope.none(),
        _SEARCH_FACTS,
    )


def view_person(person_id: UUID) -> ProcessingRequest:
    """Ask to look at what was done with one person's data; that person sees this look too (article 5.2)."""
    return ProcessingRequest(
        "compliance", "consult", frozenset({"log"}), Scope.subject(person_id), _SEARCH_FACTS
    )


def view_names() -> ProcessingRequest:
    """Ask who works here, to say who looked (medewerkers raadplegen)."""
    return ProcessingRequest("access-control", "consult", frozenset({"login"}), Scope.none(), _FACTS)
