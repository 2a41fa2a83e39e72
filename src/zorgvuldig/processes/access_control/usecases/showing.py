"""Turn rows into what pages show: names instead of numbers, words instead of codes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from zorgvuldig.processes.access_control import explain, intake, models

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date, datetime
    from uuid import UUID

    from zorgvuldig.decisions import Actor
    from zorgvuldig.records.models import AccessGrant, BreakGlass, StaffMember

NOBODY = "het register"


def names() -> dict[UUID, str]:
    """Give the name of everyone who works or worked here."""
    return {member.id: member.display_name for member in models.employees()}


def grant_view(row: AccessGrant, known: Mapping[UUID, str], actor: Actor) -> explain.GrantView:
    """Show a role or a duty."""
    period = row.valid_during
    return explain.GrantView(
        grant_id=row.id,
        staff_id=row.staff_id,
        who=row.staff.display_name,
        username=row.staff.username,
        kind=row.kind,
        name=row.name,
        words=explain.access_words(row.kind, row.name),
        unit=row.unit,
        starts_on=None if period.isempty else period.lower,
        ends_on=None if period.isempty or period.upper is None else period.upper - timedelta(days=1),
        state=row.state,
        reason=row.reason,
        requested_by=_name(known, row.requested_by),
        advice=row.advice,
        advice_reason=row.advice_reason,
        advised_by=_name(known, row.advised_by),
        decided_by=_name(known, row.decided_by),
        end_reason=row.end_reason,
        health=explain.near_health(row.kind, row.name),
        own=str(row.staff_id) == actor.identifier,
    )


def employee_view(
    member: StaffMember, grants: Iterable[AccessGrant], trained: Mapping[UUID, date], today: date
) -> explain.EmployeeView:
    """Show somebody in one line."""
    role = acting_role(grants, member.id, today)
    until = explain.trained_until(trained.get(member.id), today)
    declared = member.secrecy_declared_on
    by_profession = member.secrecy_ground == "profession"
    bound = by_profession or (declared is not None and declared <= today)
    period = member.employed_during
    return explain.EmployeeView(
        staff_id=member.id,
        username=member.username,
        display_name=member.display_name,
        role=explain.role_words(role.name) if role else "",
        unit=role.unit if role else None,
        employed_from=None if period.isempty else period.lower,
        employed_until=None if period.isempty or period.upper is None else period.upper - timedelta(days=1),
        employed=_holds(period, today),
        secrecy_by_profession=by_profession,
        secrecy_declared_on=declared,
        trained_until=until,
        obstacles=explain.obstacles(
            bound=bound, trained_until=until, role=role.name if role else None, today=today
        ),
    )


def acting_role(grants: Iterable[AccessGrant], staff_id: UUID, today: date) -> AccessGrant | None:
    """Give the role that somebody has on a day."""
    return next((row for row in grants if _acts(row, staff_id, today)), None)


def emergency_view(
    row: BreakGlass, known: Mapping[UUID, str], actor: Actor, at: datetime, today: date
) -> explain.EmergencyView:
    """Show one break-glass; never whom it was about."""
    ended = min(row.closed_at or row.ends_at, row.ends_at)
    return explain.EmergencyView(
        emergency_id=row.id,
        who=_name(known, row.actor),
        role=explain.role_words(row.actor_role),
        reason=row.reason,
        opened_at=row.opened_at,
        ended_at=ended,
        open=at < ended,
        entry_id=row.entry_id,
        review_due=row.review_due,
        overdue=row.reviewed_at is None and today > row.review_due,
        judgement=row.judgement,
        judgement_reason=row.judgement_reason,
        reviewed_by=_name(known, row.reviewed_by),
        own=str(row.actor) == actor.identifier,
    )


def ticket_views(
    known: Mapping[UUID, str], actor: Actor, at: datetime, *, reviewed: Collection[UUID] = ()
) -> list[explain.TicketView]:
    """Show every ticket with the commands that ran under it; `reviewed` were looked at again."""
    ran: dict[UUID, list[explain.SessionView]] = {}
    for session in models.sessions():
        ran.setdefault(session.ticket_id, []).append(
            explain.SessionView(
                command=session.command,
                started_at=session.started_at,
                ended_at=session.ended_at,
                exit_status=session.exit_status,
            )
        )
    return [
        explain.TicketView(
            ticket_id=row.id,
            ticket=row.ticket,
            reason=row.reason,
            requested_by=_name(known, row.requested_by),
            approved_by=_name(known, row.approved_by),
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            state=intake.ticket_state(
                approved_at=row.approved_at, ends_at=row.ends_at, closed_at=row.closed_at, at=at
            ),
            sessions=tuple(ran.get(row.id, ())),
            own=str(row.requested_by) == actor.identifier,
            reviewed=row.id in reviewed,
        )
        for row in models.tickets()
    ]


def _acts(row: AccessGrant, staff_id: UUID, today: date) -> bool:
    in_force = row.state in {"granted", "ended"} and _holds(row.valid_during, today)
    return row.staff_id == staff_id and models.is_role(row) and in_force


def _holds(period: object, today: date) -> bool:
    lower, upper = getattr(period, "lower", None), getattr(period, "upper", None)
    if getattr(period, "isempty", True) or lower is None:
        return False
    return bool(lower <= today and (upper is None or today < upper))


def _name(known: Mapping[UUID, str], number: UUID | None) -> str:
    return NOBODY if number is None else known.get(number, "een collega")
