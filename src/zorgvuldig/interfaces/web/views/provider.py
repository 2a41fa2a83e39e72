"""The desk of care providers: own claim files with why, return messages, payments, letters, registration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from zorgvuldig.interfaces.fhir.capabilities import MEDIA_TYPE
from zorgvuldig.interfaces.letters.setting import reference
from zorgvuldig.interfaces.web.accounts.models import Desk
from zorgvuldig.interfaces.web.desks import at_desk
from zorgvuldig.interfaces.web.letter_files import kept_letter_file
from zorgvuldig.processes.business_relations import usecases as relations

if TYPE_CHECKING:
    from uuid import UUID

    from zorgvuldig.interfaces.web.desks import DeskRequest

PAGE_SIZE = 50
#: How many of a kind stand on the first page.
NEWEST = 3


@require_safe
@at_desk(Desk.PROVIDER)
def home(request: DeskRequest) -> HttpResponse:
    """Show what waits for a care provider: refused files and claims, letters, and the newest payments."""
    page = relations.view_provider_home(actor=request.actor, at=timezone.now())
    context = {
        "page": page,
        "waiting": page.waiting[:NEWEST],
        "more_waiting": max(len(page.waiting) - NEWEST, 0),
        "refused": sum(file.refused for file in page.waiting),
        "paid": sum(payment.amount_cents for payment in page.payments),
        "payments": page.payments[:NEWEST],
        "letters": page.letters[:NEWEST],
        "today": timezone.localdate(),
    }
    return render(request, "web/provider/home.html", context)


@require_safe
@at_desk(Desk.PROVIDER)
def files(request: DeskRequest) -> HttpResponse:
    """Show the claim files (declaratiebestanden) that this provider sent."""
    found = relations.view_own_files(actor=request.actor, at=timezone.now())
    pages = Paginator(found, PAGE_SIZE).get_page(request.GET.get("pagina"))
    return render(request, "web/provider/files.html", {"files": pages.object_list, "pages": pages})


@require_safe
@at_desk(Desk.PROVIDER)
def file(request: DeskRequest, run_id: UUID) -> HttpResponse:
    """Show one own file: what became of each claim, and of what was refused why."""
    page = relations.view_own_file(actor=request.actor, run_id=run_id, at=timezone.now())
    if page is None:
        raise Http404
    pages = Paginator(page.claims, PAGE_SIZE).get_page(request.GET.get("pagina"))
    context = {"file": page.file, "payment": page.payment, "claims": pages.object_list, "pages": pages}
    return render(request, "web/provider/file.html", context)


@require_safe
@at_desk(Desk.PROVIDER)
def returned(request: DeskRequest, run_id: UUID) -> HttpResponse:
    """Give the return message (retourbericht) of an own file, byte for byte as it went back."""
    found = relations.fetch_return(actor=request.actor, run_id=run_id, at=timezone.now())
    if found is None:
        raise Http404
    name, content = found
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    kind = MEDIA_TYPE if name.endswith(".json") else "application/octet-stream"
    return HttpResponse(content, content_type=kind, headers=headers)


@require_safe
@at_desk(Desk.PROVIDER)
def payments(request: DeskRequest) -> HttpResponse:
    """Show what we paid, by file (betalingen)."""
    found = relations.view_own_payments(actor=request.actor, at=timezone.now())
    pages = Paginator(found, PAGE_SIZE).get_page(request.GET.get("pagina"))
    context = {
        "payments": pages.object_list,
        "pages": pages,
        "paid": sum(payment.amount_cents for payment in found),
    }
    return render(request, "web/provider/payments.html", context)


@require_safe
@at_desk(Desk.PROVIDER)
def letters(request: DeskRequest) -> HttpResponse:
    """Show the letters to this provider, newest first (brieven)."""
    found = relations.view_own_letters(actor=request.actor, at=timezone.now())
    shown = [(each, reference(each.letter_id)) for each in found]
    return render(request, "web/provider/letters.html", {"letters": shown})


@require_safe
@at_desk(Desk.PROVIDER)
def letter(request: DeskRequest, letter_id: UUID) -> HttpResponse:
    """Give one letter to this provider as the PDF that left, set anew from what was kept."""
    found = relations.open_own_letter(actor=request.actor, letter_id=letter_id, at=timezone.now())
    if found is None:
        raise Http404
    return kept_letter_file(found)


@require_safe
@at_desk(Desk.PROVIDER)
def registered(request: DeskRequest) -> HttpResponse:
    """Show what the register says of this provider: who, qualified for what, contracts (mijn gegevens)."""
    known = relations.view_provider(actor=request.actor, at=timezone.now())
    context = {"provider": known, "today": timezone.localdate()}
    return render(request, "web/provider/registered.html", context)
