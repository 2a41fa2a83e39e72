"""What oversight asks of a period, a norm, the open duties and one person; each look is logged itself."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from zorgvuldig.ledger import deferrals, overview, reading
from zorgvuldig.ledger.processing import processing
from zorgvuldig.processes.compliance import decide, explain, models

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from zorgvuldig.decisions import Actor
    from zorgvuldig.ledger.overview import Counted, LookView, OpenDutyView, Period, Wanted
    from zorgvuldig.ledger.views import EntryView

#: Of how many days the first page counts what was not permitted.
WAITING_DAYS = 7
#: Alike duties of one day are one line; more lines than these nobody reads.
MOST_DUTIES = 500
MOST_GAPS = 500
#: Among how many of the newest decisions it is counted how often a norm decided.
NEWEST = 10_000


class NobodyFoundError(LookupError):
    """The words fit nobody, or more than one person. That somebody looked is logged."""

    def __init__(self, met: int) -> None:
        super().__init__("several people fit these words" if met else "nobody fits these words")
        self.several = met > 1


def view_waiting(*, actor: Actor, at: datetime) -> explain.WaitingPage:
    """Show what waits: gaps and refusals of the last days, open duties, deferrals, the state of the log.

    Raises:
        Refused: the decision was no permit.
    """
    on = timezone.localtime(at).date()
    days = overview.Period(since=at - timedelta(days=WAITING_DAYS), until=at)
    with processing(decide.view_log(), actor=actor, at=at):
        ledger = explain.ledger_page(reading.standing(on=on), deferrals.deferred_entries(), on=on)
        duties = overview.open_duties(limit=MOST_DUTIES)
        return explain.waiting_page(overview.counts(days), duties, ledger, on=on)


def count_decisions(*, actor: Actor, at: datetime, period: Period) -> list[Counted]:
    """Count the decisions of a period by purpose and outcome.

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.view_log(), actor=actor, at=at):
        return overview.counts(period)


def list_decisions(
    *, actor: Actor, at: datetime, period: Period, wanted: Wanted, limit: int
) -> list[EntryView]:
    """List the decisions of a period that fit, newest first.

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.view_log(), actor=actor, at=at):
        return overview.entries_between(period, wanted, limit=limit)


def view_gaps(*, actor: Actor, at: datetime, period: Period) -> explain.GapsPage:
    """Show which facts decisions of a period lacked, how often, and the nearest norms.

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.view_log(), actor=actor, at=at):
        return explain.gaps_page(overview.gaps(period, limit=MOST_GAPS))


def list_open_duties(*, actor: Actor, at: datetime) -> list[OpenDutyView]:
    """List every duty that is still open, by the day on which it must be done.

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.view_log(), actor=actor, at=at):
        return overview.open_duties(limit=MOST_DUTIES)


def count_norm(*, actor: Actor, at: datetime, norm: str) -> Mapping[str, int]:
    """Count by outcome how often a norm decided, among the newest decisions.

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.view_log(), actor=actor, at=at):
        return overview.applied(norm, latest=NEWEST)


def find_person(*, actor: Actor, at: datetime, family_name: str, birthdate: date) -> UUID:
    """Find the one person of whom the processings are checked.

    Raises:
        Refused: the decision was no permit.
        NobodyFoundError: nobody or more than one person fits.
    """
    with processing(decide.find_person(), actor=actor, at=at):
        person, met = models.find_person(family_name, birthdate, timezone.localtime(at).date())
    if person is None:
        raise NobodyFoundError(met)
    return person


def view_person(
    *, actor: Actor, at: datetime, person_id: UUID, period: Period, limit: int, before: int | None = None
) -> tuple[explain.PersonLook, ...]:
    """Show who looked at one person in a period, when, for what and by which article; newest first.

    Raises:
        Refused: a decision was no permit.
    """
    with processing(decide.view_person(person_id), actor=actor, at=at):
        found = overview.looks(period, limit=limit, before=before)
    return explain.person_looks(found, _names(found, actor=actor, at=at))


def _names(found: Sequence[LookView], *, actor: Actor, at: datetime) -> Mapping[str, str]:
    """Give the names of the employees among them; nobody's are asked when there are none."""
    numbers = {look.actor for look in found if look.actor and look.entry.actor_kind == "staff"}
    if not numbers:
        return {}
    with processing(decide.view_names(), actor=actor, at=at):
        return models.staff_names(numbers)
