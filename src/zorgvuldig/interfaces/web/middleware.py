"""What every request passes: answer headers, session rules, and refusals as pages."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.contrib.auth import logout
from django.shortcuts import redirect

from zorgvuldig.interfaces.web import errors
from zorgvuldig.interfaces.web.configuration import ABSOLUTE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "payment",
        "usb",
    )
)

STEPS_KEY = "account_authentication_methods"
"""Where django-allauth notes which steps of the login were taken, and when."""


class AnswerHeaders:
    """Headers that Django and django-csp do not set; what is shown after login is never stored."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next step."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the headers added (ASVS 14.3.2, 3.4)."""
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            response.headers["Cache-Control"] = "no-store"
        return response


class SessionRules:
    """Keep only sessions that are complete: second factor given, and not older than the limit."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next step."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """End a session that breaks the rules and show the login; idle time is kept by the session table."""
        if request.user.is_authenticated and not session_holds(request, now=time.time()):
            logout(request)
            return redirect("account_login")
        return self.get_response(request)


def session_holds(request: HttpRequest, *, now: float) -> bool:
    """Tell whether the login of this session used a second factor and is young enough (ASVS 6.3.3, 7.3.2)."""
    steps = request.session.get(STEPS_KEY, [])
    two_factors = any(step.get("method") == "mfa" for step in steps)
    return two_factors and now - min(step["at"] for step in steps) < ABSOLUTE_SECONDS


class RefusalPage:
    """Show a refused processing as a page with its decision; the ledger already holds the refusal."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next step."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal with 403 and its reason; leave every other error to Django."""
        return errors.refusal_page(request, exception)
