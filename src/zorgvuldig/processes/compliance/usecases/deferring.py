"""Look again at what persons do not see yet: release it or put it off (uitgestelde inzage, article 3.13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.ledger import deferrals
from zorgvuldig.ledger.processing import processing
from zorgvuldig.processes.compliance import decide
from zorgvuldig.processes.compliance.intake import DEFERRAL_MACHINE, deferral_state

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from zorgvuldig.decisions import Actor
    from zorgvuldig.ledger.deferrals import DeferredView

__all__ = ["extend_deferral", "list_deferrals", "release_deferral"]


def list_deferrals(*, actor: Actor, at: datetime) -> list[DeferredView]:
    """List what persons do not see yet, the first to be looked at again first.

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.view_log(), actor=actor, at=at):
        return deferrals.deferred_entries()


def release_deferral(*, actor: Actor, entry_id: UUID, told: str, at: datetime) -> None:
    """Show an entry to its person from now on, with words for that person (vrijgeven).

    Raises:
        Refused: the decision was no permit.
        MachineError: it is not deferred (any more).
        DatabaseError: this actor deferred it.
    """
    with processing(decide.review_deferral(), actor=actor, at=at) as grant:
        DEFERRAL_MACHINE.demand(_state(entry_id, on=at.date()), "released")
        deferrals.release(entry_id, by_entry=grant.entry_id, actor=actor.identifier, told=told)


def extend_deferral(*, actor: Actor, entry_id: UUID, review_on: date, reason: str, at: datetime) -> None:
    """Put a deferral off until another day, with the reason why its ground still stands (verlengen).

    Raises:
        Refused: the decision was no permit.
        ValueError: the day lies not after today.
        MachineError: it is not deferred (any more).
    """
    if review_on <= at.date():
        raise ValueError("a deferral is put off until a day after today")
    with processing(decide.review_deferral(), actor=actor, at=at) as grant:
        DEFERRAL_MACHINE.demand(_state(entry_id, on=at.date()), "deferred")
        deferrals.extend(
            entry_id, by_entry=grant.entry_id, actor=actor.identifier, review_on=review_on, reason=reason
        )


def _state(entry_id: UUID, *, on: date) -> str:
    """Name the state of a deferral; what is on no list of deferrals is open to its person."""
    listed = {deferral.entry_id: deferral.review_on for deferral in deferrals.deferred_entries()}
    return deferral_state(listed.get(entry_id), on=on)
