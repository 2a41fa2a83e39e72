"""How often somebody may ask: by account after login, by network address before (API4 and API6:2023).

Counts stand in the cache that all server processes share, under a keyed mark that changes every day. Which
address asked is kept nowhere.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache
from django.urls import Resolver404, resolve

from zorgvuldig.interfaces.web import errors, security_log
from zorgvuldig.interfaces.web.routes import row_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest, HttpResponse

    from zorgvuldig.interfaces.web.routes import Row

WINDOW_SECONDS = 60
#: Most requests in a window: of one account, of one address before login, forms that one of both sends, and
#: searches for a person or a claim among those; cases to try on the rules, which cost more than a page; and
#: evaluations that one client of AuthZEN asks.
LIMITS: Mapping[str, int] = {
    "account": 600,
    "address": 300,
    "form": 60,
    "search": 20,
    "trial": 60,
    "client": 6000,
}

#: The one limit that counts whoever reads: a case to try is asked for by its address.
_TRIAL = "trial"


class RateLimits:
    """Answer 429 when somebody asks too often; asking less often is all that it takes to go on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next step."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Count the request, then pass it on or turn it away."""
        if _counted(request) and (answer := turned_away(request)):
            return answer
        return self.get_response(request)


def turned_away(request: HttpRequest) -> HttpResponse | None:
    """Count a request; give the answer to one too many, or nothing."""
    over = exceeded(request, now=time.time())
    if not over:
        return None
    security_log.note("refused", request, rule=f"rate-{over}", status=429)
    return errors.too_often(seconds_left())


def seconds_left() -> int:
    """Give how long it is until the counts begin anew."""
    return WINDOW_SECONDS - int(time.time()) % WINDOW_SECONDS


def client_over(name: str, evaluations: int) -> bool:
    """Count what a client of AuthZEN asks, by evaluations, not by requests; tell whether it is too much."""
    limits: dict[str, int] = {**LIMITS, **getattr(settings, "RATE_LIMITS", {})}
    window = int(time.time()) // WINDOW_SECONDS
    return _count(f"rate:client:{name}:{window}", evaluations) > limits["client"]


def exceeded(request: HttpRequest, *, now: float) -> str:
    """Count a request for who sends it; give the name of the limit that it goes over, or nothing."""
    limits = {**LIMITS, **getattr(settings, "RATE_LIMITS", {})}
    account = security_log.account_mark(request)
    kind, who = ("account", account) if account else ("address", security_log.address_mark(request))
    window = int(now) // WINDOW_SECONDS
    own = _own_limit(request)
    counts = [kind, "form", *own] if request.method == "POST" else [kind, *(own if own == [_TRIAL] else [])]
    over = [name for name in counts if _count(f"rate:{name}:{who}:{window}") > limits[name]]
    return over[0] if over else ""


def _count(key: str, times: int = 1) -> int:
    """Count in one step for all processes together."""
    # Twice the window, so that a count never ends before its window does.
    if cache.add(key, times, 2 * WINDOW_SECONDS):
        return times
    try:
        return cache.incr(key, times)
    except ValueError:
        return times


def _counted(request: HttpRequest) -> bool:
    row = _row(request)
    return row is None or row.rate != "none"


def _own_limit(request: HttpRequest) -> list[str]:
    """Name the limit that a row sets beside the common ones: whoever searches asks less often."""
    row = _row(request)
    return [row.rate] if row is not None and row.rate in LIMITS else []


def _row(request: HttpRequest) -> Row | None:
    match = request.resolver_match
    if match is None:
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return None
    return row_of(match)
