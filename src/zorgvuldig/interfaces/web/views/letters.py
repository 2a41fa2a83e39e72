"""Letters: one's own to read again, and for oversight how many were made, sent and returned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from zorgvuldig.interfaces.letters.setting import Manuscript, reference, set_one
from zorgvuldig.interfaces.letters.spool import handed
from zorgvuldig.interfaces.web.accounts.models import Desk
from zorgvuldig.interfaces.web.desks import at_desk
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
    pdf = set_one(
        Manuscript(
            id=letter.id,
            kind=letter.kind,
            route=letter.route,
            content=letter.content,
            address=letter.address,
            made_at=letter.made_at,
        )
    )
    headers = {"Content-Disposition": f'attachment; filename="brief-{letter.id}.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@require_safe
@at_desk(Desk.OVERSIGHT)
def outbound(request: DeskRequest) -> HttpResponse:
    """Show how many letters of each kind were made, sent and returned, and whether the spool agrees."""
    at = timezone.now()
    counts = correspondence.count_letters(actor=request.actor, at=at)
    agreed = correspondence.reconcile_letters(actor=request.actor, handed=handed(), at=at)
    return render(request, "web/oversight/letters.html", {"counts": counts, "agreed": agreed})
