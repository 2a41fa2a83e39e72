"""Letters: one's own to read again, how many there are, and the safe route of security affairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zorgvuldig.interfaces.letters.setting import reference
from zorgvuldig.interfaces.letters.spool import handed
from zorgvuldig.interfaces.web.accounts.models import Desk
from zorgvuldig.interfaces.web.desks import at_desk
from zorgvuldig.interfaces.web.letter_files import kept_letter_file
from zorgvuldig.processes.correspondence import usecases as correspondence
from zorgvuldig.processes.rights import usecases as rights

if TYPE_CHECKING:
    from uuid import UUID

    from zorgvuldig.interfaces.web.desks import DeskRequest


@require_safe
@at_desk(Desk.INSURED)
def my_letters(request: DeskRequest) -> HttpResponse:
    """Show the letters to this person, newest first."""
    letters = rights.view_my_letters(actor=request.actor, at=timezone.now())
    shown = [(each, reference(each.letter_id)) for each in letters]
    return render(request, "web/insured/letters.html", {"letters": shown})


@require_safe
@at_desk(Desk.INSURED)
def my_letter(request: DeskRequest, letter_id: UUID) -> HttpResponse:
    """Give one own letter as the PDF that left, set anew from what was kept."""
    letter = rights.open_my_letter(actor=request.actor, letter_id=letter_id, at=timezone.now())
    if letter is None:
        raise Http404
    return kept_letter_file(letter)


@require_safe
@at_desk(Desk.STAFF)
def safe_letters(request: DeskRequest) -> HttpResponse:
    """List the letters that security affairs must still bring, by number and nobody's name."""
    waiting = correspondence.list_safe(actor=request.actor, at=timezone.now())
    shown = [(each, reference(each.letter_id)) for each in waiting]
    return render(request, "web/staff/safe_letters.html", {"letters": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk(Desk.STAFF)
def safe_letter(request: DeskRequest, letter_id: UUID) -> HttpResponse:
    """Show where one letter must be brought, or note that it was handed over."""
    at = timezone.now()
    try:
        if request.method == "POST":
            correspondence.hand_over(actor=request.actor, letter_id=letter_id, at=at)
            messages.success(request, _("Vastgelegd: deze brief is overhandigd."))
            return redirect("safe_letters")
        reader = correspondence.view_safe(actor=request.actor, letter_id=letter_id, at=at)
    except correspondence.NoSuchLetterError as error:
        raise Http404 from error
    context = {"reader": reader, "reference": reference(letter_id)}
    return render(request, "web/staff/safe_letter.html", context)


@require_safe
@at_desk(Desk.OVERSIGHT)
def outbound(request: DeskRequest) -> HttpResponse:
    """Show how many letters of each kind were made, sent and returned, and whether the spool agrees."""
    at = timezone.now()
    counts = correspondence.count_letters(actor=request.actor, at=at)
    agreed = correspondence.reconcile_letters(actor=request.actor, handed=handed(), at=at)
    return render(request, "web/oversight/letters.html", {"counts": counts, "agreed": agreed})
