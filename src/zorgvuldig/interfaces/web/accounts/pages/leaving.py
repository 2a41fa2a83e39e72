"""Logging out, on top of django-allauth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account import views as account_views
from django.conf import settings
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@never_cache
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End the session and have the browser forget what it kept (ASVS 7.4.1, 14.3.1).

    Our cookies go by name; the word "cookies" would also take the mark that this browser is known, and with
    it the protection against who guesses at this account from elsewhere.
    """
    response: HttpResponse = account_views.logout(request)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        response.delete_cookie(name, samesite="Lax")
        # A cookie with the prefix __Host- is only taken back over https.
        response.cookies[name]["secure"] = settings.SESSION_COOKIE_SECURE
    return response
