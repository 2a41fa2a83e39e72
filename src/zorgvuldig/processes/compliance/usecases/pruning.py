"""Let the log lose what its published term says, with an entry for every time (opschonen, NEN 7513)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.ledger import pruning
from zorgvuldig.ledger.processing import processing
from zorgvuldig.processes.compliance import decide

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from zorgvuldig.decisions import Actor
    from zorgvuldig.ledger.pruning import Prunable

__all__ = ["hold_entry", "let_entry_go", "list_prunable", "prune_log"]

#: One entry tells of so many at most.
BATCH = 5_000


def list_prunable(*, actor: Actor, before: datetime, at: datetime) -> Prunable:
    """List what a pruning would empty (proef draaien).

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.list_prunable(), actor=actor, at=at):
        return pruning.prunable(before=before, limit=BATCH)


def prune_log(*, actor: Actor, before: datetime, at: datetime) -> Prunable:
    """Empty at most one batch of entries that are older than `before` and than the term; give which.

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.prune_log(), actor=actor, at=at) as grant:
        found = pruning.prunable(before=before, limit=BATCH)
        if found.leaves:
            pruning.prune(grant.processing, found)
        return found


def hold_entry(*, actor: Actor, entry_id: UUID, at: datetime) -> None:
    """Keep an entry readable beyond its term, for a dispute or a claim (bewaren).

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.hold_entry(), actor=actor, at=at) as grant:
        pruning.hold(entry_id, by_entry=grant.entry_id)


def let_entry_go(*, actor: Actor, entry_id: UUID, at: datetime) -> None:
    """Let an entry follow its term again (niet langer bewaren).

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.hold_entry(), actor=actor, at=at) as grant:
        pruning.let_go(entry_id, by_entry=grant.entry_id)
