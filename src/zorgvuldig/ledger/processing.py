"""The only door to personal data: decide, write down, open exactly that, and close again.

A permitted processing and its entry in the ledger stand or fall together, in the caller's transaction. A
refusal is committed on a connection of its own before anyone hears of it. Whatever fails (an unknown fact, a
missing key, the gate, the log) is a refusal too: nothing is opened.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from django.db import connections
from django.utils import timezone

from zorgvuldig.decisions import Actor, Decision, Outcome, ProcessingRequest, decide
from zorgvuldig.ledger import apart, gate, traces
from zorgvuldig.ledger.choosing import read_choices_of_the_day
from zorgvuldig.ledger.completion import completed, question
from zorgvuldig.ledger.deciding import Memory
from zorgvuldig.ledger.entries import (
    Processing,
    decided_body,
    duties_body,
    entry_body,
    grant_body,
    new_entry_id,
    segment_bodies,
)
from zorgvuldig.ledger.families import family_of
from zorgvuldig.ledger.keys import subject_index_key, wrapping_key
from zorgvuldig.ledger.memory import LAST_PART
from zorgvuldig.ledger.segments import SegmentRow
from zorgvuldig.ledger.threshold import Threshold
from zorgvuldig.records.wall import closed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime
    from uuid import UUID

    from zorgvuldig.ledger.decided_rows import DecidedRows

__all__ = [
    "ClosedDoorError",
    "Grant",
    "NoTransactionError",
    "Refused",
    "SegmentRow",
    "processing",
]

DEFAULT = "default"
#: How the engine of a decision begins that no rule made: such an entry is not computed again.
BY_THE_DOOR = "door:"

_log = logging.getLogger(__name__)
_memory = Memory()


class NoTransactionError(RuntimeError):
    """A processing outside a transaction: data and log entry could come apart."""


class ClosedDoorError(ValueError):
    """A request that is permitted and would open nothing: it names too little."""


class Refused(Exception):  # noqa: N818 — a refusal is an answer, not an error
    """The processing may not take place; the entry that says so is already in the ledger.

    `entry_id` is None only when the entry could neither be written nor kept; that raises an alarm in the log.
    """

    def __init__(self, decision: Decision, entry_id: UUID | None) -> None:
        super().__init__(f"{decision.outcome.value}: {decision.reason_english}")
        self.decision = decision
        self.entry_id = entry_id


@dataclass(frozen=True)
class Grant:
    """What was opened, for as long as the block lasts."""

    decision: Decision
    entry_id: UUID
    family: str
    processing: Processing = field(repr=False)
    token: UUID = field(repr=False)

    def segment(self, rows: Sequence[SegmentRow]) -> UUID:
        """Write one leaf that stands for all rows of this processing, and give its entry."""
        entry_id = new_entry_id()
        bodies = segment_bodies(self.processing, entry_id=entry_id, rows=rows)
        with gate.stepped_back(DEFAULT):
            gate.write_segment(DEFAULT, bodies)
        return entry_id

    def decided(self, rows: DecidedRows) -> UUID:
        """Write one leaf for all rows of a bulk decision (beslissing in bulk), and give its entry."""
        ordered = rows.ordered(entry_id=new_entry_id(), index_key=subject_index_key())
        with gate.stepped_back(DEFAULT):
            parts = ordered.parts(wrapping_key())
            gate.write_decided(DEFAULT, parts, lambda: decided_body(self.processing, ordered))
        return ordered.entry_id


@contextmanager
def processing(
    request: ProcessingRequest, *, actor: Actor, at: datetime, acknowledge: Collection[str] = ()
) -> Iterator[Grant]:
    """Decide on a processing (verwerking, article 1 sub 23); open its data for the block, or raise `Refused`.

    Args:
        request: what a process wants to do, about whom, with the facts that the process knows.
        actor: who acts.
        at: the moment, with its time zone.
        acknowledge: ids of the duties that the caller has discharged before the data are released.

    Raises:
        Refused: the outcome was not a permit, a duty was not acknowledged, or something failed.
        NoTransactionError: there is no transaction that the entry could share with the work.
    """
    _demand_ground(at)
    threshold, entry_id, grant = Threshold(DEFAULT), new_entry_id(), None
    try:
        decided, family = _admit(threshold, request, actor, at, acknowledge)
        grant = _open(decided, family, entry_id)
        yield grant
        threshold.leave(grant.token)
        traces.remember(entry_id, partial(_write_apart, grant.processing, entry_id), using=DEFAULT)
    except BaseException as error:
        # What filled the memory may still be held: the last part of it was kept for this.
        with LAST_PART:
            # An error undoes the work, the role and the grant at once, and the caller's transaction stands.
            threshold.turn_back()
            if grant is not None:
                # The work is undone, also when the process is being ended; that data were open is not.
                _write_apart(grant.processing, entry_id)
            elif isinstance(error, _NotPermitted):
                raise Refused(
                    error.decided.decision, _write_apart(error.decided, new_entry_id())
                ) from error.__cause__
        raise


class _NotPermitted(Exception):  # noqa: N818 — an answer on its way to be written down
    """What the door answered, before it stands in the ledger."""

    def __init__(self, decided: Processing) -> None:
        super().__init__(decided.decision.outcome.value)
        self.decided = decided


def _demand_ground(at: datetime) -> None:
    if at.tzinfo is None:
        raise ValueError(f"the moment {at} has no time zone: give one, or deadlines shift by hours")
    if not connections[DEFAULT].in_atomic_block:
        raise NoTransactionError(
            "processing() was called outside a transaction: wrap the use case in transaction.atomic(), so "
            "that the work and its entry in the ledger stand or fall together"
        )


def _admit(
    threshold: Threshold,
    request: ProcessingRequest,
    actor: Actor,
    at: datetime,
    acknowledge: Collection[str],
) -> tuple[Processing, str]:
    """Give the permitted processing and the role that does it."""
    family, failure = "", None
    try:
        apart.settle()
        on = timezone.localtime(at).date()
        known = threshold.cross(question(request, actor=actor, on=on))
        read_choices_of_the_day(on)
        given = _memory.answer(decide, completed(request, actor=actor, on=on, known=known), on)
        decision = _with_duties_met(given.decision, acknowledge)
        if decision.permitted:
            family = family_of(request.purpose, request.action, role=actor.role)
            _demand_a_door(family, request.data)
    except Exception as error:  # noqa: BLE001 — whatever fails before the door opens is a refusal
        failure, decision = error, _failed(error, at)
    decided = Processing(request=request, actor=actor, decision=decision, at=at)
    if not decision.permitted:
        raise _NotPermitted(decided) from failure
    return replace(decided, receipt=given.receipt), family


def _with_duties_met(decision: Decision, acknowledge: Collection[str]) -> Decision:
    """Turn a permit into a refusal while a duty that comes before release is not acknowledged."""
    owed = [duty for duty in decision.duties if duty.before_release and duty.id not in acknowledge]
    if not decision.permitted or not owed:
        return decision
    return replace(
        decision,
        outcome=Outcome.GAP,
        norms=tuple(dict.fromkeys(duty.norm for duty in owed)),
        reason="Dit mag pas als eerst is gedaan: " + " ".join(duty.text for duty in owed),
        reason_english="duties before release are not acknowledged: " + ", ".join(duty.id for duty in owed),
        missing=tuple(duty.id for duty in owed),
        engine=f"{BY_THE_DOOR} a duty before release was not acknowledged",
    )


def _demand_a_door(family: str, data: frozenset[str]) -> None:
    shut = closed(family, data)
    if shut:
        told = "; ".join(
            f"{category} also needs {', '.join(sorted(more))}" for category, more in shut.items()
        )
        raise ClosedDoorError(
            f"a grant of {family} with {', '.join(sorted(data))} opens nothing of what it names: {told}. "
            "Name in the request every category that the role would see"
        )


def _failed(error: Exception, at: datetime) -> Decision:
    """Say that nothing could be decided or opened; the words of the error may hold data and stay out."""
    return Decision(
        outcome=Outcome.GAP,
        norms=(),
        duties=(),
        reason="Dit kon niet worden beoordeeld door een storing. Daarom is er niets geopend.",
        reason_english=f"nothing was opened because something failed: {type(error).__name__}",
        missing=(),
        bundle="",
        facts={},
        sources={},
        at=timezone.localtime(at).date(),
        engine=f"{BY_THE_DOOR} {type(error).__name__}",
    )


def _open(decided: Processing, family: str, entry_id: UUID) -> Grant:
    try:
        body = {
            **entry_body(decided, entry_id=entry_id),
            "duties": duties_body(decided.decision),
            "grant": grant_body(decided, family=family),
        }
        token = gate.open_grant(DEFAULT, body, family=family)
    except Exception as error:
        failed = replace(decided, decision=_failed(error, decided.at), receipt=None)
        raise _NotPermitted(failed) from error
    return Grant(decided.decision, entry_id, family, decided, token)


def _write_apart(decided: Processing, entry_id: UUID) -> UUID | None:
    """Commit an entry on its own connection, or keep it until the log takes it."""
    # What was refused or undone was not done: the act is not noted against who would have done it.
    undone = replace(decided, request=replace(decided.request, act=None))
    try:
        body = {**entry_body(undone, entry_id=entry_id), "duties": [], "grant": None}
    except Exception as error:  # noqa: BLE001 — without its keys nothing can be written, and nothing was opened
        _log.critical("entry %s cannot be written (%s)", entry_id, type(error).__name__)
        return None
    return apart.enter(entry_id, body)
