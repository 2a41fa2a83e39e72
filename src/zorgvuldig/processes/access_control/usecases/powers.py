"""Privileged access by ticket and time box (MZ-pam): asked by one, approved by another, over by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 — a field of a dataclass that pages read
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.utils import timezone

from zorgvuldig.decisions import Actor  # noqa: TC001 — beside it, for the same readers
from zorgvuldig.ledger.processing import processing
from zorgvuldig.processes.access_control import act, decide, explain, intake, models
from zorgvuldig.processes.access_control.usecases import showing

if TYPE_CHECKING:
    from zorgvuldig.records.models import PrivilegedTicket


class PowersError(PermissionError):
    """A ticket that is not the own one."""


@dataclass(frozen=True, kw_only=True)
class Session:
    """A command that may run now, and until when."""

    session_id: UUID
    ticket: str
    ends_at: datetime


def request_powers(*, actor: Actor, ticket: str, reason: str, hours: int, at: datetime) -> None:
    """Put down a request for some hours of far-reaching powers.

    Raises:
        Refused: not a duty of this employee.
        InputError: no ticket number, no reason, or too many hours.
        TakenError: the ticket was used before.
    """
    name, why, ticket_id = intake.ticket(ticket), intake.reason(reason), uuid4()
    with processing(decide.request_powers(ticket_id), actor=actor, at=at):
        act.ask_powers(
            ticket_id=ticket_id,
            ticket=name,
            reason=why,
            hours=hours,
            by=actor,
            at=at,
            today=timezone.localdate(at),
        )


def approve_powers(*, actor: Actor, ticket: str, at: datetime) -> None:
    """Approve what somebody else asked; the hours begin now.

    Raises:
        Refused: the own request, or not a duty of this employee, whether the ticket is there or not.
        UnknownRowError: there is no such ticket, said to whoever may approve one.
        NotOpenError: it was dealt with before.
    """
    row = sought_ticket(ticket, actor, at, lock=True)
    # Decided also on a number that is not there: whoever may not approve hears the same of every number.
    with processing(decide.approve_powers(row.id if row else uuid4()), actor=actor, at=at):
        act.approve_powers(models.met(row, ticket), actor, at)


def begin_command(*, actor: Actor, ticket: str, command: str, at: datetime) -> Session:
    """Let a command start inside the box of the own ticket.

    Raises:
        Refused: not approved, before the box or after it.
        PowersError: somebody else's ticket.
    """
    row = models.met(sought_ticket(ticket, actor, at, lock=True), ticket)
    if str(row.requested_by) != actor.identifier:
        raise PowersError(f"ticket {ticket} belongs to somebody else; ask for one of your own")
    inside = row.starts_at <= at < row.ends_at and row.closed_at is None
    request = decide.use_powers(row.id, approved=row.approved_at is not None, in_the_box=inside)
    with processing(request, actor=actor, at=at):
        session = act.begin_session(row, command, at)
    return Session(session_id=session.id, ticket=row.ticket, ends_at=row.ends_at)


def end_command(*, actor: Actor, session: Session, status: int, at: datetime) -> None:
    """Write down how a command ended, also when the box ended it.

    Raises:
        Refused: the decision was no permit.
    """
    row = models.met(sought_ticket(session.ticket, actor, at), session.ticket)
    with processing(decide.end_powers(row.id), actor=actor, at=at):
        act.end_session(session.session_id, status, at)


def view_powers(*, actor: Actor, at: datetime) -> tuple[explain.TicketView, ...]:
    """Show every ticket with what ran under it, to who asks, approves, looks again or holds oversight.

    Raises:
        Refused: tickets are not this employee's work.
    """
    with processing(decide.take_part_in_powers(actor.role), actor=actor, at=at):
        pass
    with processing(decide.view_log(), actor=actor, at=at):
        # Names of employees are another category; here everyone is a number, except oneself.
        return tuple(showing.ticket_views({UUID(actor.identifier): "u"}, actor, at))


def sought_ticket(name: str, actor: Actor, at: datetime, *, lock: bool = False) -> PrivilegedTicket | None:
    """Look a ticket up for who has to do with tickets; nobody else hears whether it is there.

    Raises:
        Refused: tickets are not this employee's work.
    """
    with processing(decide.take_part_in_powers(actor.role), actor=actor, at=at):
        pass
    with processing(decide.view_log(), actor=actor, at=at):
        return models.ticket(name, lock=lock)
