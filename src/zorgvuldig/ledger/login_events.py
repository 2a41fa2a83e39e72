"""The log of logins, at the gate: a line stands there because the application proved it."""

from __future__ import annotations

from zorgvuldig.ledger import gate

__all__ = ["note_login"]


def note_login(event: str, *, method: str, account: str, origin: str, using: str = "default") -> None:
    """Add a line: a word of the fixed list, and pseudonyms of the account and of where it came from."""
    body = {"event": event, "method": method, "account": account, "origin": origin}
    gate.ask(using, "note_login", "login-event", body)
