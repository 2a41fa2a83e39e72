"""The insured desk: my claims, who looked at my data, and proofs to take away."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from zorgvuldig.interfaces.fhir.benefits import write_benefits
from zorgvuldig.interfaces.fhir.capabilities import MEDIA_TYPE
from zorgvuldig.interfaces.web.accounts.models import Desk
from zorgvuldig.interfaces.web.desks import at_desk
from zorgvuldig.interfaces.web.looking import gathered
from zorgvuldig.interfaces.web.views.taking_along import copy_file
from zorgvuldig.ledger.reading import NotProvableError, UnknownEntryError
from zorgvuldig.processes.rights import usecases as rights

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from zorgvuldig.interfaces.web.desks import DeskRequest

#: The word in the address that leaves out refusals and the person's own looks.
USED = "gebruikt"


@require_safe
@at_desk(Desk.INSURED)
def my_claims(request: DeskRequest) -> HttpResponse:
    """Show the own claims and why each was decided so."""
    mine = rights.view_my_claims(actor=request.actor, at=timezone.now())
    return render(request, "web/insured/claims.html", {"mine": mine})


@require_safe
@at_desk(Desk.INSURED)
def my_claims_file(request: DeskRequest) -> HttpResponse:
    """Give the own claims as a file to take along: what the page tells, as FHIR (ExplanationOfBenefit)."""
    at = timezone.now()
    mine = rights.view_my_claims(actor=request.actor, at=at)
    content = write_benefits(mine, insurer=settings.INSURER_NAME, at=at)
    headers = {"Content-Disposition": 'attachment; filename="mijn-declaraties.fhir.json"'}
    return HttpResponse(content, content_type=MEDIA_TYPE, headers=headers)


@require_safe
@at_desk(Desk.INSURED)
def my_data(request: DeskRequest) -> HttpResponse:
    """Show all that is held about the person, with where it came from and how long it stays."""
    data = rights.view_my_data(actor=request.actor, at=timezone.now())
    return render(request, "web/insured/data.html", {"data": data})


@require_safe
@at_desk(Desk.INSURED)
def my_data_file(request: DeskRequest) -> HttpResponse:
    """Give all that is held about the person as a file to take along (overdraagbaarheid)."""
    return copy_file(request, rights.view_my_data)


@require_safe
@at_desk(Desk.INSURED)
def who_looked(request: DeskRequest) -> HttpResponse:
    """Show who looked at the own data, when, for what and by which article."""
    before, alike = (_position(request.GET.get(name, "")) for name in ("voor", "zelfde"))
    used = request.GET.get("toon") == USED
    page = rights.view_who_looked(
        actor=request.actor, at=timezone.now(), before=before, alike=alike, used=used
    )
    context = {
        "looks": gathered(page.looks),
        "older": page.older,
        "before": before,
        "alike": alike,
        "used": used,
        "kept": _kept(alike, used=used),
    }
    return render(request, "web/insured/who_looked.html", context)


@require_safe
@at_desk(Desk.INSURED)
def my_proof(request: DeskRequest, entry_id: UUID) -> HttpResponse:
    """Give the proof of one processing of the own data, as a file to keep."""
    row = request.GET.get("regel", "")
    with missing_as_404():
        proof = rights.download_proof(
            actor=request.actor,
            entry_id=entry_id,
            at=timezone.now(),
            row=int(row) if row.isdecimal() else None,
        )
    return proof_file(proof, entry_id)


def _kept(alike: int | None, *, used: bool) -> str:
    """Write what stays in the address from page to page."""
    if alike is not None:
        return f"zelfde={alike}"
    return f"toon={USED}" if used else ""


def _position(told: str) -> int | None:
    return int(told) if told.isdecimal() else None


@contextmanager
def missing_as_404() -> Iterator[None]:
    """Answer 404 for an entry that is not there, not yet provable, or not about this person."""
    try:
        yield
    except (UnknownEntryError, NotProvableError) as error:
        raise Http404 from error


def proof_file(proof: bytes, entry_id: UUID) -> HttpResponse:
    """Answer with a proof as a download; its name holds no more than the entry's own number."""
    headers = {"Content-Disposition": f'attachment; filename="bewijs-{entry_id}.txt"'}
    return HttpResponse(proof, content_type="text/plain; charset=utf-8", headers=headers)
