"""Open duties (verplichtingen): what this employee's role must still do, and the end of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.ledger import discharging
from zorgvuldig.ledger.processing import processing
from zorgvuldig.processes.access_control import act, decide, models

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from zorgvuldig.decisions import Actor
    from zorgvuldig.ledger.discharging import OwedDuty


def owed_duties(*, actor: Actor, at: datetime) -> tuple[OwedDuty, ...]:
    """List what this employee's role must still do, what is due first before the rest.

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.view_log(), actor=actor, at=at):
        return tuple(discharging.owed_by(actor.role))


def view_duty(*, actor: Actor, duty_id: UUID, at: datetime) -> OwedDuty:
    """Show one duty that is still open.

    Raises:
        Refused: the decision was no permit.
        UnknownRowError: there is no such open duty of this role.
    """
    with processing(decide.view_log(), actor=actor, at=at):
        return _one(duty_id, actor)


def discharge_duty(*, actor: Actor, duty_id: UUID, at: datetime) -> None:
    """Write down that a duty was done, by a decision that the duty names from then on.

    Raises:
        Refused: the decision was no permit.
        UnknownRowError: there is no such open duty of this role.
        NotOpenError: somebody else did it meanwhile.
    """
    with processing(decide.discharge_duty(), actor=actor, at=at) as grant:
        _one(duty_id, actor)
        if not discharging.discharge(duty_id, role=actor.role, by_entry=grant.entry_id):
            raise act.NotOpenError("this duty was discharged before")


def _one(duty_id: UUID, actor: Actor) -> OwedDuty:
    found = discharging.owed_by(actor.role, duty_id=duty_id)
    if not found:
        raise models.UnknownRowError(f"there is no open duty {duty_id} of {actor.role}")
    return found[0]
