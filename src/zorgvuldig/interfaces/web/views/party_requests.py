"""Requests of care providers and business partners: asked at their desk, answered at the staff desk."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, time
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zorgvuldig.interfaces.letters.setting import Manuscript
from zorgvuldig.interfaces.web.accounts.models import Desk
from zorgvuldig.interfaces.web.desks import at_desk
from zorgvuldig.interfaces.web.letter_files import letter_file
from zorgvuldig.interfaces.web.request_clocks import clocked
from zorgvuldig.processes.rights import usecases as rights
from zorgvuldig.processes.rights.explain.party_requests import RIGHTS
from zorgvuldig.processes.rights.intake import LONGEST, OUTCOMES, RequestError

if TYPE_CHECKING:
    from uuid import UUID

    from zorgvuldig.interfaces.web.desks import DeskRequest

_OUTCOME_WORDS = {
    "granted": _("Toewijzen"),
    "partly": _("Deels toewijzen"),
    "refused": _("Afwijzen"),
    "no-data": _("Wij hebben deze gegevens niet"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk(Desk.PROVIDER)
def provider_requests(request: DeskRequest) -> HttpResponse:
    """Show a care provider its requests with their clocks, and take in a new one."""
    return _own(
        request,
        "provider_requests",
        back="provider_registered",
        withdraw="withdraw_provider_request",
        letter="provider_request_letter",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk(Desk.PARTNER)
def partner_requests(request: DeskRequest) -> HttpResponse:
    """Show a business partner its requests with their clocks, and take in a new one."""
    return _own(
        request,
        "partner_requests",
        back="partner_registered",
        withdraw="withdraw_partner_request",
        letter="partner_request_letter",
    )


@require_POST
@at_desk(Desk.PROVIDER)
def withdraw_provider_request(request: DeskRequest, request_id: UUID) -> HttpResponse:
    """Let a care provider take its request back."""
    return _withdrawn(request, request_id, "provider_requests")


@require_POST
@at_desk(Desk.PARTNER)
def withdraw_partner_request(request: DeskRequest, request_id: UUID) -> HttpResponse:
    """Let a business partner take its request back."""
    return _withdrawn(request, request_id, "partner_requests")


@require_safe
@at_desk(Desk.PROVIDER)
def provider_request_letter(request: DeskRequest, request_id: UUID) -> HttpResponse:
    """Give a care provider our answer as a letter."""
    return _letter(request, request_id)


@require_safe
@at_desk(Desk.PARTNER)
def partner_request_letter(request: DeskRequest, request_id: UUID) -> HttpResponse:
    """Give a business partner our answer as a letter."""
    return _letter(request, request_id)


@require_safe
@at_desk(Desk.STAFF)
def party_requests(request: DeskRequest) -> HttpResponse:
    """Show the requests of parties that wait for an answer, the first that must be answered first."""
    waiting = rights.list_party_requests(actor=request.actor, at=timezone.now())
    rows = [
        {**each, "party": party}
        for each, (_asked, party) in zip(clocked(asked for asked, _name in waiting), waiting, strict=True)
    ]
    return render(request, "web/staff/party_requests.html", {"waiting": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk(Desk.STAFF)
def party_request(request: DeskRequest, request_id: UUID) -> HttpResponse:
    """Show one request of a party to whoever answers it, and take its next step."""
    error = None
    if request.method == "POST":
        try:
            done = _step(request, request_id)
        except RequestError as refused:
            error = refused
        except rights.SettledBeforeError:
            error = RequestError("step", _("Dit verzoek is al afgehandeld of al eens verlengd."))
        else:
            if not done:
                raise Http404
            messages.success(request, _("Vastgelegd. De aanvrager ziet het meteen op de eigen pagina."))
            return redirect("party_request", request_id)
    page = rights.view_party_request(actor=request.actor, request_id=request_id, at=timezone.now())
    if page is None:
        raise Http404
    (told,) = clocked([page.asked])
    context = {
        "page": page,
        "clock": told["clock"],
        "error": error,
        "filled": request.POST,
        "outcomes": [(key, _OUTCOME_WORDS[key]) for key in OUTCOMES],
    }
    return render(request, "web/staff/party_request.html", context, status=400 if error else 200)


def _own(request: DeskRequest, here: str, *, back: str, withdraw: str, letter: str) -> HttpResponse:
    error = None
    if request.method == "POST":
        kind, words = request.POST.get("kind", ""), request.POST.get("words", "")
        try:
            rights.ask_as_party(actor=request.actor, kind=kind, words=words, at=timezone.now())
        except RequestError as refused:
            error = refused
        else:
            messages.success(request, _("Uw verzoek is binnen. Het kost u niets."))
            return redirect(here)
    context = {
        "requests": clocked(rights.view_party_requests(actor=request.actor, at=timezone.now())),
        "rights": [(key, *words) for key, words in RIGHTS.items()],
        "filled": request.POST,
        "error": error,
        "longest": LONGEST,
        "here": here,
        "back": back,
        "take_back": withdraw,
        "letter": letter,
    }
    return render(request, "web/party_requests.html", context, status=400 if error else 200)


def _letter(request: DeskRequest, request_id: UUID) -> HttpResponse:
    found = rights.letter_to_party(actor=request.actor, request_id=request_id, at=timezone.now())
    if found is None:
        raise Http404
    return letter_file(
        Manuscript(
            id=found.id,
            kind="party-request",
            route="provider",
            content=asdict(found.content),
            address=(),
            # The same letter, byte for byte, whenever it is fetched.
            made_at=timezone.make_aware(datetime.combine(found.on, time(12))),
        )
    )


def _withdrawn(request: DeskRequest, request_id: UUID, here: str) -> HttpResponse:
    if not rights.withdraw_as_party(actor=request.actor, request_id=request_id, at=timezone.now()):
        raise Http404
    messages.success(request, _("Uw verzoek is ingetrokken."))
    return redirect(here)


def _step(request: DeskRequest, request_id: UUID) -> bool:
    now, asked = timezone.now(), request.POST
    if asked.get("step") == "extend":
        return rights.extend_party_request(
            actor=request.actor, request_id=request_id, words=asked.get("reason", ""), at=now
        )
    return rights.answer_party_request(
        actor=request.actor,
        request_id=request_id,
        outcome=asked.get("outcome", ""),
        words=asked.get("answer", ""),
        reasoned=asked.get("reasoned") == "ja",
        at=now,
    )
