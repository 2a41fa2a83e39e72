"""How django-allauth works for us: accounts are made by the insurer, secrets are kept encrypted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.utils.translation import gettext_lazy as _

from zorgvuldig.interfaces.web.accounts import sealing

if TYPE_CHECKING:
    from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth ships no types
    """Login without sign-up: an account exists because the insurer made it."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("De gebruikersnaam of het wachtwoord klopt niet."),
        "too_many_login_attempts": _("Er is te vaak geprobeerd. Wacht vijf minuten en probeer het opnieuw."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 — allauth calls it so
        """Refuse sign-up."""
        return False

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
        """Refuse to drop the second factor: without it nobody gets in."""
        return False
