"""The front door of reference data: look, propose, lay before another, approve or reject, take back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.utils import timezone

from zorgvuldig.ledger.processing import Refused, processing
from zorgvuldig.processes.reference_data import act, decide, explain
from zorgvuldig.processes.reference_data.act import (
    ChangedSinceError,
    NothingToDoError,
    NotOpenError,
    NotOwnError,
)
from zorgvuldig.processes.reference_data.intake import difference, proposing
from zorgvuldig.processes.reference_data.intake.kinds import KINDS
from zorgvuldig.processes.reference_data.intake.machine import DRAFT, PROPOSED, state_words
from zorgvuldig.processes.reference_data.intake.proposing import InputError
from zorgvuldig.processes.reference_data.intake.reading import FileError
from zorgvuldig.processes.reference_data.models import proposals
from zorgvuldig.processes.reference_data.models.proposals import UnknownProposalError

if TYPE_CHECKING:
    from datetime import datetime

    from zorgvuldig.decisions import Actor
    from zorgvuldig.processes.reference_data.intake.kinds import Kind
    from zorgvuldig.records.models import ChangeProposal

__all__ = [
    "ChangedSinceError",
    "FileError",
    "InputError",
    "NotOpenError",
    "NotOwnError",
    "NothingToDoError",
    "Refused",
    "UnknownProposalError",
    "approve",
    "current_file",
    "demand_look",
    "draft",
    "propose",
    "reject",
    "view_home",
    "view_kind",
    "view_proposal",
    "withdraw",
]

_MOST_LISTED = 50
_LATELY = 10


def demand_look(*, actor: Actor, at: datetime) -> None:
    """Refuse whoever may not see reference data (stamgegevens raadplegen).

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.view(), actor=actor, at=at):
        pass


def view_home(*, actor: Actor, at: datetime) -> explain.Home:
    """Show what waits, what runs and every kind (stamgegevens).

    Raises:
        Refused: the decision was no permit.
    """
    today = timezone.localdate(at)
    with processing(decide.view(), actor=actor, at=at):
        rows = proposals.listed(states=[DRAFT, PROPOSED], most=_MOST_LISTED)
        done = proposals.listed(states=["applied", "rejected"], most=_LATELY)
        counts = {name: act.store_of(kind).count(today) for name, kind in KINDS.items()}
    return explain.home(
        [_view(row, actor) for row in rows], [_view(row, actor) for row in done], counts, role=actor.role
    )


def view_kind(*, actor: Actor, kind: Kind, page: int, at: datetime) -> explain.KindPage:
    """Show what holds of one kind, what comes later, and the proposals about it.

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.view(), actor=actor, at=at):
        standing = act.store_of(kind).standing(None)
        rows = proposals.listed(kind=kind.name, most=_MOST_LISTED)
    views = [_view(row, actor) for row in rows]
    return explain.kind_page(kind, standing, views, role=actor.role, on=timezone.localdate(at), page=page)


def current_file(*, actor: Actor, kind: Kind, at: datetime) -> str:
    """Give what holds of one kind as a file that can be changed and proposed again.

    Raises:
        Refused: the decision was no permit.
    """
    today = timezone.localdate(at)
    with processing(decide.view(), actor=actor, at=at):
        standing = [each for each in act.store_of(kind).standing(None) if each.holds(today)]
    return explain.as_file(kind, standing)


def draft(*, actor: Actor, wanted: proposing.Wanted, at: datetime) -> UUID:
    """Put down a draft of a proposal; what it would change is shown on its page (concept).

    Raises:
        Refused: the decision was no permit.
        InputError: the day or the reason cannot be used.
        FileError: something in the file or the form is wrong; nothing was kept of it.
    """
    proposal_id = uuid4()
    with processing(decide.propose(wanted.kind, proposal_id), actor=actor, at=at):
        proposed = proposing.read_proposal(wanted, today=timezone.localdate(at))
        found = act.compared(proposed.kind, proposed.rows, proposed.valid_from)
        if found.problems:
            raise FileError(found.problems)
        content = difference.content_hash(
            proposed.kind.name, proposed.valid_from, proposed.reason, proposed.rows
        )
        proposals.put_down(proposed, proposal_id, content, by=actor, at=at)
    return proposal_id


def view_proposal(*, actor: Actor, proposal_id: UUID, page: int, at: datetime) -> explain.ProposalPage:
    """Show a proposal with what it would change now, and the mark of exactly that.

    Raises:
        Refused: the decision was no permit.
        UnknownProposalError: there is none.
    """
    with processing(decide.view(), actor=actor, at=at):
        row = proposals.find(proposal_id)
        kind, rows = KINDS[row.kind], proposals.rows_of(row)
        waits = row.state in {DRAFT, PROPOSED}
        found = act.compared(kind, rows, row.valid_from) if waits else proposals.kept(row)
    seen = difference.seen_hash(row.content_hash, found.base)
    return explain.proposal_page(_view(row, actor), found, role=actor.role, seen=seen, page=page)


def propose(*, actor: Actor, proposal_id: UUID, at: datetime) -> None:
    """Lay a draft before another (voorleggen).

    Raises:
        Refused: the decision was no permit.
        UnknownProposalError: there is none.
        NotOwnError, NotOpenError, NothingToDoError: it is another's, dealt with, or cannot be written.
    """
    kind = _kind_of(proposal_id, actor, at)
    with processing(decide.propose(kind, proposal_id), actor=actor, at=at):
        act.lay_before(proposals.find_alone(proposal_id), actor)


def withdraw(*, actor: Actor, proposal_id: UUID, at: datetime) -> None:
    """Take a proposal back (intrekken).

    Raises:
        Refused: the decision was no permit.
        UnknownProposalError: there is none.
        NotOwnError, NotOpenError: it is another's, or dealt with.
    """
    kind = _kind_of(proposal_id, actor, at)
    with processing(decide.propose(kind, proposal_id), actor=actor, at=at):
        act.withdraw(proposals.find_alone(proposal_id), actor)


def approve(*, actor: Actor, proposal_id: UUID, seen: str, at: datetime) -> None:
    """Approve exactly what was shown, and write it, all or nothing (goedkeuren).

    Raises:
        Refused: the decision was no permit, as for whoever proposed it.
        UnknownProposalError: there is none.
        NotOpenError, ChangedSinceError, NothingToDoError: it was dealt with, or must be looked at again.
    """
    kind = _kind_of(proposal_id, actor, at)
    with processing(decide.judge(kind, proposal_id), actor=actor, at=at) as grant:
        row = proposals.find_alone(proposal_id)
        today = timezone.localdate(at)
        act.approve(row, actor, seen=seen, entry_id=grant.entry_id, at=at, today=today)


def reject(*, actor: Actor, proposal_id: UUID, reason: str, at: datetime) -> None:
    """Reject what another proposed (afwijzen).

    Raises:
        Refused: the decision was no permit, as for whoever proposed it.
        InputError: the reason says nothing.
        UnknownProposalError: there is none.
        NotOpenError: it was dealt with before.
    """
    problems = proposing.reason_problems(reason)
    if problems:
        raise InputError(problems)
    kind = _kind_of(proposal_id, actor, at)
    with processing(decide.judge(kind, proposal_id), actor=actor, at=at):
        act.reject(proposals.find_alone(proposal_id), actor, reason.strip(), at)


def _kind_of(proposal_id: UUID, actor: Actor, at: datetime) -> Kind:
    with processing(decide.view(), actor=actor, at=at):
        return KINDS[proposals.find(proposal_id).kind]


def _view(row: ChangeProposal, actor: Actor) -> explain.ProposalView:
    return explain.ProposalView(
        proposal_id=row.id,
        kind=KINDS[row.kind],
        state=row.state,
        state_words=state_words(row.state),
        valid_from=row.valid_from,
        reason=row.reason,
        file_name=row.file_name,
        own=str(row.proposed_by) == actor.identifier,
        proposed_role=row.proposed_role,
        proposed_at=row.proposed_at,
        decided_role=row.decided_role,
        decided_at=row.decided_at,
        decision_reason=row.decision_reason,
        entry_id=row.applied_by_entry,
    )
