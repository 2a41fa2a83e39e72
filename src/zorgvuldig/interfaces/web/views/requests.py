"""Requests about the own data: asked at the insured desk, answered at the staff desk (verzoeken)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zorgvuldig.interfaces.web.accounts.models import Desk
from zorgvuldig.interfaces.web.clocks import clock
from zorgvuldig.interfaces.web.desks import at_desk
from zorgvuldig.processes.rights import usecases as rights
from zorgvuldig.processes.rights.explain.requests import RIGHTS
from zorgvuldig.processes.rights.intake import LONGEST, OUTCOMES, RequestError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any
    from uuid import UUID

    from django.http import HttpResponse

    from zorgvuldig.interfaces.web.desks import DeskRequest
    from zorgvuldig.processes.rights.explain.requests import MyRequest, WaitingRequest

_OUTCOME_WORDS = {
    "granted": _("Toewijzen"),
    "partly": _("Deels toewijzen"),
    "refused": _("Afwijzen"),
    "no-data": _("Wij hebben deze gegevens niet"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk(Desk.INSURED)
def my_requests(request: DeskRequest) -> HttpResponse:
    """Show the own requests with their clocks, and take in a new one."""
    error = None
    if request.method == "POST":
        kind, words = request.POST.get("kind", ""), request.POST.get("words", "")
        try:
            rights.ask(actor=request.actor, kind=kind, words=words, at=timezone.now())
        except RequestError as refused:
            error = refused
        else:
            messages.success(request, _("Uw verzoek is binnen. Het kost u niets."))
            return redirect("my_requests")
    context = {
        "requests": _clocked(rights.view_my_requests(actor=request.actor, at=timezone.now())),
        "restricted": rights.view_my_restrictions(actor=request.actor, at=timezone.now()),
        "rights": [(key, *words) for key, words in RIGHTS.items()],
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
    return render(request, "web/staff/requests.html", {"waiting": _clocked(waiting)})


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk(Desk.STAFF)
def rights_request(request: DeskRequest, request_id: UUID) -> HttpResponse:
    """Show one request to whoever answers it, and take its next step."""
    error = None
    if request.method == "POST":
        try:
            done = _step(request, request_id)
        except RequestError as refused:
            error = refused
        except rights.SettledBeforeError:
            error = RequestError("step", _("Dit verzoek is al afgehandeld of al eens verlengd."))
        else:
            if not done:
                raise Http404
            messages.success(request, _("Vastgelegd. De aanvrager ziet het meteen."))
            return redirect("rights_request", request_id)
    page = rights.view_request(actor=request.actor, request_id=request_id, at=timezone.now())
    if page is None:
        raise Http404
    (told,) = _clocked((page.mine,))
    context = {
        "page": page,
        "clock": told["clock"],
        "error": error,
        "filled": request.POST,
        "outcomes": [(key, _OUTCOME_WORDS[key]) for key in OUTCOMES],
    }
    return render(request, "web/staff/request.html", context, status=400 if error else 200)


def _clocked(found: Iterable[MyRequest | WaitingRequest]) -> list[dict[str, Any]]:
    """Set the clock of each request, as it stands today."""
    today = timezone.localdate()
    return [
        {
            "request": each,
            "clock": clock(
                _("Antwoord"), each.due_on, today, started_on=each.received_on, done_on=each.answered_on
            ),
        }
        for each in found
    ]


def _step(request: DeskRequest, request_id: UUID) -> bool:
    now, asked = timezone.now(), request.POST
    if asked.get("step") == "extend":
        return rights.extend_request(
            actor=request.actor, request_id=request_id, words=asked.get("reason", ""), at=now
        )
    return rights.answer_request(
        actor=request.actor,
        request_id=request_id,
        outcome=asked.get("outcome", ""),
        words=asked.get("answer", ""),
        reasoned=asked.get("reasoned") == "ja",
        at=now,
    )
