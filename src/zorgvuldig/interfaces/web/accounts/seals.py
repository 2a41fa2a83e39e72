"""Nothing that the tables of logins say about who someone is, counts without its seal.

Those tables belong to the login of the pages, so whoever speaks SQL in its name could swap two usernames, lay
the own password, code app or security key at somebody else's account, or put back what was ended. Therefore
everything that lets an account in (its row, its factors, its open enrolments, its identities elsewhere) is
hashed as one, and the hash lies behind the wall, where only a proof of the application lays it
(`ledger.seals`). Each change first demands that what stands there is whole, so that no honest change ever
seals a planted row; each request and each step of a login demands it again.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from zorgvuldig.ledger.login_sessions import IDLE_OF
from zorgvuldig.ledger.seals import SEAL_OF, lay_seal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from zorgvuldig.interfaces.web.accounts.models import Account

__all__ = ["STATE", "SealBrokenError", "after_change", "before_change", "demand", "digest_of", "held"]
__all__ += ["Sealed", "Standing", "sealed", "sealed_anew", "standing", "whole"]

STATE = """
    SELECT jsonb_build_array(
        jsonb_build_array(a.id, a.username, a.desk, a.is_active, a.password),
        (SELECT jsonb_agg(jsonb_build_array(f.id, f.type, f.data) ORDER BY f.id)
            FROM mfa_authenticator f WHERE f.user_id = a.id),
        (SELECT jsonb_agg(jsonb_build_array(e.id, encode(e.code_digest, 'hex'),
            extract(epoch FROM e.expires_at), extract(epoch FROM e.used_at)) ORDER BY e.id)
            FROM accounts_enrolment e WHERE e.account_id = a.id),
        (SELECT jsonb_agg(jsonb_build_array(x.id, x.issuer, x.subject) ORDER BY x.id)
            FROM accounts_externalidentity x WHERE x.account_id = a.id)
    )::text
"""
_OF_ONE = "FROM accounts_account a WHERE a.id = %s"
_HOLD = (
    "SELECT FROM accounts_account WHERE id = %s FOR UPDATE",
    "SELECT FROM mfa_authenticator WHERE user_id = %s FOR UPDATE",
    "SELECT FROM accounts_enrolment WHERE account_id = %s FOR UPDATE",
    "SELECT FROM accounts_externalidentity WHERE account_id = %s FOR UPDATE",
)
#: Accounts whose rows are being thrown away and made anew: what stood there is not believed, and not needed.
_made_anew: ContextVar[frozenset[UUID]] = ContextVar("accounts made anew", default=frozenset())


class SealBrokenError(PermissionDenied):
    """What lets this account in was changed by another hand than the application's: nobody gets in."""


@dataclass(frozen=True)
class Sealed:
    """What lets an account in, as it was sealed: read in one statement with its seal."""

    account: tuple[str, str, str, bool, str]
    """Number, username, desk, whether it is open, hashed password."""
    factors: frozenset[tuple[int, str]]
    """Number and kind of each factor."""
    enrolments: frozenset[tuple[str, str]]
    """Number and digest of each code that was not used."""
    identities: frozenset[tuple[int, str, str]]
    """Number, issuer and subject of each identity elsewhere."""


@dataclass(frozen=True)
class Standing:
    """How an account stands at one moment, and a session of it."""

    sealed: Sealed | None
    """What lets it in; None when that is not as it was sealed."""
    idle: int | None
    """Seconds since the session was seen; None when it is over, or never was this account's."""


def sealed(account: Account) -> Sealed | None:
    """Give what lets an account in, if all of it is as it was sealed and this object was read from it.

    What else was read to let somebody in (a factor, a code, an identity) must be looked for in this answer:
    a row may have been moved here while it was read, and put back before it is compared.
    """
    return standing(account).sealed


def whole(account: Account) -> bool:
    """Tell whether all that lets an account in is as it was sealed, and is what this object was read from."""
    return sealed(account) is not None


def standing(account: Account, *, session: str = "") -> Standing:
    """Tell how an account stands, and a session of it (by the hash of its key), in one statement."""
    found = _standing(account.pk, session)
    own = (str(account.pk), account.username, str(account.desk), account.is_active, account.password)
    return found if found.sealed is not None and found.sealed.account == own else Standing(None, found.idle)


def demand(account_id: UUID) -> None:
    """Let nothing go on with an account whose seal does not hold.

    Raises:
        SealBrokenError: it does not, or there is none.
    """
    if _standing(account_id).sealed is None:
        raise _broken()


def held(account_id: UUID) -> Sealed:
    """Hold all that lets an account in for this transaction, and give it, if it is as it was sealed.

    Call it before anything is read by which somebody gets in. What is read after it, in this transaction, is
    what was sealed: nobody lays another row there while it is judged, and puts the old one back.

    Raises:
        SealBrokenError: it is not as it was sealed, or there is no seal.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("rows are held for a transaction: open one first")
    _hold(account_id)
    found = _standing(account_id).sealed
    if found is None:
        raise _broken()
    return found


def _broken() -> SealBrokenError:
    return SealBrokenError("what lets this account in is not as it was sealed: invite it anew")


def _hold(account_id: UUID) -> None:
    with connection.cursor() as cursor:
        for statement in _HOLD:
            cursor.execute(statement, [account_id])


def _standing(account_id: UUID, session: str = "") -> Standing:
    with connection.cursor() as cursor:
        cursor.execute(
            f"{STATE}, {SEAL_OF}(a.id), {IDLE_OF}(decode(%s, 'hex'), a.id) {_OF_ONE}", [session, account_id]
        )
        row = cursor.fetchone()
    if row is None:
        return Standing(None, None)
    state, seal, idle = row
    whole = seal is not None and digest_of(state) == bytes(seal)
    return Standing(_read(state) if whole else None, idle)


def _read(state: str) -> Sealed:
    own, factors, enrolments, identities = json.loads(state)
    return Sealed(
        (own[0], own[1], own[2], own[3], own[4]),
        frozenset((number, kind) for number, kind, _ in factors or ()),
        frozenset((number, digest) for number, digest, _, used in enrolments or () if used is None),
        frozenset((number, issuer, subject) for number, issuer, subject in identities or ()),
    )


def digest_of(state: str) -> bytes:
    """Give what is sealed of a state."""
    return hashlib.sha256(state.encode()).digest()


def before_change(account_id: UUID) -> None:
    """Hold the account with all its rows for this transaction and demand its seal, unless it is made anew.

    Held before it is compared: a row that is changed in between would be sealed with the honest change. New
    rows wait for the account's own lock, by their foreign key.
    """
    _hold(account_id)
    if account_id not in _made_anew.get():
        demand(account_id)


def after_change(account_id: UUID) -> None:
    """Seal what stands there now; the account is held since `before_change`."""
    with connection.cursor() as cursor:
        cursor.execute(f"{STATE} {_OF_ONE}", [account_id])
        row = cursor.fetchone()
    if row is not None:
        lay_seal(account_id, digest_of(row[0]), username=json.loads(row[0])[0][1])


@contextmanager
def sealed_anew(account_id: UUID) -> Iterator[None]:
    """Throw away what lets an account in and make it anew: the caller leaves nothing of the old standing."""
    token = _made_anew.set(_made_anew.get() | {account_id})
    try:
        with transaction.atomic():
            yield
            after_change(account_id)
    finally:
        _made_anew.reset(token)
