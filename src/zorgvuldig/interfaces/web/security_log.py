"""What the security log tells: which rule stopped what kind of request, and a mark of who, never of what.

No address, no path, no value, no name: a row names the route, the rule and a keyed mark of the account and
of where it came from, which differs for every installation and every day (for rules D5 and D6). Logins tell
in the same log under the same marks (`accounts.security_rows`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.interfaces.web.accounts.security_rows import LOGGER, address_mark, name_mark, write

if TYPE_CHECKING:
    from django.http import HttpRequest

__all__ = ["LOGGER", "account_mark", "address_mark", "note"]


def note(event: str, request: HttpRequest, *, rule: str = "", status: int) -> None:
    """Write one row about a request that was stopped."""
    match = request.resolver_match
    write(
        {
            "event": event,
            "rule": rule,
            "route": match.view_name if match else None,
            "verb": request.method if request.method in {"GET", "HEAD", "POST"} else "other",
            "status": status,
            "account": account_mark(request),
            "address": address_mark(request),
        }
    )


def account_mark(request: HttpRequest) -> str | None:
    """Give a mark of the account of this day, or None before login; never asks the database by itself."""
    # What the request already knows: a row must not need the database that may be what failed.
    user = getattr(request, "_cached_user", None)
    return name_mark(user.get_username()) if user is not None and user.pk else None
