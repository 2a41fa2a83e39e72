"""What a step of a proposal does: each is asked of the declared machine; all of it is written, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from zorgvuldig.decisions.state_machines import MachineError
from zorgvuldig.processes.reference_data.intake.difference import Difference, difference, seen_hash
from zorgvuldig.processes.reference_data.intake.kinds import KINDS, PROVIDERS
from zorgvuldig.processes.reference_data.intake.machine import (
    APPLIED,
    APPROVED,
    PROPOSAL_MACHINE,
    PROPOSED,
    REJECTED,
    WITHDRAWN,
)
from zorgvuldig.processes.reference_data.intake.proposing import late
from zorgvuldig.processes.reference_data.intake.reading import Problem
from zorgvuldig.processes.reference_data.models import proposals
from zorgvuldig.processes.reference_data.models.registering import Register
from zorgvuldig.processes.reference_data.models.stores import STORES, known

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from zorgvuldig.decisions import Actor
    from zorgvuldig.processes.reference_data.intake.kinds import Kind
    from zorgvuldig.processes.reference_data.intake.reading import Row
    from zorgvuldig.processes.reference_data.models.stores import Store
    from zorgvuldig.records.models import ChangeProposal


class NotOpenError(ValueError):
    """The proposal was dealt with before, or this step does not come from where it stands."""


class NotOwnError(ValueError):
    """Only whoever put down a proposal lays it before another or takes it back."""


class ChangedSinceError(ValueError):
    """What would be approved is not what was seen: look again (opnieuw kijken)."""


class NothingToDoError(ValueError):
    """A proposal that would change nothing, or cannot be written as things stand; `difference` tells why."""

    def __init__(self, found: Difference) -> None:
        super().__init__("; ".join(map(str, found.problems)) or "nothing would change")
        self.difference = found


def store_of(kind: Kind) -> Store:
    """Give how a kind stands in the records."""
    return _REGISTER if kind.name == "providers" else STORES[kind.name]


def compared(kind: Kind, rows: Sequence[Row], valid_from: date) -> Difference:
    """Hold rows against what stands now, and against the labels and providers that we know."""
    found = difference(rows, store_of(kind).standing({row.key for row in rows}), valid_from=valid_from)
    strange = (*_strange(kind, rows), *_of_another_kind(kind, rows, found))
    return Difference(found.changes, found.unchanged, (*strange, *found.problems), found.base)


def lay_before(row: ChangeProposal, by: Actor) -> None:
    """Lay a draft before another (voorleggen); from here on others see it."""
    _demand_own(row, by)
    _step(row, PROPOSED)
    demand_change(compared(KINDS[row.kind], proposals.rows_of(row), row.valid_from))
    row.save(update_fields=["state"])


def withdraw(row: ChangeProposal, by: Actor) -> None:
    """Take a proposal back (intrekken)."""
    _demand_own(row, by)
    _step(row, WITHDRAWN)
    row.save(update_fields=["state"])


def reject(row: ChangeProposal, by: Actor, reason: str, at: datetime) -> None:
    """Reject what another proposed (afwijzen)."""
    _step(row, REJECTED)
    _decided(row, by, reason, at)
    row.save(update_fields=["state", *_DECIDED])


def approve(row: ChangeProposal, by: Actor, *, seen: str, entry_id: UUID, at: datetime, today: date) -> None:
    """Approve exactly what was seen, and write it (goedkeuren, verwerken).

    Raises:
        NotOpenError: it does not wait any more, or its day has come too near.
        ChangedSinceError: the content or what stands is not what was shown.
        NothingToDoError: it can no longer be written.
    """
    kind = KINDS[row.kind]
    _step(row, APPROVED)
    if late(kind, row.valid_from, today):
        raise NotOpenError("the day from which it should hold has come too near")
    found = compared(kind, proposals.rows_of(row), row.valid_from)
    if seen_hash(row.content_hash, found.base) != seen:
        raise ChangedSinceError("what stands has changed since it was shown")
    demand_change(found)
    store_of(kind).write(found.changes, row.id)
    _step(row, APPLIED)
    _decided(row, by, "", at)
    row.seen_hash, row.applied_by_entry = seen, entry_id
    row.changes = proposals.as_kept(found.changes)
    row.save(update_fields=["state", *_DECIDED, "seen_hash", "applied_by_entry", "changes"])


def demand_change(found: Difference) -> None:
    """Refuse what changes nothing or cannot be written.

    Raises:
        NothingToDoError: nothing would change, or something stands in the way.
    """
    if found.problems or not found.changes:
        raise NothingToDoError(found)


def _strange(kind: Kind, rows: Sequence[Row]) -> Iterator[Problem]:
    """Find labels that are not ours and providers that the register does not know."""
    for place, column in enumerate(kind.keys):
        if not column.of:
            continue
        there = known(column.of, {row.key[place] for row in rows})
        told = _UNKNOWN[column.of]
        for row in rows:
            if row.key[place] not in there:
                yield Problem(row.line or None, column.name, f"{row.key[place]} {told}")


def _of_another_kind(kind: Kind, rows: Sequence[Row], found: Difference) -> Iterator[Problem]:
    """Find providers that would become of another kind: a practice does not turn into a person."""
    if kind is not PROVIDERS:
        return
    place = [column.name for column in kind.held].index("soort")
    lines = {row.key: row.line for row in rows}
    for change in found.changes:
        if change.old and change.new and change.old.held[place] != change.new[place]:
            told = "de soort van een zorgaanbieder die er al staat, wijzigt niet"
            yield Problem(lines[change.key] or None, "soort", told)


def _demand_own(row: ChangeProposal, by: Actor) -> None:
    if str(row.proposed_by) != by.identifier:
        raise NotOwnError("somebody else put this down")


def _step(row: ChangeProposal, target: str) -> None:
    try:
        PROPOSAL_MACHINE.demand(row.state, target)
    except MachineError as error:
        raise NotOpenError(str(error)) from error
    row.state = target


def _decided(row: ChangeProposal, by: Actor, reason: str, at: datetime) -> None:
    row.decided_by, row.decided_role, row.decided_at = UUID(by.identifier), by.role, at
    row.decision_reason = reason


_DECIDED = ("decided_by", "decided_role", "decided_at", "decision_reason")
_UNKNOWN = {
    "labels": "is geen UZOVI-nummer van ons",
    "providers": "staat niet in het register van zorgaanbieders; neem die eerst op",
}
_REGISTER = Register()
