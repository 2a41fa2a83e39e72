"""Oversight in figures: decisions by outcome and purpose, which facts were missing, which duties are open."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zorgvuldig.interfaces.web import charts, wording
from zorgvuldig.interfaces.web.accounts.models import Desk
from zorgvuldig.interfaces.web.clocks import clock
from zorgvuldig.interfaces.web.desks import at_desk
from zorgvuldig.ledger.overview import Period
from zorgvuldig.processes.access_control import usecases as access_control
from zorgvuldig.processes.compliance import usecases as compliance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from zorgvuldig.interfaces.web.desks import DeskRequest
    from zorgvuldig.ledger.overview import Counted

#: How far back the figures go when no period is asked.
DAYS = 30
SHOWN_BARS = 12


@dataclass(frozen=True)
class Days:
    """The days that a page is about, both included, as the form shows them."""

    first: date
    last: date

    @property
    def period(self) -> Period:
        """Give the moments from the first midnight until the one after the last day."""
        return Period(since=_midnight(self.first), until=_midnight(self.last + timedelta(days=1)))

    @property
    def query(self) -> str:
        """Write them for an address."""
        return f"van={self.first.isoformat()}&tot={self.last.isoformat()}"


@dataclass(frozen=True)
class Row:
    """One purpose with how often it had each outcome, in the order of the columns."""

    purpose: str
    cells: tuple[tuple[str, int], ...]
    total: int


def asked_days(request: HttpRequest, days: int) -> Days:
    """Read the days of the form; what is no date, or the wrong way round, counts as not asked."""
    today = timezone.localdate()
    last = _day(request.GET.get("tot")) or today
    first = _day(request.GET.get("van")) or last - timedelta(days=days - 1)
    return Days(first, last) if first <= last else Days(last, last)


def week_before(today: date, days: int) -> Days:
    """Give the last so many days, today among them."""
    return Days(today - timedelta(days=days - 1), today)


@require_safe
@at_desk(Desk.OVERSIGHT)
def figures(request: DeskRequest) -> HttpResponse:
    """Show how often which purpose had which outcome (besluiten naar uitkomst en proces)."""
    days = asked_days(request, DAYS)
    found = compliance.count_decisions(actor=request.actor, at=timezone.now(), period=days.period)
    by_outcome = Counter[str]()
    for count in found:
        by_outcome[count.outcome] += count.times
    context = {
        "days": days,
        "outcomes": wording.OUTCOMES,
        "rows": _rows(found),
        "totals": tuple(by_outcome[name] for name in wording.OUTCOMES),
        "total": by_outcome.total(),
        "by_purpose": _by_purpose(found),
        "by_outcome": charts.bar_chart(
            _("Besluiten, per uitkomst"),
            _("Uitkomst"),
            [(str(label), by_outcome[name], name) for name, label in wording.OUTCOMES.items()],
        ),
    }
    return render(request, "web/oversight/figures.html", context)


@require_safe
@at_desk(Desk.OVERSIGHT)
def gaps(request: DeskRequest) -> HttpResponse:
    """Show which facts decisions lacked, how often, and the nearest norms (ontbrekende gegevens)."""
    days = asked_days(request, DAYS)
    page = compliance.view_gaps(actor=request.actor, at=timezone.now(), period=days.period)
    chart = charts.bar_chart(
        _("Ontbrekende gegevens"),
        _("Gegeven"),
        [
            (wording.word_of_norms("facts", missing.fact), missing.times, "gap")
            for missing in page.facts[:SHOWN_BARS]
        ],
    )
    return render(request, "web/oversight/gaps.html", {"days": days, "page": page, "chart": chart})


@require_safe
@at_desk(Desk.OVERSIGHT)
def duties(request: DeskRequest) -> HttpResponse:
    """Show every duty that is still open, overdue first (openstaande plichten)."""
    today = timezone.localdate()
    found = compliance.list_open_duties(actor=request.actor, at=timezone.now())
    overdue = [duty for duty in found if duty.due is not None and duty.due < today]
    own = access_control.owed_duties(actor=request.actor, at=timezone.now())
    context = {
        "today": today,
        "own": [
            (each, clock(each.text, each.due_on, today, started_on=timezone.localdate(each.since)))
            for each in own
        ],
        "overdue": overdue,
        "running": [duty for duty in found if duty not in overdue],
        "late": sum(duty.times for duty in overdue),
        "open": sum(duty.times for duty in found),
    }
    return render(request, "web/oversight/duties.html", context)


def _rows(found: Sequence[Counted]) -> list[Row]:
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for count in found:
        counted[count.purpose][count.outcome] += count.times
    rows = [
        Row(purpose, tuple((name, times[name]) for name in wording.OUTCOMES), times.total())
        for purpose, times in counted.items()
    ]
    return sorted(rows, key=lambda row: -row.total)


def _by_purpose(found: Sequence[Counted]) -> charts.BarChart:
    rows = _rows(found)
    shown = [(wording.purpose_word(row.purpose), row.total, "") for row in rows[:SHOWN_BARS]]
    rest = sum(row.total for row in rows[SHOWN_BARS:])
    title = _("Besluiten, per doel")
    return charts.bar_chart(title, _("Doel"), [*shown, *([(_("overige"), rest, "")] if rest else [])])


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        return None
