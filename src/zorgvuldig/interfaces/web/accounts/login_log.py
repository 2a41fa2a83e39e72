"""The log of logins: what happened around logins, in words from a fixed list (ISO 27002 8.15, ASVS 16.3.1).

Rows of ``web``, not of the ledger. The ledger holds decisions about personal data, each with its article, and
is kept as long as it must prove; a login has no article, its number is in the hands of whoever guesses
passwords, and its trace should go after a year. A row is added by the gate, which demands a proof of
it, at the database's own time; so every row that is found here was written by the application. Nobody changes
one, and a trigger lets only rows past their term go.
"""

from __future__ import annotations

import logging
from enum import StrEnum
from typing import TYPE_CHECKING

from zorgvuldig.interfaces.web.accounts import security_rows
from zorgvuldig.interfaces.web.accounts.models import SecurityEvent
from zorgvuldig.interfaces.web.accounts.origins import origin_of
from zorgvuldig.interfaces.web.accounts.pseudonyms import pseudonym
from zorgvuldig.ledger import login_events

if TYPE_CHECKING:
    from django.http import HttpRequest

KEEP_DAYS = 400


class Event(StrEnum):
    """Everything that is written down."""

    LOGGED_IN = "logged-in"
    LOGGED_OUT = "logged-out"
    PASSWORD_FAILED = "password-failed"  # noqa: S105 — the name of an event
    SECOND_FACTOR_FAILED = "second-factor-failed"
    DELAYED = "delayed"
    REAUTHENTICATED = "reauthenticated"
    INVITED = "invited"
    ENROLMENT_FAILED = "enrolment-failed"
    ENROLLED = "enrolled"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 — the name of an event
    FACTOR_ADDED = "factor-added"
    FACTOR_REMOVED = "factor-removed"
    RECOVERY_RENEWED = "recovery-codes-renewed"
    RECOVERY_USED = "recovery-code-used"
    SESSION_ENDED = "session-ended"
    SESSIONS_ENDED = "sessions-ended"
    ACCESS_ENDED = "access-ended"
    IDENTITY_BOUND = "identity-bound"
    IDENTITY_RELEASED = "identity-released"
    EXTERNAL_REFUSED = "external-login-refused"
    SEAL_BROKEN = "seal-broken"


def note(event: Event, *, username: str = "", method: str = "", request: HttpRequest | None = None) -> None:
    """Write one event down, with pseudonyms of account and address.

    First in the file, which no login of the database holds up.
    """
    row = {
        "event": "login",
        "kind": event.value,
        "method": method,
        "account": security_rows.name_mark(username),
        "address": security_rows.address_mark(request) if request is not None else None,
    }
    security_rows.write(row, level=logging.INFO)
    login_events.note_login(
        event.value,
        method=method,
        account=pseudonym("account", username) if username else "",
        origin=pseudonym("origin", origin_of(request)) if request is not None else "",
    )


def has_come_in(username: str) -> bool:
    """Tell whether somebody logged in to this account before."""
    who = pseudonym("account", username)
    return SecurityEvent.objects.filter(account_pseudonym=who, kind=Event.LOGGED_IN.value).exists()


def clear_old() -> int:
    """Remove events past their term; younger ones the database keeps whatever is asked."""
    return login_events.clear(days=KEEP_DAYS)
