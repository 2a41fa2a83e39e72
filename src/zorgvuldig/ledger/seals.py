"""The seals of accounts, at the gate: what lets someone in counts only while it is what was sealed last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.ledger import gate

if TYPE_CHECKING:
    from uuid import UUID

__all__ = ["SEAL_OF", "lay_seal", "lift_seal"]

#: For a statement that reads the sealed rows beside it: both are then of one moment.
SEAL_OF = "gate.seal_of_account"


def lay_seal(account: UUID, digest: bytes, *, using: str = "default") -> None:
    """Lay the seal of an account: the SHA-256 (32 bytes) of everything that lets it in."""
    gate.ask(using, "seal_account", "seal", {"account": str(account), "digest": digest.hex()})


def lift_seal(account: UUID, *, using: str = "default") -> None:
    """Take away the seal of an account that is gone."""
    gate.ask(using, "seal_account", "seal", {"account": str(account), "digest": None})
