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

__all__ = ["Bearer", "bearer", "set_others_aside"]

_ASIDE = "UPDATE accounts_account SET username = %s WHERE username = %s AND id <> %s"


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
    # Never sealed as it stands: an account from before the names whose rows were spoiled then, or a planted
    # row. It opens nothing; an invitation makes it anew. One that bears another name is not this one.
    found = rows.filter(username=username).first()
    if found is None or name_of(found.pk) is not None:
        return None
    return Bearer(found.pk, found)


def set_others_aside(username: str, account: UUID) -> None:
    """Take a name off rows that do not bear it at the gate: their seals were broken by whoever laid it there.

    Not by the model: nothing of these rows is to be sealed.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ASIDE, [f"naam-onbekend-{secrets.token_hex(8)}", username, account])
