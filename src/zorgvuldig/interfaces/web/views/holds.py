"""The oversight desk's page of legal holds: what stays readable beyond its term, since when, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.db import Error as DatabaseError
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from psycopg import Error as DriverError

from zorgvuldig.interfaces.web.accounts.models import Desk
from zorgvuldig.interfaces.web.desks import at_desk
from zorgvuldig.interfaces.web.views.officer import is_officer, reason_given
from zorgvuldig.ledger.holds import OwnHoldError
from zorgvuldig.processes.compliance import usecases as compliance

if TYPE_CHECKING:
    from django.http import HttpResponse

    from zorgvuldig.interfaces.web.desks import DeskRequest


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk(Desk.OVERSIGHT)
def holds(request: DeskRequest) -> HttpResponse:
    """Show what is kept; the data protection officer lays a hold and lifts it, each with a reason."""
    if request.method == "POST":
        _decide(request)
        return redirect("oversight_holds")
    found = compliance.list_holds(actor=request.actor, at=timezone.now())
    context = {
        "held": [hold for hold in found if not hold.lifted_at],
        "lifted": [hold for hold in found if hold.lifted_at],
        "decides": is_officer(request),
        "wanted": request.GET.get("besluit", ""),
    }
    return render(request, "web/oversight/holds.html", context)


def _decide(request: DeskRequest) -> None:
    """Do what the form asks, or say what is missing."""
    reason, lifts = reason_given(request), request.POST.get("what") == "lift"
    if not reason:
        return
    try:
        entry_id = UUID(request.POST.get("entry", "").strip())
    except ValueError:
        messages.error(request, _("Vul het nummer in dat op de pagina van het besluit staat."))
        return
    work = compliance.let_entry_go if lifts else compliance.hold_entry
    try:
        # A savepoint: what the database refuses must not break the page that says so.
        with transaction.atomic():
            work(actor=request.actor, entry_id=entry_id, reason=reason, at=timezone.now())
    except OwnHoldError:
        messages.error(
            request, _("U bewaart dit besluit zelf. Vraag een andere functionaris om het op te heffen.")
        )
        return
    except (DatabaseError, DriverError):
        fault = _("Dit besluit wordt niet bewaard."), _("Dit besluit is er niet, of het wordt al bewaard.")
        messages.error(request, fault[0] if lifts else fault[1])
        return
    if lifts:
        messages.success(request, _("Opgeheven. Het besluit volgt weer zijn gewone bewaartermijn."))
    else:
        messages.success(request, _("Bewaard. Dit besluit blijft leesbaar tot een ander dan u het opheft."))
