"""Special grounds at the oversight desk: the officer's word before a refusal, a look again (art. 3.13)."""

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
from zorgvuldig.processes.rights import usecases as rights
from zorgvuldig.processes.rights.intake import RequestError
from zorgvuldig.processes.rights.intake.machine import StepError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any
    from uuid import UUID

    from django.http import HttpResponse

    from zorgvuldig.interfaces.web.desks import DeskRequest

_DONE = {
    "eens": _("Vastgelegd. Een collega van het verzoek kan nu beslissen."),
    "oneens": _("Teruggelegd. Wie het verzoek behandelt, leest wat u schreef."),
    "nog": _("Vastgelegd tot wanneer dit nog geldt."),
    "voorbij": _("Vastgelegd. Het verzoek staat opnieuw in de lijst, met een nieuwe termijn."),
}


@require_safe
@at_desk(Desk.OVERSIGHT)
def grounds(request: DeskRequest) -> HttpResponse:
    """Show which refusals wait for the officer's word, and which stand until when."""
    found = rights.list_grounds(actor=request.actor, at=timezone.now())
    context = {
        "waiting": [each for each in found if not each.withheld],
        "standing": [each for each in found if each.withheld],
    }
    return render(request, "web/oversight/grounds.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk(Desk.OVERSIGHT)
def ground(request: DeskRequest, request_id: UUID) -> HttpResponse:
    """Show one such refusal to the officer, and keep what the officer says of it."""
    error = None
    if request.method == "POST":
        try:
            done = _step(request, request_id)
        except RequestError as refused:
            error = refused
        except StepError as refused:
            error = RequestError("step", str(refused))
        except rights.SettledBeforeError:
            error = RequestError("step", _("Iemand anders was u voor. Kijk opnieuw hoe dit staat."))
        else:
            if not done:
                raise Http404
            messages.success(request, str(_DONE[request.POST["step"]]))
            return redirect("oversight_grounds")
    page = rights.view_ground(actor=request.actor, request_id=request_id, at=timezone.now())
    if page is None:
        raise Http404
    context = {"page": page, "error": error, "filled": request.POST}
    return render(request, "web/oversight/ground.html", context, status=400 if error else 200)


def _step(request: DeskRequest, request_id: UUID) -> bool:
    form = request.POST
    common: dict[str, Any] = {
        "actor": request.actor,
        "request_id": request_id,
        "words": form.get("words", ""),
        "at": timezone.now(),
    }
    steps: dict[str, Callable[[], bool]] = {
        "eens": lambda: rights.advise(agrees=True, **common),
        "oneens": lambda: rights.advise(agrees=False, **common),
        "nog": lambda: rights.prolong_ground(until=form.get("until", ""), **common),
        "voorbij": lambda: rights.end_ground(**common),
    }
    step = steps.get(form.get("step", ""))
    if step is None:
        raise RequestError("step", _("Kies wat u vindt."))
    return step()
