"""Complete the facts of a request: every fact that a rule may read, with where it comes from.

What a process says is the weakest source. What is known of the actor overrules it, what the records know of
the person overrules both, and what the processing itself is (role, purpose, action, data, date) stands above
all. What nobody knows stays unknown: the decision then says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zorgvuldig.decisions import Sourced, authorised
from zorgvuldig.ledger import gate
from zorgvuldig.ledger.entries import act_body

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from zorgvuldig.decisions import Actor, ProcessingRequest

_RECORDS = "records, through the gate"
_REQUEST = "request of the process"
_MATRIX = "access matrix of the norms (GC-4.0.1)"


def complete(request: ProcessingRequest, *, actor: Actor, on: date, using: str) -> dict[str, Sourced]:
    """Give every known fact of a processing, each with its source (herkomst)."""
    asked = question(request, actor=actor, on=on)
    known = {} if asked is None else gate.ask(using, "subject_facts", "facts", asked)
    return completed(request, actor=actor, on=on, known=known or {})


def question(request: ProcessingRequest, *, actor: Actor, on: date) -> dict[str, Any] | None:
    """Write what the records are asked of persons and act; no run is decided by one person in it."""
    subjects, act = request.scope.subject_ids, act_body(request, actor)
    if not subjects and act is None:
        return None
    channel = request.facts.get("channel")
    return {
        "subjects": [str(subject) for subject in subjects],
        "actor": actor.identifier,
        "act": act,
        "at": on.isoformat(),
        # What a person allowed or objected to holds for a purpose, and often for one way of reaching him.
        "purpose": request.purpose,
        # What was restricted is often one kind of data and not all.
        "data": sorted(request.data),
        # Whether somebody may act for another is asked of the records, not of whoever says so.
        "role": actor.role,
        "channel": None if channel is None else channel.value,
    }


def completed(
    request: ProcessingRequest, *, actor: Actor, on: date, known: Mapping[str, Any]
) -> dict[str, Sourced]:
    """Give every known fact, with what the records answered."""
    allowed = authorised(actor.role, request.purpose, request.action, request.data)
    return {
        **request.facts,
        **actor.facts,
        "authorised": Sourced(allowed, _MATRIX),
        **{name: Sourced(value, _RECORDS) for name, value in known.items()},
        **_of_the_processing(request, actor, on),
    }


def _of_the_processing(request: ProcessingRequest, actor: Actor, on: date) -> dict[str, Sourced]:
    source = f"login as {actor.kind}"
    told: dict[str, Sourced] = {
        "role": Sourced(actor.role, source),
        "purpose": Sourced(request.purpose, _REQUEST),
        "action": Sourced(request.action, _REQUEST),
        "data": Sourced(request.data, _REQUEST),
        "now": Sourced(on, "date of the processing"),
    }
    if actor.unit is not None:
        told["unit"] = Sourced(actor.unit, source)
    return told
