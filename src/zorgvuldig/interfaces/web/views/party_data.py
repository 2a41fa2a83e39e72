"""What is registered about a care provider or business partner, with origin and term, and a copy of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from zorgvuldig.interfaces.web.accounts.models import Desk
from zorgvuldig.interfaces.web.desks import at_desk
from zorgvuldig.interfaces.web.views.taking_along import copy_file
from zorgvuldig.processes.rights import usecases as rights

if TYPE_CHECKING:
    from django.http import HttpResponse

    from zorgvuldig.interfaces.web.desks import DeskRequest


@require_safe
@at_desk(Desk.PARTNER)
def partner_data(request: DeskRequest) -> HttpResponse:
    """Show a business partner all that is registered about it."""
    return _page(request, "partner_data_file", "partner_registered")


@require_safe
@at_desk(Desk.PROVIDER)
def provider_data(request: DeskRequest) -> HttpResponse:
    """Show a care provider all that is registered about it."""
    return _page(request, "provider_data_file", "provider_registered")


@require_safe
@at_desk(Desk.PARTNER)
def partner_data_file(request: DeskRequest) -> HttpResponse:
    """Give a business partner a copy of all that is registered about it."""
    return copy_file(request, rights.view_party_data)


@require_safe
@at_desk(Desk.PROVIDER)
def provider_data_file(request: DeskRequest) -> HttpResponse:
    """Give a care provider a copy of all that is registered about it."""
    return copy_file(request, rights.view_party_data)


def _page(request: DeskRequest, file: str, back: str) -> HttpResponse:
    data = rights.view_party_data(actor=request.actor, at=timezone.now())
    return render(request, "web/party_data.html", {"data": data, "file": file, "back": back})
