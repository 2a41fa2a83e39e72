"""What a deferral of notice passes through (uitgestelde inzage, Code of Conduct article 3.13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.decisions.state_machines import State, StateMachine, Step

if TYPE_CHECKING:
    from datetime import date

#: From the deferring on; the pages draw it, and releasing and extending are asked of it.
DEFERRAL_MACHINE = StateMachine(
    title="Inzage uitstellen en vrijgeven",
    states=(
        State("deferred", "Uitgesteld"),
        State("due", "Opnieuw te bekijken"),
        State("released", "Vrijgegeven"),
    ),
    steps=(
        Step("deferred", "due", "de dag is daar", "de klok", "GC-3.13"),
        Step("deferred", "released", "eerder vrijgeven", "een ander dan wie uitstelde", "GC-3.13"),
        Step("due", "released", "vrijgeven", "een ander dan wie uitstelde", "GC-3.13"),
        Step("deferred", "deferred", "verlengen", "functionaris gegevensbescherming", "GC-3.13"),
        Step("due", "deferred", "verlengen", "functionaris gegevensbescherming", "GC-3.13"),
    ),
)


def deferral_state(review_on: date | None, *, on: date) -> str:
    """Name the state of a deferral on a day; without a day to look again it was released (stand)."""
    if review_on is None:
        return "released"
    return "due" if review_on <= on else "deferred"
