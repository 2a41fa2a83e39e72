"""AuthZEN 1.0 over HTTP (section 10.1): a body in, a decision out. It opens no data, so it is no processing.

The log of the application tells which client asked at which address, how many decisions, and how many of them
were permits. No word of a request stands there.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from zorgvuldig.interfaces.authzen import evaluating, searching
from zorgvuldig.interfaces.authzen.errors import RequestError
from zorgvuldig.interfaces.authzen.metadata import metadata
from zorgvuldig.interfaces.authzen.places import ACTION, RESOURCE, SUBJECT
from zorgvuldig.interfaces.authzen.reading import read
from zorgvuldig.interfaces.web.systems import JSON, SystemRequest, of_systems, refused, too_much

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    Answering = Callable[[Mapping[str, Any], date], dict[str, Any]]
    Weighing = Callable[[Mapping[str, Any]], int]

LOGGER = "zorgvuldig.authzen"
HOUR = 3600
_WRONG_KIND = 415
_log = logging.getLogger(LOGGER)


@of_systems()
def evaluation(request: SystemRequest) -> HttpResponse:
    """Decide on one evaluation."""
    return _answer(request, evaluating.evaluation, lambda _asked: 1)


@of_systems()
def evaluations(request: SystemRequest) -> HttpResponse:
    """Decide on many evaluations in one message."""
    return _answer(request, evaluating.evaluations, evaluating.evaluations_in)


@of_systems(search=True)
def search_subject(request: SystemRequest) -> HttpResponse:
    """Find the roles that would be permitted."""
    return _search(request, SUBJECT)


@of_systems(search=True)
def search_resource(request: SystemRequest) -> HttpResponse:
    """Find the categories of data that would be permitted."""
    return _search(request, RESOURCE)


@of_systems(search=True)
def search_action(request: SystemRequest) -> HttpResponse:
    """Find the actions, each with its purpose, that would be permitted."""
    return _search(request, ACTION)


@require_safe
def configuration(request: HttpRequest) -> HttpResponse:
    """Tell where everything is (section 9); it is the same for everybody, and may be kept for an hour."""
    del request
    response = JsonResponse(metadata(settings.ORIGIN))
    response.headers["Cache-Control"] = f"max-age={HOUR}"
    return response


def _search(request: SystemRequest, sought: str) -> HttpResponse:
    def answering(asked: Mapping[str, Any], today: date) -> dict[str, Any]:
        return searching.search(sought, asked, today)

    return _answer(request, answering, lambda _asked: searching.WEIGHT)


def _answer(request: SystemRequest, answering: Answering, weighing: Weighing) -> HttpResponse:
    if request.content_type != JSON:
        return refused(_WRONG_KIND)
    try:
        asked = read(request.body)
        if over := too_much(request, weighing(asked)):
            return over
        told = answering(asked, timezone.localdate())
    except RequestError as error:
        return refused(error.status, str(error))
    _note(request, told)
    return JsonResponse(told)


def _note(request: SystemRequest, told: Mapping[str, Any]) -> None:
    decisions = told.get("evaluations", [told] if "decision" in told else told.get("results", []))
    permits = sum(each.get("decision", True) for each in decisions)
    match = request.resolver_match
    _log.info(
        "asked",
        extra={
            "event": "asked",
            "route": match.view_name if match else None,
            "client": request.client.name,
            "decisions": len(decisions),
            "permits": permits,
        },
    )
