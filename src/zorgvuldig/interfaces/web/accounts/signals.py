"""What happens at each login and logout, however it came about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver

from zorgvuldig.interfaces.web.accounts import login_log, session_rules
from zorgvuldig.interfaces.web.accounts.login_log import Event
from zorgvuldig.interfaces.web.accounts.models import Account

if TYPE_CHECKING:
    from django.http import HttpRequest


@receiver(user_logged_in, dispatch_uid="zorgvuldig-login")
def logged_in(request: HttpRequest, user: Account, **_more: object) -> None:
    """Begin the session."""
    session_rules.begin(request, user)


@receiver(user_logged_out, dispatch_uid="zorgvuldig-logout")
def logged_out(request: HttpRequest, user: Account | None, **_more: object) -> None:
    """Write the end down."""
    if isinstance(user, Account):
        login_log.note(Event.LOGGED_OUT, username=user.get_username(), request=request)
