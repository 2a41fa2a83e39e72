"""The outermost step of every request: how long it took and how it ended, by the name of its route."""

from __future__ import annotations

import logging
import os
import threading
import time
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import Resolver404, resolve

from zorgvuldig.interfaces.operations.metrics import OTHER, Registry

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.http import HttpRequest, HttpResponse

__all__ = ["FOLDER", "REGISTRY", "Watched", "keep_laying_down"]

FOLDER = "metrics"
REFUSED = (400, 403, 405, 413, 415, 429)
LOGIN_ROUTES = ("account_login", "mfa_authenticate")
LOGIN_REFUSED = 200
SECONDS = 5.0
REGISTRY = Registry()
_log = logging.getLogger("zorgvuldig.requests")


class Watched:
    """Counts and tells of every request, and changes nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next step; a server process lays its figures down from now on."""
        self.get_response = get_response
        folder = settings.VAR_FOLDER / FOLDER
        if settings.PROCESS == "web" and os.access(folder, os.W_OK):
            keep_laying_down(folder)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and count."""
        began = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - began
        route, verb = _route(request), _verb(request)
        REGISTRY.add("requests", route=route, verb=verb, status=f"{response.status_code // 100}xx")
        REGISTRY.observe("request_seconds", seconds, route=route)
        if response.status_code in REFUSED:
            REGISTRY.add("refused", route=route)
        if route in LOGIN_ROUTES and verb == "POST" and response.status_code == LOGIN_REFUSED:
            REGISTRY.add("logins_failed")
        _log.info(
            "request",
            extra={
                "event": "request",
                "route": route,
                "verb": verb,
                "status": response.status_code,
                "milliseconds": round(seconds * 1000, 1),
            },
        )
        return response


def keep_laying_down(folder: Path) -> threading.Thread:
    """Lay the figures of this process down every few seconds, for as long as it lives."""

    def lay_down() -> None:
        while True:
            REGISTRY.lay_down(folder, "web")
            time.sleep(SECONDS)

    keeper = threading.Thread(target=lay_down, name="figures", daemon=True)
    keeper.start()
    return keeper


def _route(request: HttpRequest) -> str:
    match = getattr(request, "resolver_match", None)
    if match is None:
        # A step before the router answered: a file, or a refusal.
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return "static" if request.path_info.startswith(str(settings.STATIC_URL)) else OTHER
    return str(match.url_name or OTHER)


def _verb(request: HttpRequest) -> str:
    return request.method if request.method in {"GET", "HEAD", "POST"} else OTHER
