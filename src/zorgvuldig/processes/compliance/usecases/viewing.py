"""Look at decisions, entries, proofs and counts, each look a processing of its own (toezicht)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from zorgvuldig.ledger import deferrals, reading
from zorgvuldig.ledger.processing import processing
from zorgvuldig.processes.compliance import decide, explain
from zorgvuldig.records.published import REFUSALS, last_table

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from zorgvuldig.decisions import Actor
    from zorgvuldig.ledger.views import EntryView


def list_entries(
    *,
    actor: Actor,
    at: datetime,
    limit: int,
    outcome: str | None = None,
    purpose: str | None = None,
    before: int | None = None,
) -> list[EntryView]:
    """List decisions, newest first, by outcome and purpose; `before` is the last position already shown.

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.view_log(), actor=actor, at=at):
        return reading.recent_entries(limit=limit, outcome=outcome, purpose=purpose, before=before)


def view_entry(*, actor: Actor, entry_id: UUID, at: datetime) -> explain.EntryPage:
    """Show one entry with its facts, its place in the tree and the signed checkpoint.

    Raises:
        Refused: the decision was no permit.
        UnknownEntryError: there is no such entry.
    """
    with processing(decide.view_log(), actor=actor, at=at):
        state = reading.state()
        return explain.entry_page(
            reading.entry(entry_id),
            reading.receipt(entry_id),
            tree_size=state.size if state else None,
            checkpoint=state.note if state else "",
        )


def download_proof(*, actor: Actor, entry_id: UUID, at: datetime) -> bytes:
    """Give the proof of one entry; it opens nobody's commitment.

    Raises:
        Refused: the decision was no permit.
        NotProvableError: not under a checkpoint yet.
    """
    with processing(decide.view_log(), actor=actor, at=at):
        return reading.prove(entry_id)


def view_ledger(*, actor: Actor, at: datetime) -> explain.LedgerPage:
    """Show how the log stands, when the witness saw it last, and what persons do not see yet.

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.view_log(), actor=actor, at=at):
        on = timezone.localtime(at).date()
        return explain.ledger_page(reading.standing(on=on), deferrals.deferred_entries(), on=on)


def view_refusals(*, actor: Actor, at: datetime) -> explain.RefusalTable | None:
    """Show how often which reason refused a claim; None before the first count.

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.view_tables(), actor=actor, at=at):
        last = last_table(REFUSALS)
    return explain.refusal_table(*last) if last else None
