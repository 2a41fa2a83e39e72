"""What happens once it is decided: grants, emergencies and powers begin and end."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db.backends.postgresql.psycopg_any import DateRange

from zorgvuldig.decisions.state_machines import MachineError, StateMachine
from zorgvuldig.norms import bundle_at
from zorgvuldig.processes.access_control import models
from zorgvuldig.processes.access_control.intake import (
    EMERGENCY_MACHINE,
    GRANT_MACHINE,
    TICKET_MACHINE,
    InputError,
    emergency_state,
    ticket_state,
    working_days_later,
)
from zorgvuldig.records.models import (
    AccessGrant,
    BreakGlass,
    GrantState,
    PrivilegedSession,
    PrivilegedTicket,
)

if TYPE_CHECKING:
    from datetime import date, datetime

    from zorgvuldig.decisions import Actor
    from zorgvuldig.records.models import StaffMember

_alarm = logging.getLogger("zorgvuldig.alarm")

REPLACED = "opgevolgd door een andere functie"


class NotOpenError(ValueError):
    """A request, emergency or ticket that was dealt with before, or that has ended."""


def step(machine: StateMachine, source: str, target: str) -> None:
    """Ask the machine that the pages draw whether this step is there (overgang).

    Raises:
        NotOpenError: it is not.
    """
    try:
        machine.demand(source, target)
    except MachineError as error:
        raise NotOpenError(str(error)) from error


def grant(wanted: AccessGrant, by: Actor, at: datetime, today: date) -> None:
    """Grant what was asked; a role ends whatever the employee had, in the same act (no accumulation)."""
    begin = max(today, wanted.valid_during.lower)
    upper = wanted.valid_during.upper
    if upper is not None and upper <= begin:
        raise NotOpenError("the period that was asked for is over")
    if models.is_role(wanted):
        for old in models.active_roles(wanted.staff_id):
            end_grant(old, by, at, begin, REPLACED)
    wanted.valid_during = DateRange(begin, upper)
    decided(wanted, GrantState.GRANTED, by, at)


def decided(wanted: AccessGrant, state: GrantState, by: Actor, at: datetime) -> None:
    """Write down what was decided on a request."""
    step(GRANT_MACHINE, wanted.state, state)
    wanted.state, wanted.decided_by, wanted.decided_at = state, UUID(by.identifier), at
    wanted.save(update_fields=["state", "decided_by", "decided_at", "valid_during"])


def end_grant(row: AccessGrant, by: Actor, at: datetime, end: date, why: str) -> None:
    """End a grant before a day; from that day it gives nothing."""
    step(GRANT_MACHINE, row.state, GrantState.ENDED)
    models.trim(row, end)
    row.state, row.ended_by, row.ended_at, row.end_reason = GrantState.ENDED, UUID(by.identifier), at, why
    row.save(update_fields=["state", "valid_during", "ended_by", "ended_at", "end_reason"])


def leave(member: StaffMember, by: Actor, at: datetime, today: date, why: str) -> None:
    """End an employment with all that hangs on it, from this day on (uit dienst)."""
    for row in models.active_roles(member.id):
        end_grant(row, by, at, today, why)
    for row in models.grants(member.id, states=[GrantState.REQUESTED]):
        step(GRANT_MACHINE, row.state, GrantState.REFUSED)
        row.state, row.ended_by, row.ended_at, row.end_reason = (
            GrantState.REFUSED,
            UUID(by.identifier),
            at,
            why,
        )
        row.save(update_fields=["state", "ended_by", "ended_at", "end_reason"])
    period = member.employed_during
    ended = period.isempty or (period.upper is not None and period.upper <= today)
    if not ended:
        member.employed_during = (
            DateRange(empty=True) if period.lower >= today else DateRange(period.lower, today)
        )
        member.save(update_fields=["employed_during"])


def open_emergency(
    *, emergency_id: UUID, person: UUID, reason: str, by: Actor, entry_id: UUID, at: datetime, today: date
) -> BreakGlass:
    """Open break-glass on one person, alarm at once, and set when it ends and is judged (GC-3.4d)."""
    parameters = bundle_at(today).parameters
    opened = BreakGlass(
        id=emergency_id,
        person=person,
        actor=UUID(by.identifier),
        actor_role=by.role,
        reason=reason,
        opened_at=at,
        ends_at=at + timedelta(minutes=int(str(parameters["break_glass_minutes"]))),
        entry_id=entry_id,
        review_due=working_days_later(today, int(str(parameters["break_glass_review_days"]))),
    )
    opened.save(force_insert=True)
    # Neither who nor about whom: whoever reads this line looks it up in the log, and that look is logged.
    _alarm.critical("break-glass was opened; entry %s, to be judged by %s", entry_id, opened.review_due)
    return opened


def close_emergency(row: BreakGlass, at: datetime) -> None:
    """End break-glass before its time; of one that is over nothing changes."""
    if EMERGENCY_MACHINE.allows(_standing(row, at), "over"):
        row.closed_at = at
        row.save(update_fields=["closed_at"])


def judge_emergency(row: BreakGlass, *, justified: bool, why: str, by: Actor, at: datetime) -> None:
    """Write down what another person thinks of it; once, and it is over from then on."""
    judgement = "justified" if justified else "unjustified"
    close_emergency(row, at)
    step(EMERGENCY_MACHINE, _standing(row, at), judgement)
    row.judgement = judgement
    row.judgement_reason, row.reviewed_by, row.reviewed_at = why, UUID(by.identifier), at
    row.save(update_fields=["judgement", "judgement_reason", "reviewed_by", "reviewed_at"])


def _standing(row: BreakGlass, at: datetime) -> str:
    return emergency_state(ends_at=row.ends_at, closed_at=row.closed_at, judgement=row.judgement, at=at)


def ask_powers(
    *, ticket_id: UUID, ticket: str, reason: str, hours: int, by: Actor, at: datetime, today: date
) -> None:
    """Put down a request for far-reaching powers for some hours from now (MZ-pam)."""
    most = int(str(bundle_at(today).parameters["privileged_hours"]))
    if not 1 <= hours <= most:
        raise InputError({"hours": f"Kies 1 tot {most} uur."})
    if PrivilegedTicket.objects.filter(ticket=ticket).exists():
        raise models.TakenError(f"ticket {ticket} is there already; each request has a number of its own")
    PrivilegedTicket(
        id=ticket_id,
        ticket=ticket,
        reason=reason,
        requested_by=UUID(by.identifier),
        requested_at=at,
        starts_at=at,
        ends_at=at + timedelta(hours=hours),
    ).save(force_insert=True)


def approve_powers(row: PrivilegedTicket, by: Actor, at: datetime) -> None:
    """Approve a ticket; its hours count from the approval, and are as many as were asked."""
    state = ticket_state(approved_at=row.approved_at, ends_at=row.ends_at, closed_at=row.closed_at, at=at)
    step(TICKET_MACHINE, state, "open")
    length = row.ends_at - row.starts_at
    row.approved_by, row.approved_at = UUID(by.identifier), at
    row.starts_at, row.ends_at = at, at + length
    row.save(update_fields=["approved_by", "approved_at", "starts_at", "ends_at"])


def begin_session(row: PrivilegedTicket, command: str, at: datetime) -> PrivilegedSession:
    """Write down that a command starts."""
    session = PrivilegedSession(id=uuid4(), ticket=row, command=command, started_at=at)
    session.save(force_insert=True)
    return session


def end_session(session_id: UUID, status: int, at: datetime) -> None:
    """Write down how a command ended."""
    PrivilegedSession.objects.filter(id=session_id).update(ended_at=at, exit_status=status)
