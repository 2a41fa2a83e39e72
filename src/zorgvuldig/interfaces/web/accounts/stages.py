"""The steps of login: whoever has not shown two factors elsewhere shows one of ours, and nobody skips it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.webauthn.internal.flows import did_use_passwordless_login
from django.shortcuts import render

from zorgvuldig.interfaces.web.accounts import factors, login_log, seals
from zorgvuldig.interfaces.web.accounts.login_log import Event

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from zorgvuldig.interfaces.web.accounts.models import Account


class SecondFactorStage(AuthenticateStage):  # type: ignore[misc] # allauth ships no types
    """Ask a second factor, unless a passkey or an identity provider proved two; without any: refuse."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Give the page to go to, or let the login go on."""
        account: Account = self.login.user
        # Every way in passes here: password, passkey, an identity elsewhere.
        if not seals.whole(account):
            return self._refused(account, Event.SEAL_BROKEN)
        if did_use_passwordless_login(self.request, account) or proved_elsewhere(self.request, account):
            return None, True
        if factors.own_factors(account):
            return super().handle()  # type: ignore[no-any-return] # allauth ships no types
        return self._refused(account, Event.SECOND_FACTOR_FAILED)

    def _refused(self, account: Account, event: Event) -> tuple[HttpResponse, bool]:
        login_log.note(event, username=account.get_username(), method="none", request=self.request)
        clear_login(self.request)
        return render(self.request, "account/no_second_factor.html", status=403), False

    def _should_handle(self, request: HttpRequest) -> bool:
        """Ask always: the exceptions are above."""
        del request
        return True


def proved_elsewhere(request: HttpRequest, account: Account) -> bool:
    """Tell whether this login came from an identity provider that showed two factors."""
    return any(step.get("two_factors") is True for step in get_authentication_records(request, account))
