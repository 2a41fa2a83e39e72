"""Accounts from the first day to the last: invited, enrolled, ended. For whoever manages staff and logins.

Nobody here chooses a password for another: an invitation is a one-time code with which the person sets an own
password and second factor (ASVS 6.4.1, 6.4.6).
"""

from __future__ import annotations

import hashlib
import re
import secrets
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from zorgvuldig.interfaces.web.accounts import login_log, seals, session_store
from zorgvuldig.interfaces.web.accounts.login_log import Event
from zorgvuldig.interfaces.web.accounts.models import Account, Desk, Enrolment

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

VALID_FOR = timedelta(hours=24)
#: No letters or digits that look alike (Crockford's base 32); 24 of them are 120 bits.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH, GROUP = 24, 4
USERNAME = re.compile(r"[\w.@+-]{1,64}")
_LOOK_ALIKE = str.maketrans("OIL", "011")


class LifecycleError(ValueError):
    """An account cannot be made or found as asked."""


@transaction.atomic
def invite(username: str, desk: str) -> str:
    """Make an account that nobody can use yet, or put one back to that, and give its one-time enrolment code.

    An account that exists loses its password, its factors and its sessions: this is also the way back for who
    lost everything, after proof of identity at the same level as at the start (ASVS 6.4.4).
    """
    if desk not in Desk.values:
        raise LifecycleError(f"no desk {desk!r}; there are: {', '.join(Desk.values)}")
    if not USERNAME.fullmatch(username):
        raise LifecycleError(f"{username!r} is no username: 1 to 64 letters, digits and . _ @ + -")
    known = Account.objects.select_for_update().filter(username=username).first()
    account = known or Account(username=username)
    code = draw_code()
    # What stood there may have been planted, and is thrown away unseen.
    with seals.sealed_anew(account.pk):
        _empty(account)
        account.desk, account.is_active = desk, True
        account.set_unusable_password()
        account.save()
        now = timezone.now()
        Enrolment.objects.create(
            account=account, code_digest=code_digest(code), issued_at=now, expires_at=now + VALID_FOR
        )
    login_log.note(Event.INVITED, username=username)
    return code


@transaction.atomic
def end_access(username: str) -> int:
    """Close an account at once and end its sessions; gives how many there were (ASVS 7.4.2)."""
    account = _known(username)
    # Whatever stands there: who spoils an own row does not stay in by it.
    with seals.sealed_anew(account.pk):
        account.is_active = False
        account.save(update_fields=["is_active"])
        Enrolment.objects.filter(account=account, used_at=None).delete()
        ended = _end_sessions(account)
    login_log.note(Event.ACCESS_ENDED, username=username)
    return ended


@transaction.atomic
def end_sessions(username: str) -> int:
    """End every session of an account, which itself stays; gives how many there were (ASVS 7.4.5)."""
    ended = _end_sessions(_known(username))
    login_log.note(Event.SESSIONS_ENDED, username=username)
    return ended


def recently_authenticated(request: HttpRequest, minutes: int) -> bool:
    """Tell whether whoever acts proved a second factor within so many minutes (ASVS 7.5.1, 7.5.3)."""
    if not request.user.is_authenticated:
        return False
    proofs = [
        step["at"]
        for step in get_authentication_records(request, request.user)
        if step.get("method") == "mfa" or step.get("two_factors")
    ]
    return bool(proofs) and 0 <= time.time() - max(proofs) < minutes * 60


def draw_code() -> str:
    """Draw a one-time code, in groups that can be read out."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return "-".join(drawn[start : start + GROUP] for start in range(0, CODE_LENGTH, GROUP))


def code_digest(code: str) -> bytes:
    """Give what is kept of a code: 120 random bits need no slow hash (ASVS 6.5.2)."""
    plain = "".join(code.upper().split()).replace("-", "").translate(_LOOK_ALIKE)
    return hashlib.sha256(f"zorgvuldig one-time code {plain}".encode()).digest()


def open_enrolment(code: str, at: datetime) -> Enrolment | None:
    """Find the enrolment that a code opens at a moment: once, in time, for an account that is open."""
    found = (
        Enrolment.objects.select_related("account")
        .filter(code_digest=code_digest(code), used_at=None, expires_at__gt=at, account__is_active=True)
        .first()
    )
    if found is None:
        return None
    stands = seals.sealed(found.account)
    known = (str(found.pk), bytes(found.code_digest).hex())
    return found if stands is not None and known in stands.enrolments else None


def _empty(account: Account) -> None:
    """Throw away whatever lets anyone into an account: factors, codes, identities elsewhere, sessions."""
    for kept in (Authenticator.objects.filter(user=account), account.enrolments, account.external_identities):
        kept.all().delete()
    _end_sessions(account)


def _end_sessions(account: Account) -> int:
    return session_store.end_sessions(account.pk)


def _known(username: str) -> Account:
    account = Account.objects.select_for_update().filter(username=username).first()
    if account is None:
        raise LifecycleError(f"no account {username!r}; `zorgvuldig accounts` lists the demo's")
    return account
