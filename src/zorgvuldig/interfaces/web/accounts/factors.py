"""Second factors of an account: codes of an app, keys and passkeys, recovery codes."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.db import transaction
from qrcode.constants import ERROR_CORRECT_M  # type: ignore[import-untyped] # it ships no types
from qrcode.main import QRCode  # type: ignore[import-untyped] # it ships no types

from zorgvuldig.interfaces.web.accounts import login_log, notices, recovery, seals
from zorgvuldig.interfaces.web.accounts.session_store import end_sessions, kept_key

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase
    from django.http import HttpRequest

    from zorgvuldig.interfaces.web.accounts.login_log import Event
    from zorgvuldig.interfaces.web.accounts.models import Account

CODE_DIGITS = 6
_LAST = "last_counter"
Type = Authenticator.Type


class LastFactorError(ValueError):
    """The last second factor stays: without it nobody gets in."""


def own_factors(account: Account) -> list[Authenticator]:
    """List app and keys, oldest first; recovery codes are no factor of their own."""
    return list(Authenticator.objects.filter(user=account).exclude(type=Type.RECOVERY_CODES).order_by("pk"))


@transaction.atomic
def use_code(account: Account, code: str) -> Authenticator | None:
    """Check what someone typed, by sealed rows: the app's code, or a recovery code; each is good once."""
    plain = "".join(code.split())
    if len(plain) == CODE_DIGITS and plain.isascii() and plain.isdigit():
        return use_app_code(account, plain)
    seals.held(account.pk)
    return recovery.use(account, code)


@transaction.atomic
def use_app_code(account: Account, code: str) -> Authenticator | None:
    """Take a code whose moment lies after that of the last one (RFC 6238, 5.2): never twice."""
    seals.held(account.pk)
    app = Authenticator.objects.filter(user=account, type=Type.TOTP).first()
    if app is None:
        return None
    counter = matching_counter(decrypt(app.data["secret"]), code)
    if counter is None or counter <= app.data.get(_LAST, -1):
        return None
    app.data[_LAST] = counter
    app.save(update_fields=["data"])
    return app


def matching_counter(secret: str, code: str) -> int | None:
    """Give the moment (in steps of thirty seconds) whose code this is: this one, or the one beside it."""
    found = None
    for counter in yield_hotp_counters_from_time():
        if hmac.compare_digest(format_hotp_value(hotp_value(secret, counter)), code):
            found = counter
    return found


def add_app(account: Account, secret: str, counter: int) -> Authenticator:
    """Make an authenticator app the account's; one that was there gives way to it."""
    Authenticator.objects.filter(user=account, type=Type.TOTP).delete()
    app: Authenticator = TOTP.activate(account, secret).instance
    app.data[_LAST] = counter
    app.save(update_fields=["data"])
    return app


@transaction.atomic
def remove(account: Account, pk: int) -> Authenticator | None:
    """Remove one factor, never the last."""
    seals.held(account.pk)
    factors = own_factors(account)
    chosen = next((factor for factor in factors if factor.pk == pk), None)
    if chosen is None:
        return None
    if len(factors) == 1:
        raise LastFactorError("this is the last second factor of the account: add another one first")
    chosen.delete()
    return chosen


def changed(request: HttpRequest, account: Account, event: Event, *, method: str = "") -> int:
    """After a change: other sessions end, the holder hears of it at the next login, the log knows."""
    ended = end_other_sessions(account, request.session)
    request.session.cycle_key()
    notices.keep(account, event.value)
    login_log.note(event, username=account.get_username(), method=method, request=request)
    return ended


def end_other_sessions(account: Account, session: SessionBase) -> int:
    """End every session of an account but this one."""
    return end_sessions(account.pk, but=kept_key(session.session_key or ""))


def qr_path(account: Account, secret: str) -> tuple[int, str]:
    """Draw the QR of an app's secret as the path of an SVG: the size of its side, and the path."""
    drawn = QRCode(error_correction=ERROR_CORRECT_M, border=4)
    drawn.add_data(get_adapter().build_totp_url(account, secret))
    matrix = drawn.get_matrix()
    dark = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, on in enumerate(row) if on)
    return len(matrix), "".join(dark)
