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
        "autoplay",
        "bluetooth",
        "browsing-topics",
        "camera",
        "clipboard-read",
        "display-capture",
        "fullscreen",
        "geolocation",
        "gyroscope",
        "hid",
        "identity-credentials-get",
        "idle-detection",
        "local-fonts",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "picture-in-picture",
        "screen-wake-lock",
        "serial",
        "usb",
        "web-share",
        "xr-spatial-tracking",
    )
)
#: What every answer says, whoever gave it: page, file, redirect, refusal or error (ASVS 3.4, 3.5).
EVERY_ANSWER = {
    "Permissions-Policy": PERMISSIONS,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Origin-Agent-Cluster": "?1",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Permitted-Cross-Domain-Policies": "none",
    "X-DNS-Prefetch-Control": "off",
}
#: What may stand in a cache on the way; everything else was made for one person or one moment.
STORABLE = (200, 206, 304)

TOO_OFTEN = 429
#: The library that counts attempts to log in does not say how long to wait; its longest window is this.
WAIT_SECONDS = 300

STEPS_KEY = "account_authentication_methods"
"""Where django-allauth notes which steps of the login were taken, and when."""


class AnswerHeaders:
    """The outermost step: all headers on every answer; what is shown after login is never stored."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next step."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the headers added (ASVS 14.3.2, 3.4)."""
        response = self.get_response(request)
        for name, value in EVERY_ANSWER.items():
            response.headers.setdefault(name, value)
        # Known without asking the database, which may be what failed.
        user = getattr(request, "_cached_user", None)
        if (user is not None and user.is_authenticated) or response.status_code not in STORABLE:
            response.headers["Cache-Control"] = "no-store"
        if response.status_code == TOO_OFTEN:
            response.headers.setdefault("Retry-After", str(WAIT_SECONDS))
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
