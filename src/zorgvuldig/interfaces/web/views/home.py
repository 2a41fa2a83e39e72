"""The first page of each desk: what waits for me, by its deadline, read for whoever looks."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from zorgvuldig.interfaces.web import waiting
from zorgvuldig.interfaces.web.accounts.models import Desk
from zorgvuldig.interfaces.web.desks import at_desk
from zorgvuldig.interfaces.web.looking import gathered
from zorgvuldig.processes.rights import usecases as rights

if TYPE_CHECKING:
    from django.http import HttpResponse

    from zorgvuldig.interfaces.web.desks import DeskRequest

NEWEST = 3
#: How many files with refused claims a work list shows; the rest is one click away.
FILES = 8
#: How many days a file with refused claims stays on the first page.
RECENT = timedelta(days=7)


@require_safe
@at_desk(Desk.STAFF)
def staff_home(request: DeskRequest) -> HttpResponse:
    """Show what waits for an employee (werklijst): by clock, with where it is done."""
    return _work(request, "web/staff/home.html")


@require_safe
@at_desk(Desk.MEDICAL)
def medical_home(request: DeskRequest) -> HttpResponse:
    """Show what waits for the medical adviser and the functional unit (werklijst)."""
    return _work(request, "web/medical/home.html")


@require_safe
@at_desk(Desk.INSURED)
def insured_home(request: DeskRequest) -> HttpResponse:
    """Show the newest decisions on the own claims and who looked lately (mijn overzicht)."""
    at = timezone.now()
    mine = rights.view_my_claims(actor=request.actor, at=at)
    looks = gathered(rights.view_who_looked(actor=request.actor, at=at, used=True).looks)
    refused = [claim for claim in mine.claims if claim.state == "refused"]
    context = {
        "mine": mine,
        "newest": mine.claims[:NEWEST],
        "refused": len(refused),
        "looks": looks[:NEWEST],
        "more_claims": max(len(mine.claims) - NEWEST, 0),
    }
    return render(request, "web/insured/home.html", context)


def _work(request: DeskRequest, template: str) -> HttpResponse:
    at = timezone.now()
    tasks = waiting.tasks(request.actor, at)
    files = []
    if waiting.reads_claims(request.actor):
        since = at - RECENT
        found = waiting.claims_handling.list_runs(actor=request.actor, at=at)
        files = [run for run in found if run.received_at >= since and (run.refused or run.state == "refused")]
    context = {
        "tasks": tasks,
        "overdue": sum(task.clock.state == "overdue" for task in tasks),
        "soon": sum(task.clock.state == "soon" for task in tasks),
        "files": files,
        "newest": files[:FILES],
        "more_files": max(len(files) - FILES, 0),
        "refused": sum(run.refused for run in files),
        "reads_claims": waiting.reads_claims(request.actor),
        "searches": waiting.access_control.searches_of(request.actor),
        "role": request.actor.role,
        "days": RECENT.days,
    }
    return render(request, template, context)
