"""The front door of keeping and erasing: look ahead, erase what is due, lay and end holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zorgvuldig.ledger import expiring_items, expiry
from zorgvuldig.ledger.expiring_items import batches as item_batches
from zorgvuldig.ledger.processing import SegmentRow, processing
from zorgvuldig.processes.retention import act, decide, models
from zorgvuldig.processes.retention.act import Ahead, Counted, classes_held, terms_on

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from uuid import UUID

    from zorgvuldig.decisions import Actor
    from zorgvuldig.ledger.expiring_items import Item, ItemBatch
    from zorgvuldig.ledger.expiry import Batch, Due
    from zorgvuldig.processes.retention.intake import HoldWanted
    from zorgvuldig.processes.retention.models import HoldRow

__all__ = [
    "BATCH",
    "Ahead",
    "Counted",
    "Gone",
    "classes_held",
    "count",
    "end_hold",
    "erase_batch",
    "erase_items",
    "find_due",
    "find_left",
    "item_batches",
    "list_holds",
    "look_ahead",
    "place_hold",
    "terms_on",
]

#: So many persons or items go in one decision, one entry and one transaction.
BATCH = 1_000
#: The kinds of items that people log in for.
PARTIES = frozenset({"provider", "partner"})


@dataclass(frozen=True)
class Gone:
    """What one batch erased: rows by class and table, and the logins that have nobody behind them now."""

    rows: Mapping[str, Mapping[str, int]]
    logins: tuple[str, ...] = ()


def find_due(*, actor: Actor, day: date, at: datetime) -> Due:
    """Find who is beyond the term on a day (wie aan de beurt is).

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.survey(), actor=actor, at=at):
        return expiry.persons_due(day=day, terms=act.terms_on(day))


def find_left(*, actor: Actor, day: date, at: datetime) -> tuple[Due, list[Item]]:
    """Find who is still beyond the term on a day, and which single items of others are (wat er nog staat).

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.survey(), actor=actor, at=at):
        return expiry.persons_due(day=day, terms=act.terms_on(day)), act.items_past_term(day)


def count(*, actor: Actor, day: date, at: datetime) -> Counted:
    """Count what is due on a day by class and table, and touch nothing (proef draaien).

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.survey(), actor=actor, at=at):
        return act.counted(day)


def look_ahead(*, actor: Actor, today: date, later: date, at: datetime) -> Ahead:
    """Tell what is overdue today, what goes until a later day, and what is kept (vooruitblik).

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.oversee(), actor=actor, at=at):
        return Ahead(overdue=act.counted(today), later=act.counted(later))


def erase_batch(*, actor: Actor, batch: Batch, day: date, at: datetime) -> Gone:
    """Erase everything of these persons, with the entry that says so; all of it or nothing (vernietigen).

    Their logins are told, for those go too.

    Raises:
        Refused: the decision was no permit.
        LeftoverError: something that had to go still stands, or somebody is kept since; nothing was erased.
    """
    with processing(decide.erase(batch.persons, ends_on=batch.ends_on), actor=actor, at=at) as grant:
        logins = expiring_items.logins_of(batch.persons)
        erased = act.by_class(act.erase(batch, day=day, terms=act.terms_on(day), at=at))
        grant.segment([SegmentRow(None, {"erased": erased, "persons": len(batch.persons)})])
        return Gone(erased, tuple(logins))


def erase_items(*, actor: Actor, batch: ItemBatch, day: date, at: datetime) -> Gone:
    """Erase items that are past their own term, with the entry that says so (vernietigen per stuk).

    Raises:
        Refused: the decision was no permit.
    """
    asked = decide.erase_items(
        batch.kind,
        retention=batch.retention,
        category=batch.category,
        persons=batch.persons,
        since=batch.since,
    )
    with processing(asked, actor=actor, at=at) as grant:
        logins = expiring_items.logins_of(batch.items) if batch.kind in PARTIES else []
        erased = {batch.retention: dict(act.erase_items(batch, day=day))}
        grant.segment([SegmentRow(None, {"erased": erased, "items": len(batch.items), "kind": batch.kind})])
        return Gone(erased, tuple(logins))


def list_holds(*, actor: Actor, at: datetime) -> list[HoldRow]:
    """List the holds on persons that stand, the first to be reviewed on top (vernietigingsverboden).

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.oversee(), actor=actor, at=at):
        held = expiry.persons_held()
    if not held:
        return []
    with processing(decide.view_holds(held), actor=actor, at=at):
        return models.holds()


def place_hold(*, actor: Actor, wanted: HoldWanted, at: datetime) -> UUID:
    """Lay a hold on a person: nothing of this person goes while it stands (vernietigingsverbod).

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.hold(wanted.person), actor=actor, at=at):
        return models.place(wanted, by=actor.identifier, at=at)


def end_hold(*, actor: Actor, person: UUID, reason: str, at: datetime) -> bool:
    """End the hold on a person, with its reason; False when none stands.

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.hold(person), actor=actor, at=at):
        return models.end(person, by=actor.identifier, reason=reason, at=at)
