"""Sessions of the pages, at the gate: begun, seen and ended only by the application that proves it.

A session is known here by the SHA-256 of its key, in hexadecimal signs, as everywhere outside of its cookie.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from zorgvuldig.ledger import gate

if TYPE_CHECKING:
    from uuid import UUID

__all__ = ["IDLE_OF", "LoginSession", "begin", "end", "living", "move", "see"]

#: For a statement that asks for the seal too: seconds since a session was seen, or null when it is over.
IDLE_OF = "gate.session_idle"


@dataclass(frozen=True)
class LoginSession:
    """One session (sessie) that lives: on what device, since when, last seen when."""

    key: str
    device: str
    began: datetime
    seen: datetime


def begin(key: str, account: UUID, device: str, *, using: str = "default") -> None:
    """Begin the session of an account that came in."""
    gate.ask(using, "begin_session", "session-begin", {"key": key, "account": str(account), "device": device})


def move(key: str, account: UUID, *, to: str, using: str = "default") -> bool:
    """Let a session that lives go on under a new key; the old key is over, the hours count on.

    Gives false, and changes nothing, when the session ended meanwhile.
    """
    moved = gate.ask(using, "move_session", "session-move", {"key": key, "account": str(account), "to": to})
    return moved is not None


def see(key: str, *, using: str = "default") -> None:
    """Note that a session is in use."""
    gate.ask(using, "see_session", "session-see", {"key": key})


def end(
    *,
    account: UUID | None = None,
    key: str | None = None,
    but: str | None = None,
    keep: int = 0,
    using: str = "default",
) -> list[str]:
    """End sessions for good, and give the keys of those that lived.

    Args:
        account: whose; None where the key says it.
        key: only this one; None for all of the account.
        but: never this one.
        keep: how many others stay, those seen last first.
        using: the connection.
    """
    whose = str(account) if account else None
    body = {"account": whose, "key": key, "but": but, "keep": keep}
    return list((gate.ask(using, "end_sessions", "session-end", body) or {}).get("ended", ()))


def living(account: UUID, *, using: str = "default") -> list[LoginSession]:
    """List the sessions of an account that live, the one seen last first."""
    found = gate.ask(using, "sessions_of", "session-list", {"account": str(account)}) or {}
    return [
        LoginSession(
            each["key"],
            each["device"],
            datetime.fromisoformat(each["began"]),
            datetime.fromisoformat(each["seen"]),
        )
        for each in found.get("living", ())
    ]
