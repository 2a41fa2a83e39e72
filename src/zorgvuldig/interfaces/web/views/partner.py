"""The desk of business partners: what is registered about the own organization, and how to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from zorgvuldig.interfaces.web.accounts.models import Desk
from zorgvuldig.interfaces.web.desks import at_desk
from zorgvuldig.processes.business_relations import usecases as relations

if TYPE_CHECKING:
    from django.http import HttpResponse

    from zorgvuldig.interfaces.web.desks import DeskRequest


@require_safe
@at_desk(Desk.PARTNER)
def home(request: DeskRequest) -> HttpResponse:
    """Show who the partner is to us, the contracts that run, and what it can ask (overzicht)."""
    return _page(request, "web/partner/home.html")


@require_safe
@at_desk(Desk.PARTNER)
def registered(request: DeskRequest) -> HttpResponse:
    """Show all that is registered about the partner, and where each fact comes from (mijn gegevens)."""
    return _page(request, "web/partner/registered.html")


def _page(request: DeskRequest, template: str) -> HttpResponse:
    partner = relations.view_partner(actor=request.actor, at=timezone.now())
    today = timezone.localdate()
    running = [each for each in partner.contracts if each.span.holds_on(today)]
    past = [each for each in partner.contracts if not each.span.holds_on(today)]
    context = {"partner": partner, "running": running, "past": past, "today": today}
    return render(request, template, context)
