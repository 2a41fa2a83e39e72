"""Browsers that are known: a signed mark of who once came in with two factors, and a plain description.

The mark opens nothing. It holds pseudonyms only, and makes that a guesser elsewhere does not slow this
browser down. The description is what a person recognizes ("Firefox op Windows") and no more is kept.
"""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing

from zorgvuldig.interfaces.web.accounts.pseudonyms import pseudonym

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

SALT = "zorgvuldig.device"
KNOWN_SECONDS = 180 * 24 * 60 * 60
MOST_ACCOUNTS = 4
_SHORT = 16
_MARK = re.compile(r"[0-9a-f]{16}")
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "een iPhone"),
    ("iPad", "een iPad"),
    ("Android", "een Android-toestel"),
    ("Windows", "Windows"),
    ("Macintosh", "een Mac"),
    ("CrOS", "een Chromebook"),
    ("Linux", "Linux"),
)


def cookie_name() -> str:
    """Name the mark's cookie beside the session's, with the same prefix."""
    return f"{settings.SESSION_COOKIE_NAME.removesuffix('session')}device"


def described(request: HttpRequest) -> str:
    """Describe the browser of a request by words from a fixed list."""
    told = request.META.get("HTTP_USER_AGENT", "")
    browser = next((name for sign, name in _BROWSERS if sign in told), "Een browser")
    system = next((name for sign, name in _SYSTEMS if sign in told), "een onbekend toestel")
    return f"{browser} op {system}"


def known_device(request: HttpRequest, username: str) -> str:
    """Give the mark of this browser for an account, or nothing."""
    return _marks(request).get(_short(username), "")


def remember(request: HttpRequest, response: HttpResponse, username: str) -> None:
    """Mark this browser as one in which the holder came in with two factors."""
    marks = {**_marks(request)}
    mark = marks.pop(_short(username), "") or secrets.token_hex(_SHORT // 2)
    kept = dict([*marks.items(), (_short(username), mark)][-MOST_ACCOUNTS:])
    response.set_cookie(
        cookie_name(),
        signing.dumps(kept, salt=SALT),
        max_age=KNOWN_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def _marks(request: HttpRequest) -> Mapping[str, str]:
    try:
        marks = signing.loads(request.COOKIES.get(cookie_name(), ""), salt=SALT, max_age=KNOWN_SECONDS)
    except signing.BadSignature:
        return {}
    return {who: mark for who, mark in marks.items() if _MARK.fullmatch(str(mark))}


def _short(username: str) -> str:
    return pseudonym("device", username)[:_SHORT]
