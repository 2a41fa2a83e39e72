"""Whose a username is: what the gate keeps, not what a row says, which SQL alone can rename."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection, transaction

from zorgvuldig.interfaces.web.accounts.models import Account
from zorgvuldig.ledger.seals import account_named, name_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

__all__ = ["Bearer", "bearer", "differs_in_capitals", "number_of", "set_others_aside"]

_ALIKE = "SELECT id, username FROM accounts_account WHERE lower(username) = lower(%s)"
_ASIDE = "UPDATE accounts_account SET username = %s WHERE id = %s"


@dataclass(frozen=True)
class Bearer:
    """Who bears a name."""

    number: UUID
    """The account."""
    account: Account | None
    """Its row, held for this transaction; None when there is none, or it was thrown away by another hand."""

    def under(self, username: str) -> Account | None:
        """Give the row if it bears the name too."""
        return self.account if self.account is not None and self.account.username == username else None


@transaction.atomic
def bearer(username: str) -> Bearer | None:
    """Find who bears a name, if anybody, and hold the row; call it in the transaction that acts on it."""
    number = account_named(username)
    rows = Account.objects.select_for_update()
    if number is not None:
        return Bearer(number, rows.filter(pk=number).first())
    found = _never_sealed(rows, username)
    return Bearer(found.pk, found) if found is not None else None


def number_of(username: str) -> UUID | None:
    """Tell which account bears a name, holding nothing; of one that was never sealed, what its row says."""
    number = account_named(username)
    if number is not None:
        return number
    found = _never_sealed(Account.objects.all(), username)
    return found.pk if found is not None else None


def differs_in_capitals(username: str) -> bool:
    """Tell whether another account bears, at the gate, a name that differs from this one in capitals only."""
    return any(name != username and name_of(number) == name for number, name in _alike(username))


def set_others_aside(username: str, account: UUID) -> None:
    """Take a name off rows that do not bear it at the gate: their seals were broken by whoever laid it there.

    Also in other capitals, for the login form knows none. Not by the model: nothing of these rows is to be
    sealed.
    """
    for number, name in _alike(username):
        if number != account and name_of(number) != name:
            with connection.cursor() as cursor:
                cursor.execute(_ASIDE, [f"naam-onbekend-{secrets.token_hex(8)}", number])


def _never_sealed(rows: QuerySet[Account], username: str) -> Account | None:
    """Find an account from before the names whose rows were spoiled then, or a planted row.

    It opens nothing; an invitation makes it anew. One that bears another name at the gate is not this one.
    """
    found = rows.filter(username=username).first()
    return found if found is not None and name_of(found.pk) is None else None


def _alike(username: str) -> list[tuple[UUID, str]]:
    with connection.cursor() as cursor:
        cursor.execute(_ALIKE, [username])
        return list(cursor.fetchall())
