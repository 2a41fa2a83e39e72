"""What oversight sees of access: duties kept apart, refused tries, alarms, powers, overdue reviews."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from zorgvuldig.ledger import folding
from zorgvuldig.ledger.processing import processing
from zorgvuldig.processes.access_control import decide, explain, models
from zorgvuldig.processes.access_control.usecases import showing
from zorgvuldig.processes.access_control.usecases.reviewing import review_rows

if TYPE_CHECKING:
    from datetime import datetime

    from zorgvuldig.decisions import Actor

#: Of how many days refused tries are shown, and by which norms they are known. Of days, and not the newest so
#: many: a number can be filled up with other refusals, a day can not. What is older, the log itself lists.
TRIES_DAYS = 92
APART = frozenset({"MZ-functiescheiding", "GC-T-4.0.3-gescheiden", "MZ-pam", "GC-3.4d", "MZ-mfa"})


def view_oversight(*, actor: Actor, at: datetime) -> explain.OversightPage:
    """Show the whole of it (toezicht op toegang).

    Raises:
        Refused: a decision was no permit.
    """
    today = timezone.localdate(at)
    with processing(decide.view_refused_tries(), actor=actor, at=at):
        refused = folding.refused_lines(APART, since=at - timedelta(days=TRIES_DAYS))
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
                entry_id=line.entry.entry_id,
                at=line.entry.at,
                role=explain.role_words(line.entry.actor_role),
                reason=line.entry.reason,
                times=line.times,
            )
            for line in refused
        ),
        both=tuple(
            (username, explain.access_words("duty", one), explain.access_words("duty", other))
            for _staff, username, one, other in both
        ),
        emergencies=tuple(emergencies),
        tickets=tuple(tickets),
        overdue_reviews=tuple(overdue),
    )


def emergencies_to_judge(*, actor: Actor, at: datetime) -> int:
    """Count the break-glass that nobody judged yet (te beoordelen noodtoegang, GC-3.4d).

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.view_log(), actor=actor, at=at):
        return sum(row.judgement is None for row in models.emergencies())
