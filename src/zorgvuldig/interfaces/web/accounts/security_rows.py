"""Rows of the security log and the marks that stand in them: one form for stopped requests and for logins."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

from zorgvuldig.interfaces.web.accounts.origins import UNKNOWN, origin_of
from zorgvuldig.interfaces.web.accounts.pseudonyms import of_today

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

LOGGER = "zorgvuldig.security"
_log = logging.getLogger(LOGGER)


def write(row: Mapping[str, object], *, level: int = logging.WARNING) -> None:
    """Write a row as JSON, so that no value can begin a row of its own (ASVS 16.4.1)."""
    _log.log(level, "%s", json.dumps(row, sort_keys=True))


def name_mark(username: str) -> str | None:
    """Give the mark of a username, of this day; of a name that was typed too, whatever it holds."""
    return of_today("account", username) if username else None


def address_mark(request: HttpRequest) -> str | None:
    """Give a mark of where a request came from, of this day; the address itself is kept nowhere."""
    origin = origin_of(request)
    return None if origin == UNKNOWN else of_today("address", origin)
