"""Join, move and leave: each step by another person (in dienst, andere functie, uit dienst)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.utils import timezone

from zorgvuldig.ledger.processing import processing
from zorgvuldig.processes.access_control import act, decide, explain, intake, models
from zorgvuldig.processes.access_control.usecases import showing
from zorgvuldig.records.models import GrantState

if TYPE_CHECKING:
    from datetime import date, datetime

    from zorgvuldig.decisions import Actor
    from zorgvuldig.records.models import AccessGrant


def record_employee(*, actor: Actor, new: intake.NewEmployee, at: datetime) -> UUID:
    """Record somebody who starts to work here; without a role this person may do nothing yet (GC-4.0.1).

    Raises:
        Refused: the decision was no permit.
        InputError: what was filled in cannot be used.
        TakenError: the login name is used already.
    """
    checked, staff_id = intake.new_employee(new), uuid4()
    with processing(decide.record_staff(staff_id), actor=actor, at=at):
        models.record_employee(checked, staff_id)
    return staff_id


def record_training(*, actor: Actor, staff_id: UUID, completed_on: date, at: datetime) -> None:
    """Record that somebody completed the privacy training (MZ-personeel).

    Raises:
        Refused: the decision was no permit.
        InputError: the day is in the future.
    """
    if completed_on > timezone.localdate(at):
        raise intake.InputError({"completed_on": "Vul een dag in die geweest is."})
    with processing(decide.record_staff(staff_id), actor=actor, at=at):
        models.record_training(models.employee(staff_id).id, completed_on)


def note_invitation(*, actor: Actor, staff_id: UUID, at: datetime) -> explain.Invited:
    """Note that somebody gets a code to make an account with, and give the login and the role it is for.

    Raises:
        Refused: the decision was no permit.
        UnknownRowError: there is no such employee.
    """
    today = timezone.localdate(at)
    with processing(decide.record_staff(staff_id), actor=actor, at=at):
        member = models.employee(staff_id)
        acting = showing.acting_role(models.grants(staff_id), staff_id, today)
    return explain.Invited(username=member.username, role=acting.name if acting else "")


def end_employment(*, actor: Actor, staff_id: UUID, reason: str, at: datetime) -> str:
    """End everything of somebody at once, and give the login whose sessions must end too (uit dienst).

    Raises:
        Refused: the decision was no permit.
        UnknownRowError: there is no such employee.
    """
    why = intake.reason(reason)
    with processing(decide.record_staff(staff_id), actor=actor, at=at):
        member = models.employee(staff_id, lock=True)
        act.leave(member, actor, at, timezone.localdate(at), why)
        return member.username


def request_access(*, actor: Actor, staff_id: UUID, wanted: intake.WantedAccess, at: datetime) -> UUID:
    """Put down a request for a role or a duty, for somebody else (toegang vragen).

    Raises:
        Refused: the decision was no permit.
        InputError: what was filled in cannot be used.
    """
    checked, grant_id = intake.wanted_access(wanted, today=timezone.localdate(at)), uuid4()
    request = decide.request_access(grant_id, for_oneself=str(staff_id) == actor.identifier)
    with processing(request, actor=actor, at=at):
        member = models.employee(staff_id)
        models.record_request(checked, grant_id, member.id, UUID(actor.identifier), at)
    return grant_id


def advise_access(*, actor: Actor, grant_id: UUID, positive: bool, reason: str, at: datetime) -> None:
    """Write down what the medical adviser says about access to health data (GC-T-4.0.1-autorisatie).

    Raises:
        Refused: the decision was no permit.
        NotOpenError: the request was dealt with, or advised on, before.
    """
    why = intake.reason(reason)
    with processing(decide.advise_access(grant_id), actor=actor, at=at):
        wanted = _requested(grant_id)
        if wanted.advice is not None:
            raise act.NotOpenError("the medical adviser advised on this before")
        wanted.advice = "positive" if positive else "negative"
        wanted.advice_reason, wanted.advised_by, wanted.advised_at = why, UUID(actor.identifier), at
        wanted.save(update_fields=["advice", "advice_reason", "advised_by", "advised_at"])


def grant_access(*, actor: Actor, grant_id: UUID, at: datetime) -> str:
    """Grant what was asked; a role ends the old one in the same act. Gives the login it is for.

    Raises:
        Refused: no advice where health data are near, a conflict of duties, the own access, or no such duty.
        NotOpenError: the request was dealt with before, or its period is over.
    """
    with processing(decide.view_access(), actor=actor, at=at):
        wanted = _requested(grant_id)
        # Whoever grants something else to the same person waits here, and then sees this.
        models.employee(wanted.staff_id, lock=True)
    health = explain.near_health(wanted.kind, wanted.name)
    request = decide.grant_access(grant_id, health=health, advice=wanted.advice)
    with processing(request, actor=actor, at=at):
        act.grant(wanted, actor, at, timezone.localdate(at))
    return str(wanted.staff.username)


def refuse_access(*, actor: Actor, grant_id: UUID, at: datetime) -> None:
    """Refuse what was asked (toegang afwijzen).

    Raises:
        Refused: the decision was no permit.
        NotOpenError: the request was dealt with before.
    """
    with processing(decide.refuse_access(grant_id), actor=actor, at=at):
        act.decided(_requested(grant_id), GrantState.REFUSED, actor, at)


def view_access(*, actor: Actor, at: datetime) -> explain.AccessPage:
    """Show who works here and which requests wait.

    Raises:
        Refused: the decision was no permit.
    """
    today = timezone.localdate(at)
    with processing(decide.view_access(), actor=actor, at=at):
        rows, trained, known = models.grants(), models.trained(), showing.names()
        employees = [showing.employee_view(member, rows, trained, today) for member in models.employees()]
        waiting = [showing.grant_view(row, known, actor) for row in rows if row.state == GrantState.REQUESTED]
    employees.sort(key=lambda employee: (not employee.employed, employee.username))
    return explain.AccessPage(employees=tuple(employees), requests=tuple(waiting))


def view_employee(*, actor: Actor, staff_id: UUID, at: datetime) -> explain.EmployeePage:
    """Show somebody with everything that was ever granted.

    Raises:
        Refused: the decision was no permit.
        UnknownRowError: there is no such employee.
    """
    today = timezone.localdate(at)
    with processing(decide.view_access(), actor=actor, at=at):
        member, rows, known = models.employee(staff_id), models.grants(staff_id), showing.names()
        return explain.EmployeePage(
            employee=showing.employee_view(member, rows, models.trained([staff_id]), today),
            grants=tuple(showing.grant_view(row, known, actor) for row in rows),
        )


def _requested(grant_id: UUID) -> AccessGrant:
    wanted = models.grant(grant_id, lock=True)
    if wanted.state != GrantState.REQUESTED:
        raise act.NotOpenError("this request was dealt with before")
    return wanted
