"""Systems that may ask for decisions: a token is shown once, and only its SHA-256 is kept."""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import TYPE_CHECKING

from zorgvuldig.interfaces.authzen.models import Client

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

#: 256 random bits: nobody guesses them, so a plain digest is enough where a password would need a slow one.
TOKEN_BYTES = 32
PREFIX = "zva_"
_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
_AGB = re.compile(r"[0-9]{8}", re.ASCII)
_BEARER = re.compile(r"bearer +([A-Za-z0-9._~+/-]{1,500}=*)", re.IGNORECASE)


class ClientError(ValueError):
    """A client cannot be added or ended; the message says what to do."""


def add(name: str, now: datetime, *, may_search: bool = True, provider_agb: str = "") -> str:
    """Make a client and give its token, which nobody can read again.

    Args:
        name: how the client is called in logs.
        now: the moment.
        may_search: whether it may search for what would be permitted.
        provider_agb: the care provider whose client it is; it asks the insurance check and nothing else.

    Raises:
        ClientError: the name is no word, or is taken, or the code is no AGB code.
    """
    if provider_agb and not _AGB.fullmatch(provider_agb):
        raise ClientError("An AGB code has eight digits, such as 04040404")
    if not _NAME.fullmatch(name):
        raise ClientError(
            "A client is named by 1 to 40 small letters, digits and hyphens, such as billing-portal"
        )
    token = PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
    _client, made = Client.objects.get_or_create(
        name=name,
        defaults={
            "token_digest": digest(token),
            "may_search": may_search and not provider_agb,
            "provider_agb": provider_agb,
            "added_at": now,
        },
    )
    if not made:
        raise ClientError(f"A client {name} is there already, or was. Choose a name that was never used")
    return token


def end(name: str, now: datetime) -> None:
    """End a client: its token opens nothing from the next request on. Its row stays, for the log names it.

    Raises:
        ClientError: no such client is at work.
    """
    if not Client.objects.filter(name=name, ended_at=None).update(ended_at=now):
        raise ClientError(f"No client {name} is at work. `zorgvuldig authzen client list` names them")


def listed() -> Sequence[Client]:
    """List all clients by name, those that ended too."""
    return list(Client.objects.order_by("name"))


def by_header(told: str) -> Client | None:
    """Give the client whose token stands in an Authorization header (RFC 6750, 2.1), or nobody."""
    found = _BEARER.fullmatch(told.strip())
    if found is None:
        return None
    # Looked up by its digest: how long that takes tells nothing of the token.
    return Client.objects.filter(token_digest=digest(found[1]), ended_at=None).first()


def digest(token: str) -> str:
    """Give what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
