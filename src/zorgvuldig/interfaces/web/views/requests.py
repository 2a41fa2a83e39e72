"""Requests about the own data: asked at the insured desk, listed at the staff desk (verzoeken)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zorgvuldig.interfaces.web.accounts.models import Desk
from zorgvuldig.interfaces.web.desks import at_desk
from zorgvuldig.interfaces.web.request_clocks import clocked
from zorgvuldig.norms import dutch_words
from zorgvuldig.processes.rights import usecases as rights
from zorgvuldig.processes.rights.explain.requests import RIGHTS
from zorgvuldig.processes.rights.intake import CONCERNS, LONGEST, RequestError

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from zorgvuldig.interfaces.web.desks import DeskRequest


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk(Desk.INSURED)
def my_requests(request: DeskRequest) -> HttpResponse:
    """Show the own requests with their clocks, and take in a new one."""
    error = None
    if request.method == "POST":
        kind, words = request.POST.get("kind", ""), request.POST.get("words", "")
        try:
            rights.ask(
                actor=request.actor,
                kind=kind,
                words=words,
                concerns=request.POST.getlist("concerns"),
                at=timezone.now(),
            )
        except RequestError as refused:
            error = refused
        else:
            messages.success(request, _("Uw verzoek is binnen. Het kost u niets."))
            return redirect("my_requests")
    context = {
        "requests": clocked(rights.view_my_requests(actor=request.actor, at=timezone.now())),
        "restricted": rights.view_my_restrictions(actor=request.actor, at=timezone.now()),
        "rights": [(key, *words) for key, words in RIGHTS.items()],
        "concerns": [(name, dutch_words()["data"][name]) for name in CONCERNS],
        "named": request.POST.getlist("concerns"),
        "filled": request.POST,
        "error": error,
        "longest": LONGEST,
    }
    return render(request, "web/insured/requests.html", context, status=400 if error else 200)


@require_http_methods(["POST"])
@at_desk(Desk.INSURED)
def withdraw_request(request: DeskRequest, request_id: UUID) -> HttpResponse:
    """Let a person take the own request back."""
    if not rights.withdraw_request(actor=request.actor, request_id=request_id, at=timezone.now()):
        raise Http404
    messages.success(request, _("Uw verzoek is ingetrokken."))
    return redirect("my_requests")


@require_safe
@at_desk(Desk.STAFF)
def open_requests(request: DeskRequest) -> HttpResponse:
    """Show the requests that wait for an answer, the first that must be answered first."""
    waiting = rights.list_open_requests(actor=request.actor, at=timezone.now())
    return render(request, "web/staff/requests.html", {"waiting": clocked(waiting)})
