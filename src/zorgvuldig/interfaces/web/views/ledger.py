"""The oversight desk's page of the log itself: how it stands, who witnessed it, what is shown only later."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db import Error as DatabaseError
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from psycopg import Error as DriverError

from zorgvuldig.decisions.state_machines import MachineError
from zorgvuldig.interfaces.web.accounts.models import Desk
from zorgvuldig.interfaces.web.desks import at_desk
from zorgvuldig.interfaces.web.views.officer import is_officer, reason_given
from zorgvuldig.ledger.halting import halts
from zorgvuldig.processes.compliance import usecases as compliance

if TYPE_CHECKING:
    from django.http import HttpResponse

    from zorgvuldig.interfaces.web.desks import DeskRequest


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk(Desk.OVERSIGHT)
def ledger(request: DeskRequest) -> HttpResponse:
    """Show how the log stands; the data protection officer releases or extends what is deferred."""
    if request.method == "POST":
        _review(request)
        return redirect("oversight_ledger")
    context = {
        "page": compliance.view_ledger(actor=request.actor, at=timezone.now()),
        "halts": halts(settings.VAR_FOLDER),
        "today": timezone.localdate(),
        "reviews": is_officer(request),
    }
    return render(request, "web/oversight/ledger.html", context)


def _review(request: DeskRequest) -> None:
    """Do what the form asks, or say what is missing."""
    words, day = reason_given(request), request.POST.get("review_on", "")
    if not words:
        return
    try:
        # A savepoint: what the database refuses must not break the page that says so.
        with transaction.atomic():
            _decide(request, UUID(request.POST.get("entry", "")), words, day)
    except (DatabaseError, DriverError, MachineError):
        messages.error(request, _("Dit kan niet: u stelde het zelf uit, of het is al vrijgegeven."))
    except ValueError:
        messages.error(request, _("Kies een dag na vandaag."))


def _decide(request: DeskRequest, entry_id: UUID, words: str, day: str) -> None:
    actor, at = request.actor, timezone.now()
    if request.POST.get("what") == "release":
        compliance.release_deferral(actor=actor, entry_id=entry_id, told=words, at=at)
        messages.success(request, _("Vrijgegeven. De betrokkene ziet het vanaf nu, met uw uitleg."))
        return
    compliance.extend_deferral(
        actor=actor, entry_id=entry_id, review_on=date.fromisoformat(day), reason=words, at=at
    )
    messages.success(request, _("Verlengd. Het komt op die dag terug op deze lijst."))
