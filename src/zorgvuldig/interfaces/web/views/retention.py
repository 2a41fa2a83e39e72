"""The oversight desk's page of retention: what goes this week, what is kept and why, what is overdue."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.db import Error as DatabaseError
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zorgvuldig.interfaces.database.backups import LONGEST_DAYS
from zorgvuldig.interfaces.web.accounts.models import Desk
from zorgvuldig.interfaces.web.desks import at_desk
from zorgvuldig.interfaces.web.norm_pages import period_words
from zorgvuldig.processes.retention import explain
from zorgvuldig.processes.retention import usecases as retention
from zorgvuldig.processes.retention.intake import InputError, read_hold, read_reason

if TYPE_CHECKING:
    from django.http import HttpResponse

    from zorgvuldig.interfaces.web.desks import DeskRequest

#: Who lays and ends a hold; oversight itself only looks (GC-1.9).
HOLDER = "compliance-officer"
_WEEK = timedelta(days=7)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk(Desk.OVERSIGHT)
def terms(request: DeskRequest) -> HttpResponse:
    """Show what goes, what stays and why; the compliance officer lays and ends holds, each with a reason."""
    if request.method == "POST":
        _decide(request)
        return redirect("oversight_retention")
    today = timezone.localdate()
    ahead = retention.look_ahead(actor=request.actor, today=today, later=today + _WEEK, at=timezone.now())
    context = {
        "overdue": ahead.overdue.persons,
        "overdue_items": explain.item_rows(ahead.overdue.items),
        "going_items": explain.item_rows(ahead.later.items),
        "going": ahead.later.persons,
        "unknown": ahead.later.unknown,
        "classes": explain.class_rows(ahead.later.rows),
        "kept": explain.kept_rows(ahead.later.kept),
        "holds": retention.list_holds(actor=request.actor, at=timezone.now()),
        "today": today,
        "until": today + _WEEK,
        "copies_until": today + timedelta(days=LONGEST_DAYS),
        "clocks": [
            (row, *(period_words(each) if each else "" for each in (row.shortest, row.longest)))
            for row in explain.clock_rows(today, retention.classes_held())
        ],
        "wanted": request.GET.get("persoon", ""),
        "decides": request.actor.role == HOLDER,
    }
    return render(request, "web/oversight/retention.html", context)


def _decide(request: DeskRequest) -> None:
    """Do what the form asks, or say what is missing."""
    form, actor, at = request.POST, request.actor, timezone.now()
    try:
        # A savepoint: what the database refuses must not break the page that says so.
        with transaction.atomic():
            if form.get("what") == "end":
                reason = read_reason(form.get("words", ""))
                ended = retention.end_hold(
                    actor=actor, person=_person(form.get("person", "")), reason=reason, at=at
                )
                told = _("Opgeheven. De gewone termijnen gelden weer.") if ended else ""
            else:
                wanted = read_hold(
                    person=form.get("person", ""),
                    reason=form.get("words", ""),
                    review_on=form.get("review_on", ""),
                    today=timezone.localdate(),
                )
                retention.place_hold(actor=actor, wanted=wanted, at=at)
                told = _("Bewaard. Van deze persoon gaat niets weg tot dit is opgeheven.")
    except InputError as error:
        messages.error(request, str(error))
    except DatabaseError:
        messages.error(request, _("Dit kan niet: deze persoon is er niet, of wordt al bewaard."))
    else:
        if told:
            messages.success(request, told)
        else:
            messages.error(request, _("Deze persoon wordt niet bewaard."))


def _person(number: str) -> UUID:
    try:
        return UUID(number.strip())
    except ValueError:
        raise InputError(_("Vul het persoonsnummer in zoals het op de pagina Wie keek staat.")) from None
