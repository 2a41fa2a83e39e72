"""What oversight asks before it looks: the log is personal data too (Code of Conduct article 3.11, 6.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.decisions import ProcessingRequest, Scope, Sourced

if TYPE_CHECKING:
    from collections.abc import Mapping

_TASK = "GDPR art. 5(2) and 39; Code of Conduct art. 3.11 and 6.1"

_FACTS: Mapping[str, Sourced] = {
    "basis": Sourced("c", _TASK),
    "legal_obligation": Sourced(value=True, source=_TASK),
    "necessary": Sourced(value=True, source="the log is what is checked"),
    "proportionate": Sourced(value=True, source="names and care stay sealed in the log"),
    "obtained_lawfully": Sourced(value=True, source="written by the door itself"),
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
