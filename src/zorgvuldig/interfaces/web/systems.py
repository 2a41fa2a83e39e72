"""The desk of other systems: no session and no form, a bearer token in each request, and answers in JSON.

Nothing here looks at a login, so a browser that is logged in gets no further than one that is not, and a page
elsewhere that sends a request in its name gets nowhere: a token is never sent along by itself.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from zorgvuldig.interfaces.authzen import clients
from zorgvuldig.interfaces.authzen.metadata import ENDPOINTS
from zorgvuldig.interfaces.web import errors, rates, security_log

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from zorgvuldig.interfaces.authzen.models import Client

    SystemView = Callable[["SystemRequest"], HttpResponse]

DESK = "systems"
REQUEST_ID = "X-Request-ID"
JSON = "application/json"
INSURANCE_CHECK = "/insurance-check/v1/check"
PATHS = frozenset({*ENDPOINTS.values(), INSURANCE_CHECK})
UNAUTHORIZED, FORBIDDEN, ERROR = 401, 403, 400
#: What an error says, where nothing more exact was said (section 10.1.2 of the standard: a message string).
MESSAGES = {
    400: "The request was not understood",
    401: "Send a bearer token of a client: Authorization: Bearer …",
    403: "This client may not do that",
    404: "There is nothing at this address",
    405: "Only POST is answered here",
    413: "The request is too large; send it in parts",
    414: "The address is too long",
    415: "Send application/json in UTF-8",
    429: "Too much was asked at once; Retry-After says in how many seconds to go on",
    431: "The headers are too long",
    500: "Something went wrong here; nothing was decided",
    503: "Not available now; nothing was decided",
}
_PROVIDERS = "Only a client of a care provider may ask the insurance check"
_NO_PROVIDERS = "A client of a care provider may ask the insurance check, and nothing else"


class SystemRequest(HttpRequest):
    """A request of a system, with the client whose token it bore."""

    client: Client


class SystemAnswers:
    """Give every answer at these addresses in the form of the standard, whichever step gave it.

    The mark of a request comes back in its answer (section 10.1.3), and an error is a message in JSON.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next step."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; other addresses are passed by."""
        response = self.get_response(request)
        if request.path_info not in PATHS:
            return response
        if response.status_code >= ERROR and response.headers.get("Content-Type") != JSON:
            response.content = refused(response.status_code).content
            response.headers["Content-Type"] = JSON
        told = request.META.get("HTTP_X_REQUEST_ID")
        if told is not None:
            response.headers[REQUEST_ID] = told
        return response


def of_systems(*, search: bool = False, providers: bool = False) -> Callable[[SystemView], SystemView]:
    """Let a view be used with the token of a client.

    Args:
        search: only a client that may search.
        providers: only a client of a care provider, which in its turn may ask nothing else.
    """

    def guard(view: SystemView) -> SystemView:
        @csrf_exempt
        @transaction.non_atomic_requests
        @wraps(view)
        def guarded(request: SystemRequest) -> HttpResponse:
            client = clients.by_header(request.headers.get("Authorization", ""))
            if client is None:
                return rates.turned_away(request) or _unknown(request)
            if search and not client.may_search:
                security_log.note("refused", request, rule="client", status=FORBIDDEN)
                return refused(FORBIDDEN, "This client may not search; only evaluations were granted to it")
            if bool(client.provider_agb) is not providers:
                security_log.note("refused", request, rule="client", status=FORBIDDEN)
                return refused(FORBIDDEN, _PROVIDERS if providers else _NO_PROVIDERS)
            request.client = client
            return view(request)

        # The tests hold this to the row of the address.
        guarded.desk = DESK  # type: ignore[attr-defined] # a mark on a function
        return guarded

    return guard


def refused(status: int, message: str = "") -> JsonResponse:
    """Answer with a status and a message string."""
    return JsonResponse(message or MESSAGES.get(status, MESSAGES[ERROR]), status=status, safe=False)


def too_much(request: SystemRequest, evaluations: int) -> HttpResponse | None:
    """Count what a client asks; give the answer to what goes over its limit, or nothing."""
    if not rates.client_over(request.client.name, evaluations):
        return None
    security_log.note("refused", request, rule="rate-client", status=errors.TOO_OFTEN)
    return errors.too_often(rates.seconds_left())


def _unknown(request: HttpRequest) -> HttpResponse:
    security_log.note("refused", request, rule="token", status=UNAUTHORIZED)
    response = refused(UNAUTHORIZED)
    told = ', error="invalid_token"' if request.headers.get("Authorization") else ""
    response.headers["WWW-Authenticate"] = f'Bearer realm="authzen"{told}'
    return response
