"""The quarterly review (periodieke controle): whether all access is still needed, asked of somebody else."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.utils import timezone

from zorgvuldig.ledger.processing import processing
from zorgvuldig.norms import bundle_at
from zorgvuldig.processes.access_control import act, decide, explain, models
from zorgvuldig.processes.access_control.usecases import showing
from zorgvuldig.processes.access_control.usecases.powers import sought_ticket
from zorgvuldig.records.models import GrantState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from zorgvuldig.decisions import Actor
    from zorgvuldig.records.models import AccessGrant, AccessReview

ENDED_AT_REVIEW = "niet meer nodig bij de controle van dit kwartaal"
LAPSED = "vervallen: niet op tijd opnieuw bekeken"


def view_reviews(
    *, actor: Actor, at: datetime, logins: Mapping[str, datetime] | None = None
) -> explain.ReviewPage:
    """Show all access that holds now with its last use, overdue first; `logins` is when each login came in.

    Raises:
        Refused: the decision was no permit.
    """
    today = timezone.localdate(at)
    with processing(decide.view_reviews(), actor=actor, at=at):
        rows, reviewed = review_rows(actor, today, logins or {}), models.reviewed_tickets()
        tickets = showing.ticket_views({UUID(actor.identifier): "u"}, actor, at, reviewed=reviewed)
    return explain.ReviewPage(
        quarter=explain.quarter_of(today),
        rows=tuple(rows),
        tickets=tuple(ticket for ticket in tickets if ticket.state == "over"),
        done=sum(row.done for row in rows),
        overdue=sum(row.overdue for row in rows),
    )


def review_rows(actor: Actor, today: date, logins: Mapping[str, datetime]) -> list[explain.ReviewRow]:
    """Give every grant that holds, overdue first, then what was not looked at this quarter."""
    known, acts, reviews = showing.names(), models.last_acts(), models.reviews()
    rows = [
        _row(grant, reviews, known, acts, logins, actor, today)
        for grant in models.grants(states=[GrantState.GRANTED])
        if not grant.valid_during.isempty
        and (grant.valid_during.upper is None or grant.valid_during.upper > today)
    ]
    return sorted(rows, key=lambda row: (not row.overdue, row.done, row.due_on, row.grant.username))


def review_grant(*, actor: Actor, grant_id: UUID, keep: bool, at: datetime) -> str:
    """Keep or end a grant after looking at it again; gives the login it is for.

    Raises:
        Refused: the own access, granted by oneself, or not a duty of this employee.
        NotOpenError: it ended before.
    """
    today = timezone.localdate(at)
    with processing(decide.review_access(grant_id), actor=actor, at=at):
        row = models.grant(grant_id, lock=True)
        if row.state != GrantState.GRANTED:
            raise act.NotOpenError("this access ended before")
        models.record_review(
            explain.quarter_of(today),
            "keep" if keep else "end",
            UUID(actor.identifier),
            at,
            grant_id=grant_id,
            ticket=None,
        )
        if not keep:
            act.end_grant(row, actor, at, today, ENDED_AT_REVIEW)
        return str(row.staff.username)


def review_ticket(*, actor: Actor, ticket: str, at: datetime) -> None:
    """Write down that somebody looked at a ticket and what ran under it.

    Raises:
        Refused: the own ticket, or not a duty of this employee, whether the ticket is there or not.
        UnknownRowError: there is no such ticket, said to whoever may look at one again.
    """
    row = sought_ticket(ticket, actor, at)
    with processing(decide.review_powers(row.id if row else uuid4()), actor=actor, at=at):
        models.record_review(
            explain.quarter_of(timezone.localdate(at)),
            "keep",
            UUID(actor.identifier),
            at,
            grant_id=None,
            ticket=models.met(row, ticket).id,
        )


def lapse_overdue(*, actor: Actor, at: datetime) -> tuple[str, ...]:
    """End what nobody looked at in time, where the norms say that it lapses; gives the logins.

    Whether it lapses is our own choice, a dated parameter (`access_review_lapses`).

    Raises:
        Refused: a decision was no permit.
    """
    today = timezone.localdate(at)
    if not bundle_at(today).parameters["access_review_lapses"]:
        return ()
    with processing(decide.view_access(), actor=actor, at=at):
        overdue = [row.grant for row in review_rows(actor, today, {}) if row.overdue and not row.grant.own]
    for grant in overdue:
        with processing(decide.review_access(grant.grant_id), actor=actor, at=at):
            row = models.grant(grant.grant_id, lock=True)
            act.end_grant(row, actor, at, today, LAPSED)
    return tuple(grant.username for grant in overdue)


def _row(
    grant: AccessGrant,
    reviews: list[AccessReview],
    known: Mapping[UUID, str],
    acts: Mapping[tuple[str, str], str],
    logins: Mapping[str, datetime],
    actor: Actor,
    today: date,
) -> explain.ReviewRow:
    last = next((review for review in reviews if review.grant_id == grant.id), None)
    # Access that was taken over from a register began before it came here: who took it over looked at it.
    taken_on = max(grant.valid_during.lower, timezone.localdate(grant.requested_at))
    since = timezone.localdate(last.reviewed_at) if last else taken_on
    due = explain.review_due(since, today)
    return explain.ReviewRow(
        grant=showing.grant_view(grant, known, actor),
        last_used=_last_use(grant, acts, logins),
        reviewed_on=timezone.localdate(last.reviewed_at) if last else None,
        reviewed_by=known.get(last.reviewed_by, "") if last else "",
        due_on=due,
        overdue=today > due,
        done=last is not None and last.quarter == explain.quarter_of(today),
    )


def _last_use(
    grant: AccessGrant, acts: Mapping[tuple[str, str], str], logins: Mapping[str, datetime]
) -> date | None:
    """Give the day of the last use: of a duty the last act, of a role the last login."""
    if models.is_role(grant):
        login = logins.get(grant.staff.username)
        return timezone.localdate(login) if login else None
    told = acts.get((str(grant.staff_id), grant.name))
    return timezone.localdate(datetime.fromisoformat(told)) if told else None
