"""What every request passes: answer headers, session rules, and refusals as pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.interfaces.web import errors
from zorgvuldig.interfaces.web.running_out import let_go, ran_out
from zorgvuldig.ledger import traces

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


class RefusalPage:
    """Show a refused processing as a page with its decision; the ledger already holds the refusal."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next step."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal with 403 and its reason; leave every other error to Django.

        What a request held that filled the memory is given back first, for the page needs some of it.
        """
        if ran_out(exception):
            let_go(exception)
        return errors.refusal_page(request, exception)


class KeptTraces:
    """Around the view and its transaction: what it opened stays known, also when it ends in an error."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next step."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and write down what was opened in a transaction that was not committed."""
        with traces.kept():
            return self.get_response(request)
