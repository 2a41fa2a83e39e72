"""The oversight desk: decisions, ledger entries, proofs, and refusals by reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from zorgvuldig.interfaces.web import charts, wording
from zorgvuldig.interfaces.web.accounts.models import Desk
from zorgvuldig.interfaces.web.desks import at_desk
from zorgvuldig.ledger import reading

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from zorgvuldig.interfaces.web.desks import DeskRequest

LIMIT = 100


@require_safe
@at_desk(Desk.OVERSIGHT)
def entries(request: DeskRequest) -> HttpResponse:
    """Show the latest decisions in the ledger, by outcome and purpose if asked."""
    outcome = request.GET.get("uitkomst") or None
    purpose = request.GET.get("doel") or None
    found = reading.recent_entries(
        actor=request.actor, at=timezone.now(), limit=LIMIT, outcome=outcome, purpose=purpose
    )
    context = {
        "entries": found,
        "outcomes": wording.OUTCOMES,
        "purposes": wording.PURPOSES,
        "outcome": outcome,
        "purpose": purpose,
        "limit": LIMIT,
    }
    return render(request, "web/oversight/entries.html", context)


@require_safe
@at_desk(Desk.OVERSIGHT)
def entry(request: DeskRequest, entry_id: UUID) -> HttpResponse:
    """Show one entry: its decision, receipt, place in the tree and proof."""
    raise Http404


@require_safe
@at_desk(Desk.OVERSIGHT)
def proof(request: DeskRequest, entry_id: UUID) -> HttpResponse:
    """Give the proof of one entry."""
    raise Http404


@require_safe
@at_desk(Desk.OVERSIGHT)
def refusals(request: DeskRequest) -> HttpResponse:
    """Show the refusals counted by reason, as a chart and as a table."""
    raise Http404
