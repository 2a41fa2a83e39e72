"""Ending a shield at the staff desk: one proposes, the person hears it, another settles (note to 4.0.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from zorgvuldig.interfaces.web.accounts.models import Desk
from zorgvuldig.interfaces.web.desks import at_desk
from zorgvuldig.processes.wishes import intake
from zorgvuldig.processes.wishes import usecases as wishes

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from zorgvuldig.interfaces.web.desks import DeskRequest


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk(Desk.STAFF)
def open_ends(request: DeskRequest) -> HttpResponse:
    """Show the proposals to end a shield that wait, and take a new one."""
    problems: dict[str, str] = {}
    # First whether this employee may see them at all: no form is read before.
    waiting = wishes.list_shield_ends(actor=request.actor, at=timezone.now())
    if request.method == "POST" and request.POST.get("step") == "navragen":
        count = wishes.ask_after_shields(actor=request.actor, at=timezone.now())
        words = ngettext("%(count)s brief gemaakt.", "%(count)s brieven gemaakt.", count) % {"count": count}
        messages.success(request, f"{words} {_('De veilige bezorger krijgt ze.')}")
        return redirect("shield_ends")
    if request.method == "POST":
        try:
            told = intake.shield_end(request.POST.dict(), today=timezone.localdate())
            wishes.propose_shield_end(actor=request.actor, told=told, at=timezone.now())
        except wishes.InputError as error:
            problems = error.problems
        else:
            messages.success(
                request, _("Voorgesteld. De persoon krijgt eerst een brief, langs de veilige route.")
            )
            return redirect("shield_ends")
    context = {
        "waiting": waiting,
        "to_ask": wishes.count_shields_to_ask(actor=request.actor, at=timezone.now()),
        "problems": problems,
        "filled": request.POST if problems else {},
    }
    return render(request, "web/staff/shield_ends.html", context, status=400 if problems else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk(Desk.STAFF)
def one_end(request: DeskRequest, end_id: UUID) -> HttpResponse:
    """Show one proposal to whoever settles it; end the shield, or let the proposal lapse."""
    problem = ""
    if request.method == "POST":
        step = {
            "brief": wishes.announce_shield_end,
            "einde": wishes.settle_shield_end,
            "vervalt": wishes.drop_shield_end,
        }.get(request.POST.get("step", ""))
        try:
            if step is None:
                problem = _("Kies wat u doet.")
            elif not step(actor=request.actor, end_id=end_id, at=timezone.now()):
                raise Http404
            else:
                messages.success(request, _("Vastgelegd."))
                return redirect("shield_ends")
        except wishes.NotYetError as error:
            problem = str(error)
    page = wishes.view_shield_end(actor=request.actor, end_id=end_id, at=timezone.now())
    if page is None:
        raise Http404
    context = {"page": page, "problem": problem}
    return render(request, "web/staff/shield_end.html", context, status=400 if problem else 200)
