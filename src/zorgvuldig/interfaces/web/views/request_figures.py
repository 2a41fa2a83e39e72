"""The oversight desk's page of requests: how many came in a year, how they ended, and whether in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zorgvuldig.interfaces.web import charts
from zorgvuldig.interfaces.web.accounts.models import Desk
from zorgvuldig.interfaces.web.desks import at_desk
from zorgvuldig.interfaces.web.views.officer import is_officer
from zorgvuldig.processes.rights import usecases as rights
from zorgvuldig.processes.rights.explain.figures import FEWEST

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from zorgvuldig.interfaces.web.desks import DeskRequest
    from zorgvuldig.processes.rights.explain.figures import RightFigures

#: How many years back may be chosen: what was answered longer ago is erased with its person.
YEARS = 8
_HEADS = (
    _("Ontvangen"),
    _("Toegewezen"),
    _("Deels"),
    _("Afgewezen"),
    _("Geen gegevens"),
    _("Ingetrokken"),
    _("Wacht nog"),
    _("Verlengd"),
    _("Te laat"),
    _("Dagen"),
)


@require_safe
@at_desk(Desk.OVERSIGHT)
def request_figures(request: DeskRequest) -> HttpResponse:
    """Show the requests of a year by right, by outcome and by how long they took."""
    this = timezone.localdate().year
    years = range(this, this - YEARS, -1)
    year = _asked_year(request, years)
    found = rights.view_request_figures(actor=request.actor, year=year, at=timezone.now())
    context = {
        "years": years,
        "heads": _HEADS,
        "lines": [_cells(line) for line in (*found.rights, found.total)],
        "found": found,
        "officer": is_officer(request),
        "fewest": FEWEST,
        "by_right": charts.bar_chart(
            _("Verzoeken, per recht"), _("Recht"), [(each.right, each.received, "") for each in found.rights]
        ),
        "by_ground": charts.bar_chart(
            _("Afwijzingen, per grond"), _("Grond"), [(ground, count, "") for ground, count in found.grounds]
        ),
        "by_outcome": charts.bar_chart(_("Verzoeken, per uitkomst"), _("Uitkomst"), _outcomes(found.total)),
    }
    return render(request, "web/oversight/request_figures.html", context)


def _asked_year(request: HttpRequest, years: range) -> int:
    """Read the year of the form; what is no year that can be chosen counts as not asked."""
    asked = request.GET.get("jaar", "")
    return int(asked) if asked in {str(year) for year in years} else years[0]


def _cells(line: RightFigures) -> dict[str, object]:
    """Put the numbers of a line under the heads of the table."""
    numbers = (
        line.received,
        line.granted,
        line.partly,
        line.refused,
        line.no_data,
        line.withdrawn,
        line.waiting,
        line.extended,
        line.late,
        line.median_days,
    )
    return {"right": line.right, "cells": list(zip(_HEADS, numbers, strict=True))}


def _outcomes(total: RightFigures) -> list[tuple[str, int, str]]:
    return [
        (_("Toegewezen"), total.granted, "permit"),
        (_("Deels toegewezen"), total.partly, ""),
        (_("Afgewezen"), total.refused, "forbid"),
        (_("Geen gegevens"), total.no_data, ""),
        (_("Ingetrokken"), total.withdrawn, ""),
        (_("Wacht nog"), total.waiting, "gap"),
    ]
