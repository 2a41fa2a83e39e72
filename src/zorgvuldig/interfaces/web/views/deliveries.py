"""Claim files on their way in: what waits, how far each is, and what was set aside (aanleveringen)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from zorgvuldig.interfaces.deliveries.overview import newest, on_their_way
from zorgvuldig.interfaces.web.accounts.models import Desk
from zorgvuldig.interfaces.web.desks import at_desk
from zorgvuldig.processes.claims_handling import usecases as claims_handling

if TYPE_CHECKING:
    from django.http import HttpResponse

    from zorgvuldig.interfaces.web.desks import DeskRequest

#: How many of what ended lately stand on the page.
NEWEST = 20


@require_safe
@at_desk(Desk.STAFF)
def deliveries(request: DeskRequest) -> HttpResponse:
    """Show what is on its way in, live, and what was set aside with why (aanleveringen)."""
    claims_handling.permit_deliveries(actor=request.actor, at=timezone.now())
    overview = on_their_way()
    ended = [each for each in newest(NEWEST) if each.run_id]
    return render(request, "web/staff/deliveries.html", {"overview": overview, "ended": ended})
