"""What is asked before oversight sees how requests go (jaarcijfers)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.decisions import ProcessingRequest, Scope, Sourced

if TYPE_CHECKING:
    from collections.abc import Mapping


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


def oversee() -> ProcessingRequest:
    """Ask to count the requests of a year by right and outcome (jaarcijfers)."""
    return ProcessingRequest("compliance", "consult", frozenset({"aggregate"}), Scope.none(), _OVERSEEING)
