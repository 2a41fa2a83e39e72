"""One's own means of login: password, app, keys, recovery codes. A change is told and ends other sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.webauthn.internal.auth import WebAuthn, begin_registration
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zorgvuldig.interfaces.web.accounts import factors, recovery, sealing
from zorgvuldig.interfaces.web.accounts.factors import LastFactorError
from zorgvuldig.interfaces.web.accounts.forms import ChangePasswordForm, NewAppForm, NewKeyForm
from zorgvuldig.interfaces.web.accounts.login_log import Event
from zorgvuldig.interfaces.web.accounts.models import Desk
from zorgvuldig.interfaces.web.accounts.pages.confirming import account_of, confirmed_page, own_page

if TYPE_CHECKING:
    from allauth.mfa.models import Authenticator
    from django.http import HttpRequest, HttpResponse

    from zorgvuldig.interfaces.web.accounts.models import Account

SECRET_KEY = "zv_new_app"  # noqa: S105 — the name of a place in the session
KEY_NAME_LENGTH = 40


@own_page
@require_safe
def login_means(request: HttpRequest) -> HttpResponse:
    """List what one can log in with."""
    account = account_of(request)
    own = factors.own_factors(account)
    context = {
        "factors": [_shown(each) for each in own],
        "only_one": len(own) == 1,
        "has_app": any(each.type == factors.Type.TOTP for each in own),
        "has_password": account.has_usable_password(),
        "codes_left": recovery.left(account),
        "identities": list(account.external_identities.order_by("bound_at")),
    }
    return render(request, "account/means.html", context)


@confirmed_page
@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """Change the password, for who knows the old one."""
    account = account_of(request)
    form = ChangePasswordForm(request.POST or None, account=account)
    if request.method == "POST" and form.is_valid():
        set_password(account, form.cleaned_data["password"])
        # The session is bound to the password; this one goes on with the new.
        update_session_auth_hash(request, account)
        factors.changed(request, account, Event.PASSWORD_CHANGED)
        messages.success(request, _("Uw wachtwoord is veranderd. Andere apparaten zijn uitgelogd."))
        return redirect("login_means")
    return render(request, "account/change_password.html", {"form": form})


@confirmed_page
@require_http_methods(["GET", "HEAD", "POST"])
def add_app(request: HttpRequest) -> HttpResponse:
    """Add an authenticator app, or put another in its place."""
    account = account_of(request)
    secret = app_secret(request)
    form = NewAppForm(request.POST or None, secret=secret)
    if request.method == "POST" and form.is_valid():
        factors.add_app(account, secret, form.counter)
        request.session.pop(SECRET_KEY)
        factors.changed(request, account, Event.FACTOR_ADDED, method="totp")
        messages.success(request, _("Uw app is toegevoegd. Andere apparaten zijn uitgelogd."))
        return redirect("login_means")
    return render(request, "account/add_app.html", {"form": form, **app_picture(account, secret)})


@confirmed_page
@require_http_methods(["GET", "HEAD", "POST"])
def add_key(request: HttpRequest) -> HttpResponse:
    """Add a security key or a passkey."""
    account = account_of(request)
    form = NewKeyForm(request.POST or None, user=account)
    if request.method == "POST" and form.is_valid():
        WebAuthn.add(account, key_name(form.cleaned_data["name"]), form.cleaned_data["credential"])
        factors.changed(request, account, Event.FACTOR_ADDED, method="webauthn")
        messages.success(request, _("Uw sleutel is toegevoegd. Andere apparaten zijn uitgelogd."))
        return redirect("login_means")
    return render(request, "account/add_key.html", {"form": form, **key_options(account)})


@confirmed_page
@require_POST
def remove_factor(request: HttpRequest) -> HttpResponse:
    """Remove a factor; the last one stays."""
    account = account_of(request)
    try:
        removed = factors.remove(account, int(request.POST.get("factor") or 0))
    except LastFactorError:
        messages.error(request, _("Dit is uw laatste tweede stap. Voeg eerst een andere toe."))
        return redirect("login_means")
    if removed is not None:
        factors.changed(request, account, Event.FACTOR_REMOVED, method=removed.type)
        messages.success(
            request, _("Deze manier van inloggen is verwijderd. Andere apparaten zijn uitgelogd.")
        )
    return redirect("login_means")


@confirmed_page
@require_http_methods(["GET", "HEAD", "POST"])
def renew_codes(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes and show them, this once."""
    if request.method != "POST":
        return render(request, "account/renew_codes.html")
    account = account_of(request)
    codes = recovery.renew(account)
    factors.changed(request, account, Event.RECOVERY_RENEWED)
    return render(request, "account/recovery_codes.html", {"codes": codes, "goes_to": "login_means"})


@transaction.atomic
def set_password(account: Account, password: str) -> None:
    """Set an own password."""
    account.set_password(password)
    account.save(update_fields=["password"])


def app_secret(request: HttpRequest) -> str:
    """Give the secret that is being set up; sealed in the session, for sessions stand in the database."""
    sealed = request.session.get(SECRET_KEY)
    if not sealed:
        sealed = request.session[SECRET_KEY] = sealing.seal_text(generate_totp_secret())
    return sealing.open_text(sealed)


def app_picture(account: Account, secret: str) -> dict[str, object]:
    """Give the QR of a secret, and the secret in groups for who types it."""
    side, path = factors.qr_path(account, secret)
    plain = secret.rstrip("=")
    groups = " ".join(plain[start : start + 4] for start in range(0, len(plain), 4))
    return {"qr_side": side, "qr_path": path, "secret": groups}


def key_options(account: Account) -> dict[str, object]:
    """Give what a browser needs to make a key; whoever works here gets a passkey, which logs in by itself."""
    passkey = account.desk != Desk.INSURED
    return {"js_data": {"creation_options": begin_registration(account, passkey)}, "passkey": passkey}


def key_name(name: str) -> str:
    """Give the name of a key as its owner wrote it, or its date."""
    plain = " ".join(name.split())[:KEY_NAME_LENGTH]
    return plain or timezone.localtime().strftime("Sleutel van %d-%m-%Y")


def _shown(factor: Authenticator) -> dict[str, object]:
    key = factor.type == factors.Type.WEBAUTHN
    return {
        "pk": factor.pk,
        "kind": "key" if key else "app",
        "name": factor.data.get("name", "") if key else "",
        "since": factor.created_at,
        "used": factor.last_used_at,
    }
