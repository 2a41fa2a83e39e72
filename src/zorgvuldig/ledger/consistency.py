"""Whether a log only grew: the proof that every keeper of an earlier note demands (RFC 6962, 2.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.ledger import merkle, tiles
from zorgvuldig.ledger.checkpoint import Checkpoint
from zorgvuldig.ledger.kept import ForkError

if TYPE_CHECKING:
    from zorgvuldig.ledger.tiles import ReadTile

__all__ = ["demand_consistent"]


def demand_consistent(before: Checkpoint | None, now: Checkpoint, *, read: ReadTile) -> None:
    """Refuse a checkpoint that is not a continuation of an earlier one (consistency, RFC 6962, 2.1.2).

    Raises:
        ForkError: the log shrank, or the beginning of it is another.
    """
    if before is None:
        before = Checkpoint(now.origin, 0, merkle.EMPTY_ROOT)
    if now.size < before.size:
        raise ForkError(f"the log shrank: {before.size} leaves were witnessed, and now it has {now.size}")
    if now.size == before.size:
        if now.root != before.root:
            raise ForkError(f"the log was rewritten: its {now.size} leaves are not those that were witnessed")
        return
    if before.size == 0:
        # Before the first time nothing was promised yet; the leaves must lead to what the log signed.
        holds = tiles.range_root(read, 0, now.size) == now.root
    else:
        path = [tiles.range_root(read, *part) for part in merkle.consistency_ranges(before.size, now.size)]
        holds = merkle.is_consistent(before.size, now.size, before.root, now.root, path)
    if not holds:
        raise ForkError(
            f"the log was rewritten: no proof leads from the {before.size} leaves that were witnessed to the "
            f"{now.size} of its newest checkpoint"
        )
