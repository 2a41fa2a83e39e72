"""The log of logins, at the gate: a line stands there because the application proved it."""

from __future__ import annotations

from zorgvuldig.ledger import gate

__all__ = ["clear", "note_login"]


def note_login(event: str, *, method: str, account: str, origin: str, using: str = "default") -> None:
    """Add a line: a word of the fixed list, and pseudonyms of the account and of where it came from."""
    body = {"event": event, "method": method, "account": account, "origin": origin}
    gate.ask(using, "note_login", "login-event", body)


def clear(*, days: int, using: str = "default") -> int:
    """Remove the lines that are older than so many days, and give how many; the gate keeps younger ones."""
    return int((gate.ask(using, "clear_logins", "login-clear", {"days": days}) or {})["cleared"])
