"""Claim files on their way in: what waits, how far each is, and what was set aside (aanleveringen)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zorgvuldig.interfaces.deliveries.overview import newest, on_their_way
from zorgvuldig.interfaces.web import charts
from zorgvuldig.interfaces.web.accounts.models import Desk
from zorgvuldig.interfaces.web.desks import at_desk
from zorgvuldig.interfaces.web.refusal_charts import refusals_chart
from zorgvuldig.processes.claims_handling import usecases as claims_handling
from zorgvuldig.processes.claims_handling.explain.figures import LEAST

if TYPE_CHECKING:
    from django.http import HttpResponse

    from zorgvuldig.interfaces.web.charts import LineChart, StackedChart
    from zorgvuldig.interfaces.web.desks import DeskRequest
    from zorgvuldig.processes.claims_handling.explain.figures import ClaimFigures

#: How many of what ended lately stand on the page.
NEWEST = 20


@require_safe
@at_desk(Desk.STAFF)
def figures(request: DeskRequest) -> HttpResponse:
    """Show intake, refusals by reason and lead times, drawn, in counts alone (cijfers)."""
    at = timezone.now()
    found = claims_handling.view_figures(actor=request.actor, at=at)
    context = {
        "figures": found,
        "least": LEAST,
        "withheld": sum(week.withheld for week in found.weeks),
        "by_week": _by_week(found),
        "lead_times": _lead_times(found),
        "by_reason": refusals_chart(found.refusals.reasons) if found.refusals else None,
    }
    return render(request, "web/staff/figures.html", context)


def _by_week(found: ClaimFigures) -> StackedChart:
    parts = [(_("Goedgekeurd"), "permit"), (_("Afgewezen"), "forbid")]
    rows = [
        (date_format(week.monday, "j b"), (0, 0) if week.withheld else (week.accepted, week.refused))
        for week in found.weeks
    ]
    return charts.stacked_chart(_("Declaraties per week"), _("Week van"), parts, rows)


def _lead_times(found: ClaimFigures) -> LineChart:
    days = [
        None if week.withheld or week.days_to_payment is None else round(week.days_to_payment)
        for week in found.weeks
    ]
    labels = [date_format(week.monday, "j b") for week in found.weeks]
    series = [(_("Dagen van ontvangst tot betaling"), days, "")]
    return charts.line_chart(_("Doorlooptijd"), _("Week van"), labels, series, unit=_("dagen"))


@require_safe
@at_desk(Desk.STAFF)
def deliveries(request: DeskRequest) -> HttpResponse:
    """Show what is on its way in, live, and what was set aside with why (aanleveringen)."""
    claims_handling.permit_deliveries(actor=request.actor, at=timezone.now())
    overview = on_their_way()
    ended = [each for each in newest(NEWEST) if each.run_id]
    return render(request, "web/staff/deliveries.html", {"overview": overview, "ended": ended})
