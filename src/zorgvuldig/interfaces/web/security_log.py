"""What the security log tells: which rule stopped what kind of request, and a mark of who, never of what.

No address, no path, no value, no name: the row names the route, the rule and a keyed mark of the account and
of the network address, which differs for every installation and every day (for rules D5 and D6).
"""

from __future__ import annotations

import hmac
import json
import logging
from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils import timezone

if TYPE_CHECKING:
    from django.http import HttpRequest

LOGGER = "zorgvuldig.security"
_log = logging.getLogger(LOGGER)
_MARK_LENGTH = 16


def note(event: str, request: HttpRequest, *, rule: str = "", status: int) -> None:
    """Write one row as JSON, so that no value can begin a row of its own (ASVS 16.4.1)."""
    match = request.resolver_match
    row = {
        "event": event,
        "rule": rule,
        "route": match.view_name if match else None,
        "verb": request.method if request.method in {"GET", "HEAD", "POST"} else "other",
        "status": status,
        "account": account_mark(request),
        "address": address_mark(request),
    }
    _log.warning("%s", json.dumps(row, sort_keys=True))


def account_mark(request: HttpRequest) -> str | None:
    """Give a mark of the account of this day, or None before login; never asks the database by itself."""
    # What the request already knows: a row must not need the database that may be what failed.
    user = getattr(request, "_cached_user", None)
    return mark("account", str(user.pk)) if user is not None and user.pk else None


def address_mark(request: HttpRequest) -> str | None:
    """Give a mark of the network address of this day; the address itself is kept nowhere."""
    try:
        address = get_adapter().get_client_ip(request)
    except PermissionDenied:
        return None
    return mark("address", str(address))


def mark(kind: str, word: str) -> str:
    """Make a keyed mark that tells two apart for a day, and cannot be turned back."""
    text = f"{kind}|{timezone.localdate()}|{word}"
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), "sha256").hexdigest()[:_MARK_LENGTH]
