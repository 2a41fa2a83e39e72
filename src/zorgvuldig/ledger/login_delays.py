"""What guessing at logins costs, at the gate: counted and taken back only by whoever proves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.ledger import gate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["succeeded", "take"]


def take(lanes: Sequence[Mapping[str, str | int]], *, using: str) -> int | None:
    """Count an attempt in every lane; or in none, and give the seconds to wait where one is closed.

    Args:
        lanes: of each its `key`, and its `free`, `first` and `most` (`gate_sql/49_login_delays.sql`).
        using: the connection.
    """
    refused = gate.ask(using, "take_attempt", "login-attempt", {"lanes": list(lanes)})
    return None if refused is None else int(refused["wait"])


def succeeded(*, forgiven: Sequence[str], shared: Sequence[str], using: str) -> None:
    """Take a right attempt back: what is forgiven begins anew, of what is shared this attempt alone."""
    body = {"forgiven": list(forgiven), "shared": list(shared)}
    gate.ask(using, "attempt_succeeded", "login-succeeded", body)
