"""What oversight sees of access: duties kept apart, refused tries, alarms, powers, overdue reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from zorgvuldig.ledger import reading
from zorgvuldig.ledger.processing import processing
from zorgvuldig.processes.access_control import decide, explain, models
from zorgvuldig.processes.access_control.usecases import showing
from zorgvuldig.processes.access_control.usecases.reviewing import review_rows

if TYPE_CHECKING:
    from datetime import datetime

    from zorgvuldig.decisions import Actor

#: How far back the log is searched for refused tries, and by which norms they are known.
SEARCHED = 2_000
APART = frozenset({"MZ-functiescheiding", "GC-T-4.0.3-gescheiden", "MZ-pam", "GC-3.4d", "MZ-mfa"})


def view_oversight(*, actor: Actor, at: datetime) -> explain.OversightPage:
    """Show the whole of it (toezicht op toegang).

    Raises:
        Refused: a decision was no permit.
    """
    today = timezone.localdate(at)
    with processing(decide.view_refused_tries(), actor=actor, at=at):
        refused = reading.recent_entries(limit=SEARCHED, outcome="forbid")
    with processing(decide.view_access(), actor=actor, at=at):
        known, both, reviewed = showing.names(), models.both_duties(), models.reviewed_tickets()
        overdue = [row for row in review_rows(actor, today, {}) if row.overdue]
    with processing(decide.view_log(), actor=actor, at=at):
        emergencies = [showing.emergency_view(row, known, actor, at, today) for row in models.emergencies()]
        tickets = showing.ticket_views(known, actor, at, reviewed=reviewed)
    return explain.OversightPage(
        conflicts=explain.conflict_views(today),
        tries=tuple(
            explain.TryView(
                entry_id=entry.entry_id,
                at=entry.at,
                role=explain.role_words(entry.actor_role),
                reason=entry.reason,
            )
            for entry in refused
            if APART.intersection(entry.norms)
        ),
        both=tuple(
            (username, explain.access_words("duty", one), explain.access_words("duty", other))
            for _staff, username, one, other in both
        ),
        emergencies=tuple(emergencies),
        tickets=tuple(tickets),
        overdue_reviews=tuple(overdue),
    )
