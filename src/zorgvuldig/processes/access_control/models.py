"""Rows about access as the use cases read and write them, always under a grant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from uuid import UUID, uuid4

from django.db import connections
from django.db.backends.postgresql.psycopg_any import DateRange

from zorgvuldig.ledger import gate
from zorgvuldig.norms import separation
from zorgvuldig.records.models import (
    AccessGrant,
    AccessReview,
    BreakGlass,
    GrantKind,
    GrantState,
    PersonAddress,
    PersonContact,
    PolicyCoverage,
    PrivilegedSession,
    PrivilegedTicket,
    StaffMember,
    Training,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from zorgvuldig.processes.access_control.intake import NewEmployee, WantedAccess

#: Who holds two duties that exclude each other at any moment: the question of security.md, in one statement.
_BOTH = """
    WITH held AS (
        SELECT g.staff_id, d.duty, g.valid_during
        FROM records.access_grant g
        JOIN unnest(%(kinds)s::text[], %(names)s::text[], %(duties)s::text[]) AS d (kind, name, duty)
            ON d.kind = g.kind AND d.name = g.name
        WHERE g.state IN ('granted', 'ended') AND NOT isempty(g.valid_during)
    )
    SELECT DISTINCT s.id, s.username, p.one, p.other
    FROM unnest(%(ones)s::text[], %(others)s::text[]) AS p (one, other)
    JOIN held a ON a.duty = p.one JOIN held b ON b.duty = p.other
        AND b.staff_id = a.staff_id AND b.valid_during && a.valid_during
    JOIN records.staff_member s ON s.id = a.staff_id
    ORDER BY s.username, p.one
"""


T = TypeVar("T")


class Described(Protocol):
    """Whoever is looked for, in the words that an employee has."""

    @property
    def family_name(self) -> str:
        """Give the family name."""

    @property
    def birthdate(self) -> date:
        """Give the birth date."""

    @property
    def postcode(self) -> str:
        """Give the postcode; empty when it is not known."""


class UnknownRowError(LookupError):
    """There is no such employee, request, emergency or ticket."""


class TakenError(ValueError):
    """A login name or ticket number that is used already."""


def record_employee(new: NewEmployee, staff_id: UUID) -> StaffMember:
    """Record an employee and the training, if there was one."""
    if StaffMember.objects.filter(username=new.username).exists():
        raise TakenError(f"login {new.username!r} is used already")
    member = StaffMember(
        id=staff_id,
        username=new.username,
        display_name=new.display_name,
        secrecy_ground=new.secrecy_ground,
        secrecy_declared_on=new.secrecy_declared_on,
        employed_during=_period(new.employed_from, new.employed_until),
    )
    member.save(force_insert=True)
    if new.trained_on is not None:
        record_training(staff_id, new.trained_on)
    return member


def record_training(staff_id: UUID, completed_on: date) -> None:
    """Record that somebody completed the privacy training; once for each day."""
    if not Training.objects.filter(staff_id=staff_id, kind="privacy", completed_on=completed_on).exists():
        Training(id=uuid4(), staff_id=staff_id, completed_on=completed_on).save(force_insert=True)


def employee(staff_id: UUID, *, lock: bool = False) -> StaffMember:
    """Give an employee; locked, nobody else changes what this one may do meanwhile."""
    found = StaffMember.objects.select_for_update() if lock else StaffMember.objects.all()
    return _one(found.filter(id=staff_id).first(), "employee", staff_id)


def employees() -> list[StaffMember]:
    """List everyone who works or worked here."""
    return list(StaffMember.objects.order_by("username"))


def trained(staff: Iterable[UUID] | None = None) -> dict[UUID, date]:
    """Give the day of each employee's last privacy training."""
    rows = Training.objects.filter(kind="privacy").order_by("completed_on")
    if staff is not None:
        rows = rows.filter(staff_id__in=list(staff))
    return {row.staff_id: row.completed_on for row in rows}


def record_request(wanted: WantedAccess, grant_id: UUID, staff_id: UUID, by: UUID, at: datetime) -> None:
    """Record what is asked for somebody."""
    AccessGrant(
        id=grant_id,
        staff_id=staff_id,
        kind=wanted.kind,
        name=wanted.name,
        unit=wanted.unit,
        valid_during=_period(wanted.starts_on, wanted.ends_on),
        state=GrantState.REQUESTED,
        reason=wanted.reason,
        requested_by=by,
        requested_at=at,
    ).save(force_insert=True)


def grant(grant_id: UUID, *, lock: bool = False) -> AccessGrant:
    """Give a request or grant; locked, the employee is locked with it."""
    rows = AccessGrant.objects.select_related("staff")
    found = (rows.select_for_update() if lock else rows).filter(id=grant_id).first()
    return _one(found, "request", grant_id)


def grants(staff_id: UUID | None = None, *, states: Iterable[str] | None = None) -> list[AccessGrant]:
    """List grants, newest first: of one employee or of everyone, in some states or in all."""
    rows = AccessGrant.objects.select_related("staff").order_by("-requested_at", "name")
    if staff_id is not None:
        rows = rows.filter(staff_id=staff_id)
    if states is not None:
        rows = rows.filter(state__in=list(states))
    return list(rows)


def record_review(
    quarter: str, judgement: str, by: UUID, at: datetime, *, grant_id: UUID | None, ticket: UUID | None
) -> None:
    """Record that somebody looked again; a second look in the same quarter changes nothing."""
    known = AccessReview.objects.filter(quarter=quarter, grant_id=grant_id, ticket=ticket)
    if not known.exists():
        AccessReview(
            id=uuid4(),
            quarter=quarter,
            grant_id=grant_id,
            ticket=ticket,
            judgement=judgement,
            reviewed_by=by,
            reviewed_at=at,
        ).save(force_insert=True)


def reviews() -> list[AccessReview]:
    """List every look again, newest first."""
    return list(AccessReview.objects.order_by("-reviewed_at"))


def reviewed_tickets() -> frozenset[UUID]:
    """Give the tickets that somebody looked at again."""
    return frozenset(review.ticket for review in reviews() if review.ticket)


def last_acts() -> dict[tuple[str, str], str]:
    """Give the moment of each employee's last act of each duty, by employee and duty."""
    with gate.stepped_back("default"):
        told: Any = gate.ask("default", "last_acts", "acts", {}) or []
    return {(str(actor), str(duty)): str(at) for actor, duty, at in told}


def both_duties() -> list[tuple[UUID, str, str, str]]:
    """List who holds two duties that exclude each other: employee, login, the one and the other duty."""
    apart = separation()
    held = [("duty", name, name) for name in apart.duties] + [
        ("role", role, duty.name) for duty in apart.duties.values() for role in duty.roles
    ]
    pairs = [sorted(conflict.duties) for conflict in apart.conflicts]
    kinds, names, duties = (list(column) for column in zip(*held, strict=True))
    ones, others = (list(column) for column in zip(*pairs, strict=True))
    words = {"kinds": kinds, "names": names, "duties": duties, "ones": ones, "others": others}
    with connections["default"].cursor() as cursor:
        cursor.execute(_BOTH, words)
        return list(cursor.fetchall())


def find_person(asked: Described, on: date) -> tuple[UUID | None, int]:
    """Give the one person whom these words fit, and whether they fit nobody, one, or several (0, 1, 2)."""
    words = {
        "family_name": asked.family_name.strip(),
        "birthdate": asked.birthdate.isoformat(),
        "postcode": asked.postcode.strip(),
        "at": on.isoformat(),
    }
    with gate.stepped_back("default"):
        told = gate.ask("default", "person_of", "person", words)
    known = told or {"person": None, "met": 0}
    return (UUID(known["person"]) if known["person"] else None), int(known["met"])


def find_claims(number: str, *, most: int) -> list[tuple[UUID, UUID, UUID | None]]:
    """Give the claims that bear a number: each with its run, and its person if it is one of ours."""
    with gate.stepped_back("default"):
        told: Any = gate.ask("default", "claims_numbered", "claim-number", {"number": number, "most": most})
    return [(UUID(one), UUID(run), UUID(person) if person else None) for one, run, person in told or []]


def covers(person: UUID) -> list[PolicyCoverage]:
    """List during which days somebody is insured, the newest first (verzekerde perioden)."""
    return list(PolicyCoverage.objects.filter(subject_id=person).order_by("-insured_during"))


def emergency(emergency_id: UUID, *, lock: bool = False) -> BreakGlass:
    """Give one break-glass."""
    rows = BreakGlass.objects.select_for_update() if lock else BreakGlass.objects.all()
    return _one(rows.filter(id=emergency_id).first(), "break-glass", emergency_id)


def running_emergency(actor: UUID, person: UUID, at: datetime) -> BreakGlass | None:
    """Give the break-glass that an employee has open on a person, or nothing."""
    rows = BreakGlass.objects.filter(actor=actor, person=person, closed_at=None, ends_at__gt=at)
    return rows.order_by("-opened_at").first()


def emergencies(actor: UUID | None = None) -> list[BreakGlass]:
    """List break-glass, newest first: of one employee, or all."""
    rows = BreakGlass.objects.order_by("-opened_at")
    return list(rows if actor is None else rows.filter(actor=actor))


def whereabouts(person: UUID) -> tuple[list[PersonAddress], list[PersonContact]]:
    """Give the addresses and contacts that the grant opens of a person."""
    return (
        list(PersonAddress.objects.filter(subject_id=person).order_by("-valid_during")),
        list(PersonContact.objects.filter(subject_id=person)),
    )


def ticket(name: str, *, lock: bool = False) -> PrivilegedTicket | None:
    """Give a ticket by its number, or nothing: who may not act on it is not told which."""
    rows = PrivilegedTicket.objects.select_for_update() if lock else PrivilegedTicket.objects.all()
    return rows.filter(ticket=name).first()


def met(row: PrivilegedTicket | None, name: str) -> PrivilegedTicket:
    """Give a ticket that was looked up, or say that it is not there."""
    return _one(row, "ticket", name)


def tickets() -> list[PrivilegedTicket]:
    """List tickets, newest first."""
    return list(PrivilegedTicket.objects.order_by("-requested_at"))


def sessions() -> list[PrivilegedSession]:
    """List the commands that ran under tickets, newest first."""
    return list(PrivilegedSession.objects.order_by("-started_at"))


def trim(row: AccessGrant, end: date) -> None:
    """End the period of a grant before a day; what had not begun yet never will."""
    lower, upper = row.valid_during.lower, row.valid_during.upper
    if row.valid_during.isempty or (upper is not None and upper <= end):
        return
    row.valid_during = DateRange(empty=True) if lower >= end else DateRange(lower, end)


def active_roles(staff_id: UUID) -> list[AccessGrant]:
    """List what somebody was granted and has or will have."""
    return list(AccessGrant.objects.filter(staff_id=staff_id, state=GrantState.GRANTED))


def is_role(row: AccessGrant) -> bool:
    """Tell whether a grant is a role, and not a duty beside it."""
    return row.kind == GrantKind.ROLE


def _period(first: date, last: date | None) -> DateRange:
    """Give a period that includes its last day."""
    return DateRange(first, last, "[]") if last else DateRange(first, None)


def _one(found: T | None, what: str, name: object) -> T:
    if found is None:
        raise UnknownRowError(f"there is no {what} {name}")
    return found
