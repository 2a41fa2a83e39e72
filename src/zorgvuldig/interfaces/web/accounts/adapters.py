"""How django-allauth works for us: accounts are made by the insurer, secrets are kept encrypted."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from zorgvuldig.interfaces.web.accounts import forms, login_log, passwords, sealing, seals, throttle
from zorgvuldig.interfaces.web.accounts.login_log import Event
from zorgvuldig.interfaces.web.accounts.throttle import TooOftenError

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.http import HttpRequest

    from zorgvuldig.interfaces.web.accounts.models import Account


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth ships no types
    """Login without sign-up: an account exists because the insurer made it."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("De gebruikersnaam of het wachtwoord klopt niet."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 — allauth calls it so
        """Refuse sign-up."""
        return False

    def get_login_stages(self) -> list[str]:
        """Name the steps after the password: a second factor, always."""
        return ["zorgvuldig.interfaces.web.accounts.stages.SecondFactorStage"]

    def pre_authenticate(self, request: HttpRequest, **credentials: str) -> None:
        """Count the attempt before it is judged; too many at once have to wait."""
        username = credentials.get("username", "")
        self.lanes = throttle.password_lanes(request, username)
        try:
            throttle.take(self.lanes)
        except TooOftenError as error:
            login_log.note(Event.DELAYED, username=username, method="password", request=request)
            raise forms.wait_error(error) from None

    def authenticate(self, request: HttpRequest, **credentials: str) -> AbstractBaseUser | None:
        """Judge a password; one that was right takes its attempt back."""
        account: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if account is None:
            return None
        if not seals.whole(cast("Account", account)):
            login_log.note(Event.SEAL_BROKEN, username=account.get_username(), request=request)
            return None
        throttle.succeeded(self.lanes)
        passwords.keep_up(cast("Account", account), credentials["password"])
        return account

    def authentication_failed(self, request: HttpRequest, **credentials: str) -> None:
        """Write a wrong password or unknown name down, without either."""
        login_log.note(Event.PASSWORD_FAILED, username=credentials.get("username", ""), request=request)

    def add_message(self, *_told: object, **_more: object) -> None:
        """Say nothing after login and logout: the header shows who is logged in."""


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth ships no types
    """The second factor, with its secret encrypted at rest (ISO 27002 8.24)."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("Deze code klopt niet, of is al gebruikt. Wacht op de volgende code."),
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret before it is stored."""
        return sealing.seal_text(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a stored secret."""
        return sealing.open_text(encrypted_text)

    def can_delete_authenticator(self, authenticator: object) -> bool:  # noqa: ARG002 — allauth calls it so
        """Refuse to drop a factor this way: `factors.remove` keeps the last."""
        return False

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Name ourselves to keys by the host of our own address, whatever host a request claims."""
        return {"id": urlsplit(settings.ORIGIN).hostname or "localhost", "name": settings.INSURER_NAME}
