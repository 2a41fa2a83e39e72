"""Asking a provider something over the network: its own hosts only, over TLS, no detours, not endlessly."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from http.client import HTTPException
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from zorgvuldig.interfaces.identity.schemes import SchemeError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from http.client import HTTPMessage
    from typing import IO

SECONDS = 5
MOST_BYTES = 256_000
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class _NoDetours(urllib.request.HTTPRedirectHandler):
    """Follow no redirect: a provider says where it is in its metadata."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> None:
        """Stay."""


def fetch(
    address: str,
    *,
    hosts: frozenset[str],
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Get a JSON object, or send a form and get one; refuses any host that the provider did not declare."""
    demand_address(address, hosts=hosts)
    body = urlencode(form).encode() if form is not None else None
    request = urllib.request.Request(  # noqa: S310 — `demand_address` saw the scheme
        address, data=body, headers={"Accept": "application/json", **(headers or {})}
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler(), _NoDetours())
    try:
        with opener.open(request, timeout=SECONDS) as answer:
            raw = answer.read(MOST_BYTES + 1)
    except (urllib.error.URLError, HTTPException, OSError):
        raise SchemeError("provider-unreachable") from None
    if len(raw) > MOST_BYTES:
        raise SchemeError("provider-answer")
    try:
        read = json.loads(raw)
    except (ValueError, RecursionError):
        raise SchemeError("provider-answer") from None
    if not isinstance(read, dict):
        raise SchemeError("provider-answer")
    return read


def demand_address(address: str, *, hosts: frozenset[str]) -> None:
    """Refuse an address that is not https (or this machine) on a host of the provider."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    secure = parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)
    if not secure or host not in hosts or parts.username or parts.fragment:
        raise SchemeError("provider-address")
