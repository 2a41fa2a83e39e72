"""Where am I logged in: one's own sessions, and ending them (ASVS 7.5.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from zorgvuldig.interfaces.web.accounts import factors, login_log
from zorgvuldig.interfaces.web.accounts.login_log import Event
from zorgvuldig.interfaces.web.accounts.login_settings import MOST_SESSIONS
from zorgvuldig.interfaces.web.accounts.pages.confirming import account_of, confirmed_page, own_page
from zorgvuldig.interfaces.web.accounts.session_store import end_sessions, kept_key
from zorgvuldig.ledger import login_sessions

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

HANDLE_LENGTH = 24
ALL_OTHERS = "others"


@own_page
@require_safe
def own_sessions(request: HttpRequest) -> HttpResponse:
    """List where one is logged in: which browser, since when, last seen when; no place."""
    account = account_of(request)
    here = kept_key(request.session.session_key or "")
    shown = [
        {"handle": each.key[:HANDLE_LENGTH], "here": each.key == here, "session": each}
        for each in login_sessions.living(account.pk)
    ]
    shown.sort(key=lambda each: not each["here"])
    return render(request, "account/sessions.html", {"sessions": shown, "most": MOST_SESSIONS})


@confirmed_page
@require_POST
def end_session(request: HttpRequest) -> HttpResponse:
    """End one of one's other sessions, or all of them."""
    account = account_of(request)
    chosen = request.POST.get("session", "")
    if chosen == ALL_OTHERS:
        ended = factors.end_other_sessions(account, request.session)
    else:
        here = kept_key(request.session.session_key or "")
        meant = (each.key for each in login_sessions.living(account.pk) if each.key[:HANDLE_LENGTH] == chosen)
        ended = sum(end_sessions(account.pk, key=key, but=here) for key in meant)
    if ended:
        login_log.note(
            Event.SESSIONS_ENDED, username=account.get_username(), method="by-holder", request=request
        )
    told = ngettext("%(count)s apparaat is uitgelogd.", "%(count)s apparaten zijn uitgelogd.", ended)
    messages.success(request, told % {"count": ended} if ended else _("Er was niets om uit te loggen."))
    return redirect("own_sessions")
