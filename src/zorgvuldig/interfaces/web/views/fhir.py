"""FHIR over HTTP: what we do with it, for everybody (CapabilityStatement)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from zorgvuldig.interfaces.fhir.capabilities import MEDIA_TYPE, write_capabilities

if TYPE_CHECKING:
    from django.http import HttpRequest

HOUR = 3600


@require_safe
def fhir_metadata(request: HttpRequest) -> HttpResponse:
    """Tell what we take and give by FHIR; it is the same for everybody, and may be kept for an hour."""
    del request
    content = write_capabilities(origin=settings.ORIGIN, publisher=settings.INSURER_NAME)
    return HttpResponse(content, content_type=MEDIA_TYPE, headers={"Cache-Control": f"max-age={HOUR}"})
