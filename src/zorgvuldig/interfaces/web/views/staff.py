"""The staff desk: received claim files, their claims, and one claim with its river."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from zorgvuldig.interfaces.web.accounts.models import Desk
from zorgvuldig.interfaces.web.desks import at_desk
from zorgvuldig.processes.claims_handling import usecases as claims_handling

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from zorgvuldig.interfaces.web.desks import DeskRequest

PAGE_SIZE = 50
SUMMED = ("claims", "accepted", "refused", "approved_cents")


@require_safe
@at_desk(Desk.STAFF, Desk.MEDICAL)
def runs(request: DeskRequest) -> HttpResponse:
    """Show the received claim files (declaratiebestanden) and what became of them."""
    found = claims_handling.list_runs(actor=request.actor, at=timezone.now())
    totals = {name: sum(getattr(run, name) for run in found) for name in SUMMED}
    pages = Paginator(found, PAGE_SIZE).get_page(request.GET.get("pagina"))
    # The medical desk has no page of a file's claims, only of one claim: there it is a list without links.
    opens = getattr(request.user, "desk", "") == Desk.STAFF
    context = {"runs": pages.object_list, "pages": pages, "totals": totals, "opens": opens}
    return render(request, "web/staff/runs.html", context)


@require_safe
@at_desk(Desk.STAFF)
def claims(request: DeskRequest, run_id: UUID) -> HttpResponse:
    """Show the claims (declaraties) of one file."""
    page = claims_handling.view_run(actor=request.actor, run_id=run_id, at=timezone.now())
    if page is None:
        raise Http404
    pages = Paginator(page.claims, PAGE_SIZE).get_page(request.GET.get("pagina"))
    context = {"run": page.run, "claims": pages.object_list, "pages": pages}
    return render(request, "web/staff/claims.html", context)


@require_safe
@at_desk(Desk.STAFF)
def claim(request: DeskRequest, claim_id: UUID) -> HttpResponse:
    """Show one claim with the river that it passed through."""
    page = claims_handling.view_claim(actor=request.actor, claim_id=claim_id, at=timezone.now())
    if page is None:
        raise Http404
    return render(request, "web/staff/claim.html", {"claim": page})


@require_safe
@at_desk(Desk.MEDICAL)
def medical_claim(request: DeskRequest, claim_id: UUID) -> HttpResponse:
    """Show the medical adviser one claim with its diagnosis and free text (declaratie beoordelen)."""
    page = claims_handling.view_claim_as_adviser(actor=request.actor, claim_id=claim_id, at=timezone.now())
    if page is None:
        raise Http404
    return render(request, "web/medical/claim.html", {"claim": page})
