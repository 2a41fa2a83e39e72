"""Put a decided processing into the words of the ledger: the leaf, what opens it, and what is owed."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID, uuid4

from zorgvuldig.ledger.canonical import canonical
from zorgvuldig.ledger.commitments import sought_indexes, subject_index
from zorgvuldig.ledger.deferrals import deferral_body
from zorgvuldig.ledger.keys import subject_index_key, wrapping_key
from zorgvuldig.ledger.leaf import Leaf, SegmentRoot
from zorgvuldig.ledger.personal import Opening, PersonalPart, Sealed, seal
from zorgvuldig.ledger.segments import BuiltSegment, SealedRow, SegmentRow, build_segment
from zorgvuldig.norms import bundle_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from zorgvuldig.decisions import Actor, Decision, ProcessingRequest
    from zorgvuldig.ledger.decided_rows import OrderedRows
    from zorgvuldig.ledger.tiles import Tile

#: How many rows of a segment go in one statement: some megabytes, whatever the size of the run.
PART = 2000


@dataclass(frozen=True, kw_only=True)
class Processing:
    """One decided processing: who, what, about whom, when, and the decision."""

    request: ProcessingRequest
    actor: Actor
    decision: Decision
    at: datetime
    receipt: bytes | None = None
    """The canonical receipt of the decision, where it was written before."""

    @property
    def subject(self) -> UUID | None:
        """Give the one person whom this is about, if it is one."""
        subjects = self.request.scope.subject_ids
        return subjects[0] if len(subjects) == 1 else None


def entry_body(
    processing: Processing, *, entry_id: UUID, rows: Sequence[SegmentRow] | None = None
) -> dict[str, Any]:
    """Write an entry as the gate takes it in; with rows it is a segment, and its leaf holds their root.

    A processing about several named persons is always a segment, or none of them would find it back.
    """
    subjects, later = processing.request.scope.subject_ids, rows is not None
    if rows is None and len(subjects) > 1:
        rows = [SegmentRow(subject, {}) for subject in subjects]
    built = None if rows is None else _built(rows, entry_id)
    body = _entry(processing, entry_id, None if built is None else built.root, act=not later)
    return {"entry": body, **(_part(built.rows, built.tiles, 0) if built else _part((), (), 0))}


def segment_bodies(
    processing: Processing, *, entry_id: UUID, rows: Sequence[SegmentRow]
) -> Iterator[dict[str, Any]]:
    """Write a segment in parts that a statement can carry: the leaf with the first rows, then the others."""
    built = _built(rows, entry_id)
    leaf: dict[str, Any] = {"entry": _entry(processing, entry_id, built.root, act=False)}
    count = -(-len(built.rows) // PART) or 1
    tiles = -(-len(built.tiles) // count)
    for number in range(count):
        start = number * PART
        part = _part(
            built.rows[start : start + PART], built.tiles[number * tiles : (number + 1) * tiles], start
        )
        yield {**(leaf if number == 0 else {"entry_id": str(entry_id)}), **part}


def decided_body(processing: Processing, rows: OrderedRows) -> dict[str, Any]:
    """Write the leaf of a bulk decision; its rows came before it (`OrderedRows.parts`)."""
    return {"entry": _entry(processing, rows.entry_id, rows.root, act=False), **_part((), (), 0)}


def _built(rows: Sequence[SegmentRow], entry_id: UUID) -> BuiltSegment:
    return build_segment(rows, entry_id=entry_id, index_key=subject_index_key(), wrapping_key=wrapping_key())


def _entry(
    processing: Processing, entry_id: UUID, segment: SegmentRoot | None, *, act: bool
) -> dict[str, Any]:
    part, subject = _personal_part(processing), processing.subject
    sealed = seal(part.as_bytes(), place=str(entry_id), wrapping_key=wrapping_key())
    return {
        "id": str(entry_id),
        "leaf": _leaf(processing, part, entry_id, segment).as_bytes().decode(),
        "personal": _text(sealed.content),
        "personal_key": str(sealed.key_id),
        "wrapped": _text(sealed.wrapped),
        "subject_index": None if subject is None else subject_index(subject_index_key(), subject).hex(),
        "run_id": _name(processing.request.scope.run_id),
        "purpose": processing.request.purpose,
        "outcome": processing.decision.outcome.value,
        # A later segment is of the same processing: its act was noted with the first entry.
        "act": act_body(processing.request, processing.actor) if act else None,
        "deferral": _deferral(processing, entry_id),
    }


def act_body(request: ProcessingRequest, actor: Actor) -> dict[str, str | None] | None:
    """Write who does which duty on what, for the rules that keep duties apart (functiescheiding)."""
    if request.act is None:
        return None
    return {"duty": request.act.duty, "object": _name(request.act_object), "actor": actor.identifier}


def duties_body(decision: Decision) -> list[dict[str, Any]]:
    """Write the duties that stay open after the data were released: the work list (openstaande plichten)."""
    return [
        {
            "duty": duty.id,
            "norm": duty.norm,
            "text": duty.text,
            "due": duty.due,
            "discharger": duty.discharger,
        }
        for duty in decision.duties
        if not duty.before_release
    ]


def grant_body(processing: Processing, *, family: str) -> dict[str, Any]:
    """Write what is to be opened: exactly the categories, the persons and the run that were decided."""
    scope = processing.request.scope
    return {
        "family": family,
        "categories": sorted(processing.request.data),
        "subjects": [str(subject) for subject in scope.subject_ids],
        "run_id": _name(scope.run_id),
        "numbers": [number.hex() for number in scope.subject_indexes],
        "indexes": _own_indexes(processing),
        # Whoever logs in for a party opens that party's rows, whatever a process asked.
        "parties": [processing.actor.identifier] if processing.actor.kind == "party" else [],
        "despite_restriction": used_despite_restriction(processing),
    }


#: What leaves a use of restricted data lawful (GDPR art. 18 par. 2), beside the consent of the person.
_LAWFUL_USES = ("needed_for_legal_claim", "protects_others", "public_interest_statute")


def used_despite_restriction(processing: Processing) -> bool:
    """Tell whether what is restricted opens all the same: to store, to review, or as the law leaves it.

    Asked apart from the rules, so that the database keeps closed what a rule would forget.
    """
    request, facts = processing.request, processing.decision.facts
    parameters = bundle_at(processing.decision.at).parameters
    if request.action not in cast("tuple[str, ...]", parameters["uses"]):
        return True
    if request.purpose in cast("tuple[str, ...]", parameters["purposes_of_review"]):
        return True
    consented = facts.get("explicit_consent") is True and facts.get("consent_withdrawn") is not True
    return consented or any(facts.get(name) is True for name in _LAWFUL_USES)


def new_entry_id() -> UUID:
    """Draw the key of a new entry, which also makes its proof good for one time only."""
    return uuid4()


def _deferral(processing: Processing, entry_id: UUID) -> dict[str, str] | None:
    deferral = processing.request.confidential
    if deferral is None:
        return None
    return deferral_body(deferral, entry_id=entry_id, actor=processing.actor.identifier)


def _own_indexes(processing: Processing) -> list[str]:
    """Give the indexes under which the persons' own entries are found, when the log is asked for."""
    if "log" not in processing.request.data:
        return []
    key = subject_index_key()
    subjects = processing.request.scope.subject_ids
    return [index.hex() for subject in subjects for index in sought_indexes(key, subject)]


def _personal_part(processing: Processing) -> PersonalPart:
    subject = processing.subject
    return PersonalPart(
        actor=Opening.new(processing.actor.identifier),
        receipt=Opening.new(processing.receipt or canonical(processing.decision.receipt())),
        subject=None if subject is None else Opening.new(str(subject)),
        decision=processing.decision.as_json(),
    )


def _leaf(processing: Processing, part: PersonalPart, entry_id: UUID, segment: SegmentRoot | None) -> Leaf:
    request, actor, decision = processing.request, processing.actor, processing.decision
    return Leaf(
        entry_id=entry_id,
        at=processing.at,
        actor=part.actor.commitment,
        actor_kind=actor.kind,
        role=actor.role,
        unit=actor.unit,
        purpose=request.purpose,
        action=request.action,
        data=tuple(sorted(request.data)),
        subject=None if part.subject is None else part.subject.commitment,
        run=request.scope.run_id,
        outcome=decision.outcome.value,
        norms=decision.norms,
        duties=tuple(duty.id for duty in decision.duties),
        bundle=decision.bundle,
        receipt=part.receipt.commitment,
        segment=segment,
    )


def _part(rows: Sequence[SealedRow], tiles: Sequence[Tile], start: int) -> dict[str, Any]:
    return {
        "keys": [_wrapped(row.sealed) for row in rows if row.sealed],
        "rows": [
            {
                "row": number,
                "subject": None if row.subject_index is None else row.subject_index.hex(),
                "content": row.content.decode(),
                "personal": None if row.sealed is None else _text(row.sealed.content),
                "key": None if row.sealed is None else str(row.sealed.key_id),
            }
            for number, row in enumerate(rows, start)
        ],
        "tiles": [tile.as_json() for tile in tiles],
    }


def _wrapped(sealed: Sealed) -> dict[str, str]:
    return {"id": str(sealed.key_id), "wrapped": _text(sealed.wrapped)}


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _name(identifier: UUID | None) -> str | None:
    return None if identifier is None else str(identifier)
