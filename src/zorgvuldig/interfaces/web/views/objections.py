"""Objections for personal circumstances at the staff desk: which wait, and how each is weighed (art. 5.3)."""

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
from zorgvuldig.processes.wishes import usecases as wishes

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from zorgvuldig.interfaces.web.desks import DeskRequest

_TOLD = _("Vastgelegd. De persoon leest uw afweging meteen, en krijgt een brief.")
_PROPOSED = _("Voorgesteld. Een collega beslist; tot dan ligt dit gebruik stil.")
_DONE = {"akkoord": _TOLD, "terug": _("Teruggelegd. Het bezwaar wacht weer op een oordeel.")}


@require_safe
@at_desk(Desk.STAFF)
def open_objections(request: DeskRequest) -> HttpResponse:
    """Show the objections that wait to be weighed, the oldest first."""
    waiting = wishes.list_objections(actor=request.actor, at=timezone.now())
    return render(request, "web/staff/objections.html", {"waiting": clocked(waiting)})


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk(Desk.STAFF)
def objection(request: DeskRequest, objection_id: UUID) -> HttpResponse:
    """Show one objection to whoever weighs it, and book the judgement."""
    problems: dict[str, str] = {}
    if request.method == "POST":
        try:
            judged = _step(request, objection_id)
        except wishes.InputError as error:
            problems = error.problems
        else:
            if not judged:
                raise Http404
            step = request.POST.get("step", "")
            proposed = not step and request.POST.get("outcome") == "rejected"
            messages.success(request, _PROPOSED if proposed else _DONE.get(step, _TOLD))
            return redirect("open_objections")
    page = wishes.view_objection(actor=request.actor, objection_id=objection_id, at=timezone.now())
    if page is None:
        raise Http404
    (told,) = clocked([page.waiting])
    context = {"page": page, "clock": told["clock"], "problems": problems, "filled": request.POST}
    return render(request, "web/staff/objection.html", context, status=400 if problems else 200)


def _step(request: DeskRequest, objection_id: UUID) -> bool:
    """Take the step that the form asks: weigh, settle what a colleague proposes, or send it back."""
    at = timezone.now()
    if request.POST.get("step") == "akkoord":
        return wishes.settle_objection(actor=request.actor, objection_id=objection_id, at=at)
    if request.POST.get("step") == "terug":
        return wishes.send_objection_back(actor=request.actor, objection_id=objection_id, at=at)
    return wishes.judge_objection(
        actor=request.actor,
        objection_id=objection_id,
        outcome=request.POST.get("outcome", ""),
        words=request.POST.get("weighing", ""),
        at=at,
    )
