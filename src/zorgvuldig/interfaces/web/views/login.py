"""Login and logout, on top of django-allauth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account import views as account_views
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@never_cache
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End the session and have the browser forget what it kept (ASVS 14.3.1)."""
    response: HttpResponse = account_views.logout(request)
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response
