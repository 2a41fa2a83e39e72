"""Addresses for machines: is the service well, and where to report a vulnerability."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

if TYPE_CHECKING:
    from django.http import HttpRequest

SECURITY_TXT_DAYS = 180
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
    return JsonResponse({"status": "ok"})


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Tell where to report a vulnerability (RFC 9116)."""
    origin = settings.ORIGIN.rstrip("/")
    expires = timezone.now().astimezone(UTC) + timedelta(days=SECURITY_TXT_DAYS)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires:%Y-%m-%dT00:00:00Z}",
        "Preferred-Languages: nl, en",
        f"Canonical: {origin}{request.path}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:
    """Keep search engines out."""
    del request
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")
