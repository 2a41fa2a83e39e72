"""Try a case on the rules: choose facts, see the decision and why. Open to anyone; nothing of it is kept."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from zorgvuldig.interfaces.web.norm_trials import Asked, NoSuchCaseError, Trial, purposes, trial
from zorgvuldig.norms import bundle_at
from zorgvuldig.norms.citing import cite

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def norm_trial(request: HttpRequest) -> HttpResponse:
    """Show the form, and what the rules say of the case that its address tells (proefgeval)."""
    asked = _asked(request)
    context: dict[str, object] = {"purposes": purposes(), "asked": asked}
    if asked.purpose is None and asked.scenario is None:
        return render(request, "web/public/norm_trial.html", context)
    try:
        found = trial(asked, today=timezone.localdate())
    except NoSuchCaseError as error:
        raise Http404 from error
    context |= {"trial": found, "cited": _cited(found)}
    status = HTTPStatus.BAD_REQUEST if found.error else HTTPStatus.OK
    return render(request, "web/public/norm_trial.html", context, status=status)


def _asked(request: HttpRequest) -> Asked:
    query = request.GET
    return Asked(
        purpose=query.get("doel") or None,
        on=_day(query.get("op", "")),
        scenario=query.get("voorbeeld") or None,
        ordinary=bool(query.get("gewoon")),
        told=tuple(query.getlist("f")),
        named=tuple(zip(query.getlist("n"), query.getlist("w"), strict=False)),
    )


def _day(told: str) -> date | None:
    try:
        return date.fromisoformat(told)
    except ValueError:
        return None


def _cited(found: Trial) -> list[tuple[str, str, str]]:
    """Give each norm of the decision with its article and title."""
    if found.decision is None:
        return []
    sections = bundle_at(found.on).sections
    return [
        (each.norm, each.article, sections[each.norm].title if each.norm in sections else "")
        for each in cite(found.decision.norms, found.on)
    ]
