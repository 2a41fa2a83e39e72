"""Addresses for machines: is the service well, and where to report a vulnerability."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zorgvuldig.interfaces.operations import readiness
from zorgvuldig.ledger.halting import halts

if TYPE_CHECKING:
    from django.http import HttpRequest

SECURITY_TXT_DAYS = 180
WHERE_TO_CHANGE_IT = "/account/wachtwoord/"
ROBOTS = "User-agent: *\nDisallow: /\n"


@transaction.non_atomic_requests
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Tell whether the web process and its database answer; nothing about versions or places."""
    del request
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "unavailable"}, status=503)
    if halts(settings.VAR_FOLDER):
        return JsonResponse({"status": "degraded"}, status=503)
    return JsonResponse({"status": "ok"})


@transaction.non_atomic_requests
@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Tell part by part, in one word each, whether the service can do its work now."""
    del request
    told = readiness.states(settings.VAR_FOLDER)
    return JsonResponse(dict(told), status=200 if readiness.ready(told) else 503)


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Tell where to report a vulnerability (RFC 9116).

    There is no field Encryption and no signature: both need an OpenPGP key of the insurer, which no program
    can make on its behalf. The file says so instead of pointing at nothing.
    """
    del request
    origin = settings.ORIGIN.rstrip("/")
    expires = timezone.now().astimezone(UTC) + timedelta(days=SECURITY_TXT_DAYS)
    lines = [
        "# Meld een zwakke plek: antwoord binnen 5 dagen, anoniem mag.",
        "# Report a weak spot: an answer within 5 days, anonymously if you wish.",
        "# Not signed, and no key to encrypt with: no OpenPGP key was published for this installation.",
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Contact: {origin}{reverse('report')}",
        f"Expires: {expires:%Y-%m-%dT00:00:00Z}",
        "Preferred-Languages: nl, en",
        f"Canonical: {origin}{reverse('security_txt')}",
        f"Policy: {origin}{reverse('report')}",
        f"Policy: {origin}{reverse('report_english')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def change_password(request: HttpRequest) -> HttpResponse:
    """Lead a password manager to the page where a password is changed (W3C, a well-known URL for it)."""
    del request
    return redirect(WHERE_TO_CHANGE_IT)


@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:
    """Keep search engines out."""
    del request
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")
