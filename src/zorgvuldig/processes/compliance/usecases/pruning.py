"""Let the log lose what its published term says, with an entry for every time (opschonen, NEN 7513)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.ledger import holds, pruning
from zorgvuldig.ledger.processing import processing
from zorgvuldig.processes.compliance import decide

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from zorgvuldig.decisions import Actor
    from zorgvuldig.ledger.holds import HoldView
    from zorgvuldig.ledger.pruning import Prunable

__all__ = ["hold_entry", "let_entry_go", "list_holds", "list_prunable", "prune_log"]

#: One entry tells of so many at most.
BATCH = 5_000
#: Holds are few; what was let go longest ago is not shown.
SHOWN = 200


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


def list_holds(*, actor: Actor, at: datetime) -> list[HoldView]:
    """List what is kept beyond its term and what was let go, newest first (bewaarde besluiten).

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.view_log(), actor=actor, at=at):
        return holds.holds(limit=SHOWN)


def hold_entry(*, actor: Actor, entry_id: UUID, reason: str, at: datetime) -> None:
    """Keep an entry readable beyond its term, for a dispute or a claim (bewaren).

    Raises:
        Refused: the decision was no permit.
        psycopg.Error: there is no such entry, or it is kept already.
    """
    with processing(decide.hold_entry(), actor=actor, at=at) as grant:
        holds.hold(entry_id, by_entry=grant.entry_id, actor=actor.identifier, reason=reason)


def let_entry_go(*, actor: Actor, entry_id: UUID, reason: str, at: datetime) -> None:
    """Let an entry follow its term again, by another than who kept it (niet langer bewaren).

    Raises:
        Refused: the decision was no permit.
        OwnHoldError: this actor keeps it.
        psycopg.Error: it is not kept.
    """
    with processing(decide.hold_entry(), actor=actor, at=at) as grant:
        holds.let_go(entry_id, by_entry=grant.entry_id, actor=actor.identifier, reason=reason)
