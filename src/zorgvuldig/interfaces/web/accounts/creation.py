"""Making accounts: by the insurer (here: the demo), never by sign-up."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import transaction

from zorgvuldig.interfaces.web.accounts import names
from zorgvuldig.interfaces.web.accounts.models import Account, Desk


def new_totp_secret() -> str:
    """Draw a secret for a second factor (RFC 6238), in base32 as authenticator apps take it."""
    secret: str = generate_totp_secret()
    return secret


@transaction.atomic
def create_account(username: str, password: str, totp_secret: str, desk: str) -> Account:
    """Make an account with its second factor, or renew the one that bears this username."""
    known = names.bearer(username)
    account = known.account if known is not None else None
    if account is None:
        account = Account.objects.create_user(username, password, desk)
    else:
        account.desk = Desk(desk)
        account.set_password(password)
        account.save()
    Authenticator.objects.filter(user=account).delete()
    TOTP.activate(account, totp_secret)
    return account
