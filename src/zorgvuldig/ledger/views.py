"""What readers see of an entry: the leaf in plain fields, and its words as long as they open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from zorgvuldig.ledger.leaf import Leaf
from zorgvuldig.ledger.personal import PersonalPart, Sealed, SealError, entry_place, unseal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from zorgvuldig.ledger.canonical import Json
    from zorgvuldig.records.key_encryption import KeyEncryption

__all__ = [
    "ERASED",
    "SHARED",
    "UNREADABLE",
    "DutyView",
    "EntryLine",
    "EntryView",
    "Receiver",
    "SegmentRowView",
    "StoredEntry",
    "Use",
    "personal_part",
    "view",
]

ERASED = "De toelichting is gewist: de bewaartermijn is voorbij of er is om gevraagd."
SHARED = "De toelichting gaat ook over anderen en staat daarom niet hier. De artikelen staan er wel bij."
UNREADABLE = "De toelichting is niet te lezen. Laat het logboek controleren."


@dataclass(frozen=True, kw_only=True)
class DutyView:
    """A duty (verplichting) that came with a permit; without words once the personal part is erased."""

    id: str
    norm: str = ""
    text: str = ""
    due: str | None = None


@dataclass(frozen=True, kw_only=True)
class SegmentRowView:
    """One row of a run."""

    row: int
    content: Mapping[str, Json]


@dataclass(frozen=True, kw_only=True)
class EntryView:
    """One processing (verwerking) as it is shown."""

    entry_id: UUID
    position: int
    at: datetime
    actor_role: str
    actor_unit: str | None
    actor_kind: str
    purpose: str
    action: str
    data: tuple[str, ...]
    outcome: str
    norms: tuple[str, ...]
    reason: str
    duties: tuple[DutyView, ...]
    bundle: str
    run_id: UUID | None
    index: int | None
    """Its place in the tree; none while it is not under a checkpoint yet."""
    segment_size: int | None = None
    segment_rows: tuple[SegmentRowView, ...] = ()
    """The rows about the person who was asked for; never those of others."""


@dataclass(frozen=True, kw_only=True)
class EntryLine:
    """An entry, or the newest of several refusals that agree."""

    entry: EntryView
    times: int
    first_at: datetime
    """The moment of the oldest of them."""


@dataclass(frozen=True, kw_only=True)
class StoredEntry:
    """An entry as the tables hold it."""

    entry_id: UUID
    position: int
    leaf: bytes
    sealed: Sealed | None
    """The personal part; none once its key was destroyed."""
    index: int | None


def view(
    stored: StoredEntry, *, wrapping_key: KeyEncryption, rows: tuple[SegmentRowView, ...] = ()
) -> EntryView:
    """Show one stored entry."""
    leaf = Leaf.from_bytes(stored.leaf)
    reason, duties = _words(stored, leaf, wrapping_key)
    return EntryView(
        entry_id=leaf.entry_id,
        position=stored.position,
        at=leaf.at,
        actor_role=leaf.role,
        actor_unit=leaf.unit,
        actor_kind=leaf.actor_kind,
        purpose=leaf.purpose,
        action=leaf.action,
        data=leaf.data,
        outcome=leaf.outcome,
        norms=leaf.norms,
        reason=reason,
        duties=duties,
        bundle=leaf.bundle,
        run_id=leaf.run,
        index=stored.index,
        segment_size=leaf.segment.size if leaf.segment else None,
        segment_rows=rows,
    )


def personal_part(stored: StoredEntry, wrapping_key: KeyEncryption) -> PersonalPart | None:
    """Open the personal part of an entry; none once it is erased."""
    if stored.sealed is None:
        return None
    place = entry_place(stored.entry_id)
    return PersonalPart.from_bytes(unseal(stored.sealed, place=place, wrapping_key=wrapping_key))


def _words(stored: StoredEntry, leaf: Leaf, wrapping_key: KeyEncryption) -> tuple[str, tuple[DutyView, ...]]:
    """Give reason and duties in words; a listing must not break on one entry that does not open."""
    without = tuple(DutyView(id=duty) for duty in leaf.duties)
    try:
        part = personal_part(stored, wrapping_key)
    except SealError:
        return UNREADABLE, without
    if part is None:
        # The words of an entry about several named persons open for oversight only.
        return SHARED if leaf.segment and leaf.run is None else ERASED, without
    decision = cast("Mapping[str, Any]", part.decision or {})
    told = tuple(
        DutyView(id=duty["id"], norm=duty["norm"], text=duty["text"], due=duty["due"])
        for duty in decision.get("duties", ())
    )
    return str(decision.get("reason", "")), told or without


@dataclass(frozen=True, kw_only=True)
class Use:
    """That data of a person were used: for what, which, whether they left us, how often, and when last."""

    purpose: str
    data: frozenset[str]
    outward: bool
    times: int
    last: datetime


@dataclass(frozen=True, kw_only=True)
class Receiver:
    """Who received data of a person: as what, for which purpose, which data, how often, first and last."""

    role: str | None
    """None where the log no longer tells who it was."""
    purpose: str
    data: frozenset[str]
    times: int
    first: datetime
    last: datetime
