"""The insured desk, for another: what a representative sees, asks and reads back (namens een ander)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zorgvuldig.interfaces.web.accounts.models import Desk
from zorgvuldig.interfaces.web.desks import at_desk
from zorgvuldig.interfaces.web.letter_files import kept_letter_file
from zorgvuldig.interfaces.web.looking import gathered
from zorgvuldig.interfaces.web.request_clocks import clocked
from zorgvuldig.processes.representation import usecases as representation
from zorgvuldig.processes.rights import usecases as rights
from zorgvuldig.processes.rights.explain.requests import RIGHTS
from zorgvuldig.processes.rights.intake import LONGEST, RequestError, rights_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from zorgvuldig.interfaces.web.desks import DeskRequest


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk(Desk.INSURED)
def on_behalf(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """Show what a representative may see of the person represented; take in what he asks for that person."""
    error = None
    try:
        if request.method == "POST":
            error = _asked(request, person_id)
            if error is None:
                messages.success(request, _("Het verzoek is binnen. Het kost niets."))
                return redirect("on_behalf", person_id)
        at = timezone.now()
        seen = representation.look_for(actor=request.actor, person_id=person_id, at=at)
        made = rights.view_requests_for(actor=request.actor, person_id=person_id, at=at)
    except (representation.NotRepresentedError, rights.NotRepresentedError) as missing:
        raise Http404 from missing
    context = {
        "seen": seen,
        "person_id": person_id,
        "requests": clocked(made),
        "rights": [(key, *RIGHTS[key]) for key in rights_in("personal" if seen.personal else "financial")],
        "filled": request.POST,
        "error": error,
        "longest": LONGEST,
    }
    return render(request, "web/insured/on_behalf.html", context, status=400 if error else 200)


@require_POST
@at_desk(Desk.INSURED)
def withdraw_for(request: DeskRequest, person_id: UUID, request_id: UUID) -> HttpResponse:
    """Let a representative take back what was asked under the own mandate."""
    try:
        taken = rights.withdraw_for(
            actor=request.actor, person_id=person_id, request_id=request_id, at=timezone.now()
        )
    except rights.NotRepresentedError as missing:
        raise Http404 from missing
    if not taken:
        raise Http404
    messages.success(request, _("Het verzoek is ingetrokken."))
    return redirect("on_behalf", person_id)


@require_safe
@at_desk(Desk.INSURED)
def looks_for(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """Show a parent who looked at the data of a child under sixteen."""
    told = request.GET.get("voor", "")
    try:
        page = rights.view_looks_for(
            actor=request.actor,
            person_id=person_id,
            at=timezone.now(),
            before=int(told) if told.isdecimal() else None,
        )
    except rights.NotRepresentedError as missing:
        raise Http404 from missing
    context = {"looks": gathered(page.looks), "older": page.older, "person_id": person_id}
    return render(request, "web/insured/looks_for.html", context)


@require_safe
@at_desk(Desk.INSURED)
def letter_for(request: DeskRequest, person_id: UUID, request_id: UUID) -> HttpResponse:
    """Let a representative fetch the letter about what was asked under the own mandate."""
    try:
        letter = rights.open_letter_for(
            actor=request.actor, person_id=person_id, request_id=request_id, at=timezone.now()
        )
    except rights.NotRepresentedError as missing:
        raise Http404 from missing
    if letter is None:
        raise Http404
    return kept_letter_file(letter)


@require_POST
@at_desk(Desk.INSURED)
def give_up(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """Let a representative stop acting for another, at once."""
    try:
        representation.give_up(actor=request.actor, person_id=person_id, at=timezone.now())
    except representation.NotRepresentedError as missing:
        raise Http404 from missing
    messages.success(request, _("U handelt niet meer namens deze persoon. U ziet vanaf nu niets meer."))
    return redirect("my_mandates")


def _asked(request: DeskRequest, person_id: UUID) -> RequestError | None:
    """Take in what was asked; give what is wrong with the form."""
    kind, words = request.POST.get("kind", ""), request.POST.get("words", "")
    try:
        rights.ask_for(actor=request.actor, person_id=person_id, kind=kind, words=words, at=timezone.now())
    except RequestError as error:
        return error
    return None
