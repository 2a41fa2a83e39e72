"""Confirming who one is before anything that touches the login itself (ASVS 7.5.1)."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec
from urllib.parse import urlencode

from allauth.mfa.webauthn.internal.auth import begin_authentication
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zorgvuldig.interfaces.web.accounts import factors, login_log
from zorgvuldig.interfaces.web.accounts.forms import ConfirmForm, ConfirmKeyForm
from zorgvuldig.interfaces.web.accounts.lifecycle import recently_authenticated
from zorgvuldig.interfaces.web.accounts.login_log import Event
from zorgvuldig.interfaces.web.accounts.login_settings import REAUTHENTICATION_MINUTES
from zorgvuldig.interfaces.web.accounts.models import Account

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpRequest, HttpResponse

P = ParamSpec("P")
View = "Callable[Concatenate[HttpRequest, P], HttpResponse]"


def own_page(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Show a page to whoever is logged in, at any desk; never from a cache."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not isinstance(request.user, Account):
            return redirect_to_login(request.path)
        return view(request, *args, **kwargs)

    return guarded


def confirmed_page(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Show a page to who showed a second factor in the last minutes; others confirm first and come back.

    What was being sent is not kept: it may hold a password, and the form is filled in again soon enough.
    """

    @own_page
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not recently_authenticated(request, REAUTHENTICATION_MINUTES):
            return HttpResponseRedirect(f"{reverse('confirm')}?{urlencode({'next': request.path})}")
        return view(request, *args, **kwargs)

    return guarded


@own_page
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Ask a second factor again, and go on with a new session key (ASVS 7.2.4)."""
    account = account_of(request)
    code_form, key_form = ConfirmForm(user=account), ConfirmKeyForm(user=account)
    if request.method == "POST":
        posted: forms.Form
        if "credential" in request.POST:
            posted = key_form = ConfirmKeyForm(user=account, data=request.POST)
        else:
            posted = code_form = ConfirmForm(user=account, data=request.POST)
        if posted.is_valid():
            posted.save()
            request.session.cycle_key()
            login_log.note(Event.REAUTHENTICATED, username=account.get_username(), request=request)
            return redirect(next_place(request))
    keys = [each for each in factors.own_factors(account) if each.type == factors.Type.WEBAUTHN]
    context = {
        "form": code_form,
        "key_form": key_form,
        "next": next_place(request),
        "has_keys": bool(keys),
        "has_app": any(each.type == factors.Type.TOTP for each in factors.own_factors(account)),
        "js_data": {"request_options": begin_authentication(account)} if keys else None,
    }
    return render(request, "account/confirm.html", context)


def next_place(request: HttpRequest) -> str:
    """Give where to go after this, on this site only."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return asked
    return reverse("login_means")


def account_of(request: HttpRequest) -> Account:
    """Give the account of a request that `own_page` let in."""
    if not isinstance(request.user, Account):
        raise TypeError("this page is guarded by `own_page`")
    return request.user
