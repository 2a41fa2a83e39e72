"""From an invitation to an account that works: code, own password, second factor, recovery codes.

Nothing of the account changes before the last step: until a second factor has answered, the account has
neither a password nor a factor, and the code stays good. So nobody gets in with one factor, at no moment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zorgvuldig.interfaces.web.accounts import factors, lifecycle, login_log, recovery, throttle
from zorgvuldig.interfaces.web.accounts.forms import (
    EnrolmentForm,
    NewAppForm,
    NewKeyForm,
    NewPasswordForm,
    wait_error,
)
from zorgvuldig.interfaces.web.accounts.login_log import Event
from zorgvuldig.interfaces.web.accounts.pages.means import (
    SECRET_KEY,
    app_picture,
    app_secret,
    key_name,
    key_options,
)
from zorgvuldig.interfaces.web.accounts.throttle import TooOftenError

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from zorgvuldig.interfaces.web.accounts.models import Enrolment

NO_ENROLMENT = "00000000-0000-0000-0000-000000000000"
ENROLMENT_KEY, PASSWORD_KEY = "zv_enrolment", "zv_enrolment_password"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """Take the one-time code; a wrong, used and expired one get the same answer."""
    form = EnrolmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        lanes = throttle.enrolment_lanes(request)
        try:
            throttle.take(lanes)
        except TooOftenError as error:
            form.add_error("code", wait_error(error))
        else:
            found = lifecycle.open_enrolment(form.cleaned_data["code"], timezone.now())
            if found is not None:
                throttle.succeeded(lanes)
                request.session.flush()
                request.session[ENROLMENT_KEY] = str(found.pk)
                return redirect("enrol_password")
            login_log.note(Event.ENROLMENT_FAILED, request=request)
            form.add_error(
                "code", _("Deze code klopt niet, is al gebruikt of is verlopen. Vraag een nieuwe aan.")
            )
    return render(request, "account/enrol.html", {"form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enrol_password(request: HttpRequest) -> HttpResponse:
    """Take an own password; it is kept hashed in the session until the second factor has answered."""
    enrolment = _current(request)
    if enrolment is None:
        return redirect("enrol")
    form = NewPasswordForm(request.POST or None, account=enrolment.account)
    if request.method == "POST" and form.is_valid():
        request.session[PASSWORD_KEY] = make_password(form.cleaned_data["password"])
        return redirect("enrol_app")
    return render(request, "account/enrol_password.html", {"form": form, "account": enrolment.account})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enrol_app(request: HttpRequest) -> HttpResponse:
    """Take an authenticator app as second factor, and finish."""
    enrolment = _current(request)
    if enrolment is None or PASSWORD_KEY not in request.session:
        return redirect("enrol")
    account, secret = enrolment.account, app_secret(request)
    form = NewAppForm(request.POST or None, secret=secret)
    if request.method == "POST" and form.is_valid():
        return _finish(request, enrolment, lambda: factors.add_app(account, secret, form.counter))
    context = {"form": form, "account": account, **app_picture(account, secret)}
    return render(request, "account/enrol_app.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enrol_key(request: HttpRequest) -> HttpResponse:
    """Take a security key or passkey as second factor, and finish."""
    enrolment = _current(request)
    if enrolment is None or PASSWORD_KEY not in request.session:
        return redirect("enrol")
    account = enrolment.account
    form = NewKeyForm(request.POST or None, user=account)
    if request.method == "POST" and form.is_valid():
        name, credential = key_name(form.cleaned_data["name"]), form.cleaned_data["credential"]
        return _finish(request, enrolment, lambda: WebAuthn.add(account, name, credential))
    return render(
        request, "account/enrol_key.html", {"form": form, "account": account, **key_options(account)}
    )


def _current(request: HttpRequest) -> Enrolment | None:
    """Give the enrolment that this session opened, if it still is open."""
    return lifecycle.still_open(str(request.session.get(ENROLMENT_KEY, NO_ENROLMENT)), timezone.now())


def _finish(request: HttpRequest, enrolment: Enrolment, add_factor: Callable[[], object]) -> HttpResponse:
    """Set password and factor and use the code up, all at once; then show the recovery codes, this once."""
    with transaction.atomic():
        # Held and judged here too, whatever transaction the caller is in: all that follows is of one account.
        still = lifecycle.still_open(str(enrolment.pk), timezone.now())
        if still is None or still.account_id != enrolment.account_id:
            # Finished in another window, withdrawn, or moved to another account, in the meantime.
            return redirect("enrol")
        account = still.account
        still.used_at = timezone.now()
        still.save(update_fields=["used_at"])
        account.password = request.session[PASSWORD_KEY]
        account.save(update_fields=["password"])
        add_factor()
        codes = recovery.renew(account)
    for key in (ENROLMENT_KEY, PASSWORD_KEY, SECRET_KEY):
        request.session.pop(key, None)
    request.session.cycle_key()
    login_log.note(Event.ENROLLED, username=account.get_username(), request=request)
    return render(request, "account/recovery_codes.html", {"codes": codes, "goes_to": "account_login"})
