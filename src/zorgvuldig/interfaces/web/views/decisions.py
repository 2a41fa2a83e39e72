"""What a program decided about a person, at the own desk: the logic, the own view, a human who looks."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zorgvuldig.interfaces.web.accounts.models import Desk
from zorgvuldig.interfaces.web.desks import at_desk
from zorgvuldig.processes.rights import usecases as rights
from zorgvuldig.processes.rights.explain.automated import EVERY_TIME
from zorgvuldig.processes.rights.intake import LONGEST, RequestError

if TYPE_CHECKING:
    from django.http import HttpResponse

    from zorgvuldig.interfaces.web.desks import DeskRequest


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk(Desk.INSURED)
def my_decisions(request: DeskRequest) -> HttpResponse:
    """Show what a program decided against the person, and take in that a human must look."""
    error = None
    if request.method == "POST":
        try:
            rights.ask_human(
                actor=request.actor,
                claim_id=UUID(request.POST.get("claim", "")),
                words=request.POST.get("words", ""),
                at=timezone.now(),
            )
        except (ValueError, rights.NoSuchDecisionError) as refused:
            if not isinstance(refused, RequestError):
                raise Http404 from None
            error = refused
        else:
            messages.success(request, _("Een mens kijkt opnieuw. U hoort het per brief."))
            return redirect("my_decisions")
    context = {
        "decisions": rights.view_my_decisions(actor=request.actor, at=timezone.now()),
        "every_time": EVERY_TIME,
        "error": error,
        "filled": request.POST,
        "longest": LONGEST,
    }
    return render(request, "web/insured/decisions.html", context, status=400 if error else 200)
