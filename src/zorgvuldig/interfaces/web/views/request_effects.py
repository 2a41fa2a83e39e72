"""What a granted request changes, at the staff desk: correct, erase, end a restriction, tell who had it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

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
from zorgvuldig.processes.rights.intake import RequestError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpResponse

    from zorgvuldig.interfaces.web.desks import DeskRequest

_HOW = {"letter": _("Brief"), "secure-mail": _("Beveiligde mail"), "telephone": _("Telefoon")}


@require_safe
@at_desk(Desk.STAFF)
def unfinished_requests(request: DeskRequest) -> HttpResponse:
    """Show what was granted and still is to be carried out, or told to who had the data."""
    today = timezone.localdate()
    lines = rights.list_unfinished(actor=request.actor, at=timezone.now())
    waiting = [
        {"line": each, "clock": clock(_("Vertellen"), each.due_on, today) if each.due_on else None}
        for each in lines
    ]
    return render(request, "web/staff/unfinished.html", {"waiting": waiting})


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk(Desk.STAFF)
def request_effects(request: DeskRequest, request_id: UUID) -> HttpResponse:
    """Show what one request changes, and take its next step."""
    error = None
    if request.method == "POST":
        try:
            done = _step(request, request_id)
        except RequestError as refused:
            error = refused
        except rights.NotGrantedError:
            error = RequestError(
                "step", _("Dit is niet toegewezen, of al uitgevoerd. Er is niets veranderd.")
            )
        except rights.SettledBeforeError:
            error = RequestError("step", _("Dit is al vastgelegd."))
        except rights.ShieldedError:
            error = RequestError("street", _("Dit adres is afgeschermd. Veiligheidszaken verbetert het."))
        else:
            if not done:
                raise Http404
            messages.success(request, _("Vastgelegd."))
            return redirect("request_effects", request_id)
    page = rights.view_effects(actor=request.actor, request_id=request_id, at=timezone.now())
    if page is None:
        raise Http404
    context = {"page": page, "error": error, "filled": request.POST, "how": list(_HOW.items())}
    return render(request, "web/staff/request_effects.html", context, status=400 if error else 200)


def _step(request: DeskRequest, request_id: UUID) -> bool:
    step = _STEPS.get(request.POST.get("step", ""))
    if step is None:
        raise RequestError("step", _("Kies wat u wilt doen."))
    return step(request, request_id)


def _name(request: DeskRequest, request_id: UUID) -> bool:
    named = request.POST.getlist("concerns")
    return rights.name_data(actor=request.actor, request_id=request_id, concerns=named, at=timezone.now())


def _correct(request: DeskRequest, request_id: UUID) -> bool:
    told = request.POST.dict()
    what = told.get("what", "")
    return rights.correct(actor=request.actor, request_id=request_id, what=what, told=told, at=timezone.now())


def _erase(request: DeskRequest, request_id: UUID) -> bool:
    return rights.erase(actor=request.actor, request_id=request_id, at=timezone.now())


def _note(request: DeskRequest, request_id: UUID) -> bool:
    return rights.note_carried_out(actor=request.actor, request_id=request_id, at=timezone.now())


def _tell(request: DeskRequest, request_id: UUID) -> bool:
    said = request.POST
    try:
        receiver_id = UUID(said.get("receiver", ""))
    except ValueError:
        return False
    return rights.tell_receiver(
        actor=request.actor,
        request_id=request_id,
        receiver_id=receiver_id,
        how=said.get("how", ""),
        told_on=said.get("told_on", ""),
        impossible=said.get("impossible", ""),
        at=timezone.now(),
    )


def _lift(request: DeskRequest, request_id: UUID) -> bool:
    said = request.POST
    return rights.lift(
        actor=request.actor,
        request_id=request_id,
        lifts_on=said.get("lifts_on", ""),
        words=said.get("reason", ""),
        at=timezone.now(),
    )


_STEPS: Mapping[str, Callable[[DeskRequest, UUID], bool]] = {
    "concerns": _name,
    "correct": _correct,
    "erase": _erase,
    "note": _note,
    "tell": _tell,
    "lift": _lift,
}
