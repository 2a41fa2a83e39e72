"""Proposals as rows (voorstellen): put down, found, and moved on."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from zorgvuldig.processes.reference_data.intake.difference import Change, Difference, Standing
from zorgvuldig.processes.reference_data.intake.reading import Row
from zorgvuldig.processes.reference_data.intake.values import day
from zorgvuldig.records.models import ChangeProposal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from zorgvuldig.decisions import Actor
    from zorgvuldig.processes.reference_data.intake.proposing import Proposed


class UnknownProposalError(LookupError):
    """There is no such proposal."""


def put_down(proposed: Proposed, proposal_id: UUID, content: str, *, by: Actor, at: datetime) -> None:
    """Put down a proposal as a draft (concept)."""
    ChangeProposal(
        id=proposal_id,
        kind=proposed.kind.name,
        state="draft",
        valid_from=proposed.valid_from,
        reason=proposed.reason,
        file_name=proposed.file_name,
        rows=[[row.line, row.key, row.held, row.last and row.last.isoformat()] for row in proposed.rows],
        content_hash=content,
        proposed_by=UUID(by.identifier),
        proposed_role=by.role,
        proposed_at=at,
    ).save(force_insert=True)


def find(proposal_id: UUID) -> ChangeProposal:
    """Give a proposal.

    Raises:
        UnknownProposalError: there is none.
    """
    found = ChangeProposal.objects.filter(id=proposal_id).first()
    if found is None:
        raise UnknownProposalError(f"there is no proposal {proposal_id}")
    return found


def find_alone(proposal_id: UUID) -> ChangeProposal:
    """Give a proposal, while nobody else changes anything of its kind until this transaction is over.

    All that waits of a kind is locked in one order: of two approvals the second sees what the first wrote.

    Raises:
        UnknownProposalError: there is none.
    """
    kind = find(proposal_id).kind
    waiting = ChangeProposal.objects.select_for_update().filter(kind=kind, state__in=["draft", "proposed"])
    locked = {row.id: row for row in waiting.order_by("id")}
    return locked.get(proposal_id) or find(proposal_id)


def rows_of(proposal: ChangeProposal) -> tuple[Row, ...]:
    """Give the rows of a proposal as they were read."""
    return tuple(
        Row(line, tuple(key), tuple(held), day(last) if last else None)
        for line, key, held, last in proposal.rows
    )


def as_kept(changes: Sequence[Change]) -> list[list[object]]:
    """Write what was done, row by row, to be shown later."""
    return [
        [
            change.how,
            change.key,
            change.old.held if change.old else None,
            change.new,
            change.first.isoformat(),
            change.until.isoformat() if change.until else None,
        ]
        for change in changes
    ]


def kept(proposal: ChangeProposal) -> Difference:
    """Give what was done by a proposal; nothing where it was not applied."""
    changes = [
        Change(
            how,
            tuple(key),
            Standing("", tuple(key), tuple(old), day(first), None) if old is not None else None,
            tuple(new) if new is not None else None,
            day(first),
            day(until) if until else None,
        )
        for how, key, old, new, first, until in proposal.changes or ()
    ]
    return Difference(tuple(changes), len(proposal.rows) - len(changes) if changes else 0, (), "")


def listed(
    *, kind: str | None = None, states: Iterable[str] | None = None, most: int
) -> list[ChangeProposal]:
    """List proposals without their rows, newest first."""
    rows = ChangeProposal.objects.defer("rows", "changes").order_by("-proposed_at", "id")
    if kind is not None:
        rows = rows.filter(kind=kind)
    if states is not None:
        rows = rows.filter(state__in=list(states))
    return list(rows[:most])
