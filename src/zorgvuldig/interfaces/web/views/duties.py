"""One open duty (verplichting): what it is, by which article, until when, and the form that discharges it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zorgvuldig.interfaces.web.accounts.models import Desk
from zorgvuldig.interfaces.web.clocks import clock
from zorgvuldig.interfaces.web.desks import at_desk, home_of
from zorgvuldig.norms.citing import cite
from zorgvuldig.processes.access_control import usecases as access_control

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from zorgvuldig.interfaces.web.desks import DeskRequest


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk(Desk.STAFF, Desk.MEDICAL)
def duty(request: DeskRequest, duty_id: UUID) -> HttpResponse:
    """Show a duty, or write down that it was done."""
    return _duty(request, duty_id, back=home_of(request), route="duty")


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk(Desk.OVERSIGHT)
def oversight_duty(request: DeskRequest, duty_id: UUID) -> HttpResponse:
    """Show a duty that the data protection officer owes, or write down that it was done."""
    return _duty(request, duty_id, back="oversight_duties", route="oversight_duty")


def _duty(request: DeskRequest, duty_id: UUID, *, back: str, route: str) -> HttpResponse:
    at = timezone.now()
    try:
        if request.method == "POST":
            return _discharged(request, duty_id, back)
        owed = access_control.view_duty(actor=request.actor, duty_id=duty_id, at=at)
    except access_control.UnknownRowError as error:
        raise Http404 from error
    today = timezone.localdate(at)
    context = {
        "duty": owed,
        "clock": clock(_("Termijn"), owed.due_on, today, started_on=timezone.localdate(owed.since)),
        "citations": cite([owed.norm], today),
        "home": back,
        "route_here": route,
    }
    return render(request, "web/staff/duty.html", context)


def _discharged(request: DeskRequest, duty_id: UUID, back: str) -> HttpResponse:
    try:
        access_control.discharge_duty(actor=request.actor, duty_id=duty_id, at=timezone.now())
        messages.success(request, _("Vastgelegd: deze verplichting is gedaan."))
    except access_control.NotOpenError:
        messages.error(request, _("Een ander heeft deze verplichting al gedaan."))
    return redirect(back)
