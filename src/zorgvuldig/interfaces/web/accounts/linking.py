"""Whose account an assertion opens: by blind index and gate for DigiD, by an administrator's act for staff.

The BSN is turned into its blind index in the first line that sees it, and goes no further.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from zorgvuldig.interfaces.identity.schemes import DIGID, EHERKENNING, STAFF, SchemeError
from zorgvuldig.interfaces.web.accounts import login_log, names, notices, seals
from zorgvuldig.interfaces.web.accounts.lifecycle import LifecycleError
from zorgvuldig.interfaces.web.accounts.login_log import Event
from zorgvuldig.interfaces.web.accounts.models import OUTSIDE, Account, Desk, ExternalIdentity
from zorgvuldig.ledger import gate
from zorgvuldig.records.blind_index import sought_bsns

if TYPE_CHECKING:
    from datetime import date

    from zorgvuldig.interfaces.identity.schemes import Assertion

NAME_BYTES = 8


class UnknownPersonError(SchemeError):
    """Nobody here, or nobody who may log in: the page says the same for both."""


class UnderSixteenError(SchemeError):
    """Somebody under sixteen: who has authority over the child does this."""


def account_for(assertion: Assertion, *, at: date) -> Account:
    """Give the account that an assertion opens.

    Raises:
        UnknownPersonError: nobody here bears this identity, or more than one does.
        UnderSixteenError: the person is under sixteen.
    """
    if assertion.scheme == DIGID:
        return _insured_account(assertion.identity, at=at)
    if assertion.scheme == STAFF:
        return _bound_account(assertion)
    if assertion.scheme == EHERKENNING:
        # Whoever comes for a provider or partner is invited; no tie by a trade register's number yet.
        raise UnknownPersonError("no-desk-for-organizations")
    raise UnknownPersonError("unknown-scheme")


def person_of_login(bsn: str, *, at: date, offered: str) -> str:
    """Give the username of the login of the person with this BSN, linked once under the name offered."""
    try:
        (sought,) = sought_bsns([bsn])
    except ValueError:
        raise UnknownPersonError("no-bsn") from None
    numbers = [index.hex() for index in sought.every]
    body = {"indexes": numbers, "at": at.isoformat(), "username": offered}
    found = gate.ask("default", "person_of_login", "login", body)
    if found is None:
        raise UnknownPersonError("unknown-person")
    if found.get("refused") == "under-16":
        raise UnderSixteenError("under-sixteen")
    if "username" not in found:
        raise UnknownPersonError("more-than-one")
    return str(found["username"])


@transaction.atomic
def _insured_account(bsn: str, *, at: date) -> Account:
    offered = f"verzekerde-{secrets.token_hex(NAME_BYTES)}"
    username = person_of_login(bsn, at=at, offered=offered)
    known = names.bearer(username)
    account = known.under(username) if known is not None else None
    if account is None and known is not None:
        # The name is of an account whose row was renamed or thrown away by another hand.
        raise UnknownPersonError("account-closed")
    if account is None:
        account = Account(username=username, desk=Desk.INSURED)
        account.set_unusable_password()
        account.save(force_insert=True)
        login_log.note(Event.IDENTITY_BOUND, username=username, method=DIGID)
    if not account.is_active or account.desk != Desk.INSURED or not seals.whole(account):
        raise UnknownPersonError("account-closed")
    return account


def _bound_account(assertion: Assertion) -> Account:
    bound = (
        ExternalIdentity.objects.select_related("account")
        .filter(issuer=assertion.issuer, subject=assertion.identity, account__is_active=True)
        .exclude(account__desk__in=OUTSIDE)
        .first()
    )
    if bound is None:
        raise UnknownPersonError("not-bound")
    stands = seals.sealed(bound.account)
    if stands is None or (bound.pk, bound.issuer, bound.subject) not in stands.identities:
        raise UnknownPersonError("not-bound")
    return bound.account


@transaction.atomic
def bind(username: str, *, issuer: str, subject: str, by: str) -> ExternalIdentity:
    """Let an identity elsewhere open an account: an administrator's act, never the visitor's."""
    account = _sealed_bearer(username)
    if account is None or not account.is_active or account.desk in OUTSIDE:
        raise LifecycleError(f"no active account {username!r} of somebody who works here")
    if ExternalIdentity.objects.filter(issuer=issuer, subject=subject).exclude(account=account).exists():
        raise LifecycleError("this identity opens another account already: release it there first")
    ExternalIdentity.objects.filter(account=account, issuer=issuer).delete()
    bound = ExternalIdentity.objects.create(
        account=account, issuer=issuer, subject=subject, bound_at=timezone.now(), bound_by=by
    )
    notices.keep(account, "identity-bound")
    login_log.note(Event.IDENTITY_BOUND, username=username, method=STAFF)
    return bound


@transaction.atomic
def release(username: str, *, issuer: str) -> int:
    """Take an identity elsewhere off an account; gives how many there were."""
    account = _sealed_bearer(username)
    released = ExternalIdentity.objects.filter(account=account, issuer=issuer).delete()[0] if account else 0
    if released:
        login_log.note(Event.IDENTITY_RELEASED, username=username, method=STAFF)
    return released


def _sealed_bearer(username: str) -> Account | None:
    """Give who bears a name, held, and as it was sealed; one that another hand changed is not acted on."""
    known = names.bearer(username)
    if known is None or known.account is None:
        return None
    seals.held(known.number)
    return known.account
