"""What the holder of an account must still hear, at the gate: kept and let go only by a proof."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from zorgvuldig.ledger import gate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

__all__ = ["LoginNotice", "keep", "told", "waiting"]


@dataclass(frozen=True)
class LoginNotice:
    """One thing (melding) that happened to an account and that its holder has not been told."""

    id: str
    kind: str
    at: datetime


def keep(
    account: UUID,
    notice: str,
    *,
    under_way: UUID | None = None,
    instead_of: UUID | None = None,
    using: str = "default",
) -> None:
    """Keep a notice until it is told; the same kind again takes its place.

    Args:
        account: whose.
        notice: the kind of notice.
        under_way: keep it under this number beside the others: of what is about to be judged.
        instead_of: the number of one under way, whose place this one takes.
        using: the connection.
    """
    body = {
        "account": str(account),
        "notice": notice,
        "under_way": str(under_way) if under_way else None,
        "instead_of": str(instead_of) if instead_of else None,
    }
    gate.ask(using, "keep_notice", "notice-keep", body)


def waiting(account: UUID, *, using: str = "default") -> list[LoginNotice]:
    """List what was not told yet, the oldest first; not what another session judges at this moment."""
    found = gate.ask(using, "waiting_notices", "notice-list", {"account": str(account)}) or {}
    return [
        LoginNotice(each["id"], each["kind"], datetime.fromisoformat(each["at"]))
        for each in found.get("waiting", ())
    ]


def told(account: UUID, numbers: Sequence[str], *, using: str = "default") -> None:
    """Let go what was told: these, and not what came since."""
    gate.ask(using, "notices_told", "notice-told", {"account": str(account), "told": list(numbers)})
