"""Where am I logged in: one's own sessions, and ending them (ASVS 7.5.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from zorgvuldig.interfaces.web.accounts import factors, login_log
from zorgvuldig.interfaces.web.accounts.login_log import Event
from zorgvuldig.interfaces.web.accounts.login_settings import MOST_SESSIONS
from zorgvuldig.interfaces.web.accounts.models import WebSession
from zorgvuldig.interfaces.web.accounts.pages.confirming import account_of, confirmed_page, own_page
from zorgvuldig.interfaces.web.accounts.session_store import kept_key

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
    living = WebSession.objects.filter(account=account, expire_date__gt=timezone.now())
    shown = [
        {"handle": each.pk[:HANDLE_LENGTH], "here": each.pk == here, "session": each}
        for each in living.order_by("-seen_at")
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
        others = WebSession.objects.filter(account=account).exclude(pk=here)
        ended = others.filter(pk__startswith=chosen).delete()[0] if len(chosen) == HANDLE_LENGTH else 0
    if ended:
        login_log.note(
            Event.SESSIONS_ENDED, username=account.get_username(), method="by-holder", request=request
        )
    told = ngettext("%(count)s apparaat is uitgelogd.", "%(count)s apparaten zijn uitgelogd.", ended)
    messages.success(request, told % {"count": ended} if ended else _("Er was niets om uit te loggen."))
    return redirect("own_sessions")
