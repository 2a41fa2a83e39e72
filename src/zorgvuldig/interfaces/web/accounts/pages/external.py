"""Logging in elsewhere: DigiD, eHerkenning, the employer's provider; two addresses each, there and back.

Going takes a click on a form of ours, and the page that follows sends the browser on with a header: a
redirect after a form would need an exception in the content security policy (ASVS 7.6.2, 3.4.3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from zorgvuldig.interfaces.identity.assurance import Level, least_level
from zorgvuldig.interfaces.identity.configured import scheme_of
from zorgvuldig.interfaces.identity.schemes import (
    DIGID,
    EHERKENNING,
    CancelledError,
    LevelTooLowError,
    SchemeError,
)
from zorgvuldig.interfaces.web.accounts import login_log
from zorgvuldig.interfaces.web.accounts.linking import UnderSixteenError, account_for
from zorgvuldig.interfaces.web.accounts.login_log import Event
from zorgvuldig.interfaces.web.accounts.pages.confirming import next_place

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest

    from zorgvuldig.interfaces.identity.oidc import OpenIdScheme
    from zorgvuldig.interfaces.identity.schemes import Assertion
    from zorgvuldig.interfaces.web.accounts.models import Account

MEMORY_KEY, NEXT_KEY = "zv_external", "zv_external_next"
_MATTERS = {DIGID: "health-data", EHERKENNING: "organization"}


@never_cache
@require_POST
def begin(request: HttpRequest, *, scheme: str) -> HttpResponse:
    """Go to the provider of a scheme."""
    found = _scheme(scheme)
    now = timezone.now()
    back = f"{settings.ORIGIN.rstrip('/')}{reverse(f'{scheme}_back')}"
    try:
        begun = found.begin(callback=back, level=needed(scheme, timezone.localdate()), at=now)
    except SchemeError as error:
        return _refused(request, scheme, error)
    request.session[MEMORY_KEY] = dict(begun.memory)
    request.session[NEXT_KEY] = next_place(request) if request.POST.get("next") else ""
    context = {"address": begun.address, "name": found.provider.title}
    response = render(request, "account/to_scheme.html", context)
    response.headers["Refresh"] = f"0; url={begun.address}"
    return response


@never_cache
@require_safe
def back(request: HttpRequest, *, scheme: str) -> HttpResponse:
    """Take the answer of the provider: once, and only in the session that asked."""
    found = _scheme(scheme)
    memory = request.session.pop(MEMORY_KEY, None)
    goes_to = request.session.pop(NEXT_KEY, "")
    try:
        assertion = found.finish(memory=memory or {}, answer=request.GET.dict(), at=timezone.now())
        account = account_for(assertion, at=timezone.localdate())
    except SchemeError as error:
        return _refused(request, scheme, error)
    return _come_in(request, account, assertion, goes_to)


def needed(scheme: str, at: date) -> Level:
    """Give the least level for a scheme on a date; of the employer's provider only the factors count."""
    return least_level(_MATTERS[scheme], at) if scheme in _MATTERS else Level.NONE


def _scheme(name: str) -> OpenIdScheme:
    found = scheme_of(name)
    if found is None:
        raise Http404
    return found


def _come_in(request: HttpRequest, account: Account, assertion: Assertion, goes_to: str) -> HttpResponse:
    if request.user.is_authenticated and request.user.pk != account.pk:
        logout(request)
    record_authentication(
        request,
        account,
        method="external",
        scheme=assertion.scheme,
        level=assertion.level.name.lower(),
        two_factors=assertion.two_factors,
    )
    if request.user.is_authenticated:
        request.session.cycle_key()
        login_log.note(
            Event.REAUTHENTICATED, username=account.get_username(), method=assertion.scheme, request=request
        )
        return redirect(goes_to or "login_means")
    answer: HttpResponse = perform_login(request, Login(user=account, redirect_url=goes_to or None))
    return answer


def _refused(request: HttpRequest, scheme: str, error: SchemeError) -> HttpResponse:
    """Say what can be done, and nothing about whom it concerns; who went back is back at the login."""
    if isinstance(error, CancelledError):
        return redirect("account_login")
    login_log.note(Event.EXTERNAL_REFUSED, method=error.reason[:20], request=request)
    page = {
        LevelTooLowError: "account/level_too_low.html",
        UnderSixteenError: "account/under_sixteen.html",
    }.get(type(error), "account/scheme_refused.html")
    return render(request, page, {"scheme": scheme}, status=403)
