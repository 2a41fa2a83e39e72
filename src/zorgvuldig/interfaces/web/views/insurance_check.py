"""The insurance check for systems of care providers (controle op verzekering), in JSON.

Whatever is asked of whomever, an answer has the same form and takes the same way. What was asked stands in
the ledger, by the person; this log tells only which client asked.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.utils import timezone

from zorgvuldig.decisions import explained
from zorgvuldig.interfaces.authzen.errors import RequestError
from zorgvuldig.interfaces.authzen.reading import read
from zorgvuldig.interfaces.services import service
from zorgvuldig.interfaces.web.statements import INSURANCE_CHECK, published
from zorgvuldig.interfaces.web.systems import JSON, SystemRequest, of_systems, refused, too_much
from zorgvuldig.processes.policy_administration.intake.asking import AskingError, read_question
from zorgvuldig.processes.policy_administration.usecases import Refused, check_insurance

if TYPE_CHECKING:
    from zorgvuldig.processes.policy_administration.intake.asking import InsuranceQuestion

LOGGER = "zorgvuldig.insurance_check"
#: The service that answers; it is bound to secrecy as the insurer itself is (GC-4.0.2).
SERVICE = service("insurance-check", "policies")
#: What one question counts for in the client's limit, and one that found nobody: guessing ends soon.
WEIGHT, MISS = 10, 100
_WRONG_KIND, _FORBIDDEN = 415, 403
_log = logging.getLogger(LOGGER)


@of_systems(providers=True)
def check(request: SystemRequest) -> HttpResponse:
    """Tell whether somebody is insured on a day, at which label and with which package."""
    if request.content_type != JSON:
        return refused(_WRONG_KIND)
    if over := too_much(request, WEIGHT):
        return over
    try:
        asked = read_question(read(request.body), today=timezone.localdate())
    except RequestError as error:
        return refused(error.status, str(error))
    except AskingError as error:
        return refused(400, str(error))
    return _answer(request, asked)


def _answer(request: SystemRequest, asked: InsuranceQuestion) -> HttpResponse:
    at = timezone.now()
    client = request.client
    try:
        with transaction.atomic():
            found = check_insurance(
                actor=SERVICE,
                asked=asked,
                provider=f"AGB {client.provider_agb}, client {client.name}, reason {asked.reason}",
                published=published(INSURANCE_CHECK, on=timezone.localdate(at)),
                at=at,
            )
    except Refused as refusal:
        return refused(_FORBIDDEN, explained(refusal.decision))
    if not found and (over := too_much(request, MISS)):
        return over
    _note(request)
    covers = [{"uzovi": each.uzovi, "regime": each.regime, "package": each.package} for each in found]
    return JsonResponse({"on": asked.on.isoformat(), "insured": bool(covers), "covers": covers})


def _note(request: SystemRequest) -> None:
    match = request.resolver_match
    _log.info(
        "asked",
        extra={
            "event": "asked",
            "route": match.view_name if match else None,
            "client": request.client.name,
            "decisions": 1,
            "permits": 1,
        },
    )
