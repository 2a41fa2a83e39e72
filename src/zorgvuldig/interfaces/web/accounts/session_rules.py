"""Which sessions hold: two factors, not too old, not too many; and what a login leaves in its session."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.contrib.auth import logout
from django.shortcuts import redirect

from zorgvuldig.interfaces.web.accounts import devices, login_log, notices, seals
from zorgvuldig.interfaces.web.accounts.login_log import Event
from zorgvuldig.interfaces.web.accounts.login_settings import ABSOLUTE_SECONDS, MOST_SESSIONS
from zorgvuldig.interfaces.web.accounts.models import Account
from zorgvuldig.interfaces.web.accounts.session_store import end_sessions, kept_key
from zorgvuldig.ledger import login_sessions

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

STEPS_KEY = "account_authentication_methods"
"""Where django-allauth notes which steps of the login were taken, and when."""
REMEMBER_KEY = "zv_remember"
#: How exactly it is kept when a session was seen last: a request within this time writes nothing.
SEEN_SECONDS = 60


class SessionRules:
    """Keep only sessions that are complete: second factor given, and not older than the limit."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next step."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """End a session that breaks the rules and show the login."""
        if isinstance(request.user, Account) and (broken := _broken_rule(request, request.user)):
            login_log.note(
                Event.SESSION_ENDED, username=request.user.get_username(), method=broken, request=request
            )
            logout(request)
            return redirect("account_login")
        response = self.get_response(request)
        if isinstance(request.user, Account):
            notices.told(request, request.user)
        if isinstance(request.user, Account) and request.session.pop(REMEMBER_KEY, False):
            devices.remember(request, response, request.user.get_username())
        return response


def _broken_rule(request: HttpRequest, account: Account) -> str:
    """Name the rule that this session breaks; empty when it keeps all."""
    if not session_holds(request, now=time.time()):
        return "rules"
    # In each request, also of a session that began well: who someone is may have been rewritten since, and a
    # row of a session that ended put back.
    here = kept_key(request.session.session_key or "")
    standing = seals.standing(account, session=here)
    if standing.idle is None:
        return "ended"
    if standing.idle >= SEEN_SECONDS:
        login_sessions.see(here)
    return "seal" if standing.sealed is None else ""


def session_holds(request: HttpRequest, *, now: float) -> bool:
    """Tell whether this session used a second factor and is young enough (ASVS 6.3.3, 7.3.2)."""
    steps = request.session.get(STEPS_KEY, [])
    two_factors = any(step.get("method") == "mfa" or step.get("two_factors") is True for step in steps)
    return two_factors and now - min(step["at"] for step in steps) < ABSOLUTE_SECONDS


def begin(request: HttpRequest, account: Account) -> None:
    """Begin the session of somebody who logged in: its name, what is told, and which older one ends."""
    username = account.get_username()
    _demand_sealed_steps(request, account)
    notices.tell(request, account)
    if not devices.known_device(request, username) and login_log.has_come_in(username):
        notices.keep(account, "new-device")
    request.session[REMEMBER_KEY] = True
    if not request.session.session_key:
        request.session.save()
    here = kept_key(request.session.session_key or "")
    login_sessions.begin(here, account.pk, devices.described(request))
    push_out(account, here=here)
    login_log.note(Event.LOGGED_IN, username=username, method=method_of(request), request=request)


def _demand_sealed_steps(request: HttpRequest, account: Account) -> None:
    """Let nobody in by a factor that is not among the sealed ones of this account (passkey, key, app, code).

    Raises:
        SealBrokenError: a row was moved here while it was read; the session is emptied first.
    """
    stands = seals.sealed(account)
    steps = request.session.get(STEPS_KEY, [])
    used = {(step["id"], step["type"]) for step in steps if step.get("method") == "mfa"}
    if stands is None or not used <= stands.factors:
        request.session.flush()
        login_log.note(Event.SEAL_BROKEN, username=account.get_username(), request=request)
        raise seals.SealBrokenError("somebody came in by what is not sealed as this account's")


def push_out(account: Account, *, here: str) -> int:
    """End the sessions of an account that are one too many beside this one, those seen longest ago first."""
    ended = end_sessions(account.pk, but=here, keep=MOST_SESSIONS - 1)
    if ended:
        notices.keep(account, "session-pushed-out")
        login_log.note(Event.SESSION_ENDED, username=account.get_username(), method="too-many")
    return ended


def method_of(request: HttpRequest) -> str:
    """Give the last step of this login in one word."""
    steps = request.session.get(STEPS_KEY, [])
    last = steps[-1] if steps else {}
    return str(last.get("type") or last.get("scheme") or last.get("method") or "")[:20]
