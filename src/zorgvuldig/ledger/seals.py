"""The seals and names of accounts, at the gate: what lets someone in counts only as it was sealed last."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from zorgvuldig.ledger import gate
from zorgvuldig.ledger.trip import row, sound

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SEAL_OF", "account_named", "close_seal", "lay_seal", "lift_seal", "name_of"]

#: For a statement that reads the sealed rows beside it: both are then of one moment.
SEAL_OF = "gate.seal_of_account"


def lay_seal(account: UUID, digest: bytes, *, username: str, using: str = "default") -> None:
    """Lay the seal of an account: the SHA-256 (32 bytes) of everything that lets it in.

    Its username becomes its own with the first seal; the gate refuses one that is another account's, and
    another name for the same account.
    """
    _seal({"account": str(account), "digest": digest.hex(), "username": username}, using)


def close_seal(account: UUID, *, using: str = "default") -> None:
    """Take away seal and sessions of an account that stays: nobody gets in, its name stays its own."""
    _seal({"account": str(account), "digest": None, "gone": False}, using)


def lift_seal(account: UUID, *, using: str = "default") -> None:
    """Take away all of an account that is gone."""
    _seal({"account": str(account), "digest": None, "gone": True}, using)


def account_named(username: str, *, using: str = "default") -> UUID | None:
    """Tell which account bears a name, whatever the rows say."""
    found = row(sound(using), "SELECT gate.account_named($1)::text", username)[0]
    return UUID(found) if found else None


def name_of(account: UUID, *, using: str = "default") -> str | None:
    """Tell which name an account bears, whatever its row says; None when it was never sealed."""
    return row(sound(using), "SELECT gate.name_of_account($1::uuid)", str(account))[0]


def _seal(body: Mapping[str, object], using: str) -> None:
    gate.ask(using, "seal_account", "seal", body)
