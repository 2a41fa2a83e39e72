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

from zorgvuldig.interfaces.web.accounts import login_log, names, seals, session_store
from zorgvuldig.interfaces.web.accounts.brief_waits import brief_waits
from zorgvuldig.interfaces.web.accounts.login_log import Event
from zorgvuldig.interfaces.web.accounts.models import OUTSIDE, Account, Desk, Enrolment
from zorgvuldig.ledger.seals import close_seal

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

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
    known = names.bearer(username)
    account = known.account if known is not None else None
    if account is None:
        if names.differs_in_capitals(username):
            # The login form knows no capitals, and would let in neither of the two.
            raise LifecycleError(f"another login differs from {username!r} in capitals only: choose another")
        account = Account(username=username, **({} if known is None else {"pk": known.number}))
    names.set_others_aside(username, account.pk)
    code = draw_code()
    # What stood there may have been planted, and is thrown away unseen.
    with seals.sealed_anew(account.pk):
        account.username, account.desk, account.is_active = username, desk, True
        account.set_unusable_password()
        account.save()
        _empty(account)
        now = timezone.now()
        Enrolment.objects.create(
            account=account, code_digest=code_digest(code), issued_at=now, expires_at=now + VALID_FOR
        )
    login_log.note(Event.INVITED, username=username)
    return code


@transaction.atomic
def end_access(username: str) -> int:
    """Close an account at once and end its sessions; gives how many there were (ASVS 7.4.2)."""
    number = _number_of(username)
    ended = session_store.end_sessions(number)
    # At the gate first: nobody gets in by what is left, also where another hand holds the rows, took the name
    # off the row, or the row away.
    close_seal(number)
    with brief_waits():
        known = names.bearer(username)
        account = known.under(username) if known is not None else None
        if account is not None:
            # Whatever stands there: who spoils an own row does not stay in by it.
            with seals.sealed_anew(account.pk):
                account.is_active = False
                account.save(update_fields=["is_active"])
                Enrolment.objects.filter(account=account, used_at=None).delete()
    login_log.note(Event.ACCESS_ENDED, username=username)
    return ended


@transaction.atomic
def forget(username: str) -> bool:
    """Erase the login of somebody who is erased, with its factors and sessions; False when there is none.

    The login of an employee is left: whoever is gone as an insured person may still work here.
    What the log of logins keeps of it is a pseudonym, which goes by the term of that log.
    """
    with brief_waits():
        known = names.bearer(username)
        account = known.account if known is not None else None
        if known is None or (account is not None and account.desk not in OUTSIDE):
            return False
        end_access(username)
        if account is not None:
            account.delete()
    return True


@transaction.atomic
def end_sessions(username: str) -> int:
    """End every session of an account, which itself stays; gives how many there were (ASVS 7.4.5)."""
    number = _number_of(username)
    with brief_waits():
        # A login that is under way holds the row: its session is to end too.
        names.bearer(username)
    ended = session_store.end_sessions(number)
    login_log.note(Event.SESSIONS_ENDED, username=username)
    return ended


def has_account(username: str) -> bool:
    """Tell whether anybody bears this name."""
    return names.bearer(username) is not None


@transaction.atomic
def was_never_used(username: str) -> bool:
    """Tell whether nobody bears this name, or somebody who was invited and did not set a password yet.

    Read from a sealed row only: else who renames a row or empties its password could be invited anew.
    """
    known = names.bearer(username)
    if known is None:
        return not Account.objects.filter(username=username).exists()
    account = known.under(username)
    return account is not None and not account.has_usable_password() and seals.whole(account)


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
    return _open_enrolment(at, code_digest=code_digest(code))


def still_open(enrolment: str, at: datetime) -> Enrolment | None:
    """Give an enrolment that was opened before, by its number, if it still is open at this moment."""
    return _open_enrolment(at, pk=enrolment)


def _open_enrolment(at: datetime, **sought: object) -> Enrolment | None:
    """Find it among what is sealed of its account, held: for this transaction it stays that account's."""
    with transaction.atomic():
        row = Enrolment.objects.filter(**sought).first()
        if row is None:
            return None
        try:
            stands = seals.held(row.account_id)
        except seals.SealBrokenError:
            return None
        # Read anew: what was read before it was held may have been moved here meanwhile.
        found = (
            Enrolment.objects.select_related("account")
            .filter(**sought, account_id=row.account_id, account__is_active=True)
            .filter(used_at=None, expires_at__gt=at)
            .first()
        )
        known = found and (str(found.pk), bytes(found.code_digest).hex())
        return found if known in stands.enrolments else None


def _empty(account: Account) -> None:
    """Throw away whatever lets anyone into an account: factors, codes, identities elsewhere, sessions."""
    for kept in (Authenticator.objects.filter(user=account), account.enrolments, account.external_identities):
        kept.all().delete()
    session_store.end_sessions(account.pk)


def _number_of(username: str) -> UUID:
    number = names.number_of(username)
    if number is None:
        raise LifecycleError(f"no account {username!r}; `zorgvuldig accounts` lists the demo's")
    return number
