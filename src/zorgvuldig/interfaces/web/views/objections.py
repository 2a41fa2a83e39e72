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
            judged = wishes.judge_objection(
                actor=request.actor,
                objection_id=objection_id,
                outcome=request.POST.get("outcome", ""),
                words=request.POST.get("weighing", ""),
                at=timezone.now(),
            )
        except wishes.InputError as error:
            problems = error.problems
        else:
            if not judged:
                raise Http404
            messages.success(request, _("Vastgelegd. De persoon leest uw afweging meteen."))
            return redirect("open_objections")
    page = wishes.view_objection(actor=request.actor, objection_id=objection_id, at=timezone.now())
    if page is None:
        raise Http404
    (told,) = clocked([page.waiting])
    context = {"page": page, "clock": told["clock"], "problems": problems, "filled": request.POST}
    return render(request, "web/staff/objection.html", context, status=400 if problems else 200)
