"""Leaves and entries of a made-up ledger."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from zorgvuldig.ledger import keys
from zorgvuldig.ledger.canonical import canonical
from zorgvuldig.ledger.commitments import subject_index
from zorgvuldig.ledger.leaf import Leaf
from zorgvuldig.ledger.personal import Opening, PersonalPart, Sealed, seal
from zorgvuldig.ledger.segments import SegmentRow, build_segment

if TYPE_CHECKING:
    from collections.abc import Sequence

    import psycopg

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
DECISION = {
    "reason": "U mag dit zien: het is nodig om de declaratie te controleren.",
    "duties": [{"id": "D1", "norm": "GC-4.0.6", "text": "Vertel het de verzekerde.", "due": None}],
}


def plain_leaf(**changed: Any) -> Leaf:
    """Give a leaf that is right in itself."""
    fields: dict[str, Any] = {
        "entry_id": uuid4(),
        "at": AT,
        "actor": "a" * 64,
        "actor_kind": "staff",
        "role": "claims-handler",
        "unit": "declaraties",
        "purpose": "formal-control",
        "action": "consult",
        "data": ("claim", "identification"),
        "subject": None,
        "run": None,
        "outcome": "permit",
        "norms": ("GC-4.2.1",),
        "duties": ("D1",),
        "bundle": "b" * 64,
        "receipt": "c" * 64,
    }
    return Leaf(**{**fields, **changed})


class Plant:
    """Puts entries into the intake as the gate would, from a connection with all power."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection

    def entry(
        self,
        subject: UUID | None = None,
        decision: Any = DECISION,
        leaf_says: Any = None,
        facts: Any = None,
        **changed: Any,
    ) -> UUID:
        """Plant one entry with its personal part; `facts` stand in its receipt."""
        actor = Opening.new("jansen")
        receipt = Opening.new(canonical({"facts": facts}) if facts is not None else os.urandom(8).hex())
        opening = Opening.new(str(subject)) if subject else None
        part = PersonalPart(actor=actor, receipt=receipt, subject=opening, decision=decision)
        committed = {"subject": opening.commitment} if opening else {}
        leaf = plain_leaf(
            **{
                "actor": actor.commitment,
                "receipt": receipt.commitment,
                **committed,
                **changed,
                **(leaf_says or {}),
            }
        )
        sealed = seal(part.as_bytes(), place=str(leaf.entry_id), wrapping_key=keys.wrapping_key())
        index = subject_index(keys.subject_index_key(), subject) if subject else None
        with self.connection.transaction():
            self._key(sealed)
            self.connection.execute(
                "INSERT INTO ledger.intake (entry_id, leaf, personal, personal_key, subject_index, run_id,"
                " purpose, outcome) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
                [
                    leaf.entry_id,
                    leaf.as_bytes(),
                    sealed.content,
                    sealed.key_id,
                    index,
                    leaf.run,
                    leaf.purpose,
                    leaf.outcome,
                ],
            )
        return leaf.entry_id

    def segment(self, rows: Sequence[SegmentRow], **changed: Any) -> UUID:
        """Plant a segment leaf with its rows."""
        entry_id = uuid4()
        built = build_segment(
            rows,
            entry_id=entry_id,
            index_key=keys.subject_index_key(),
            wrapping_key=keys.wrapping_key(),
        )
        with self.connection.transaction():
            self.entry(entry_id=entry_id, segment=built.root, **changed)
            for number, row in enumerate(built.rows):
                sealed = row.sealed
                if sealed:
                    self._key(sealed)
                self.connection.execute(
                    "INSERT INTO ledger.segment_row VALUES (%s, %s, %s, %s, %s, %s)",
                    [
                        entry_id,
                        number,
                        row.subject_index,
                        row.content,
                        sealed and sealed.content,
                        sealed and sealed.key_id,
                    ],
                )
            for tile in built.tiles:
                self.connection.execute(
                    "INSERT INTO ledger.segment_tile VALUES (%s, %s, %s, %s)",
                    [entry_id, tile.level, tile.index, b"".join(tile.hashes)],
                )
        return entry_id

    def erase(self, entry_id: UUID, row: int | None = None) -> None:
        """Destroy the key of a personal part, as retention does."""
        entry = "SELECT personal_key FROM ledger.intake WHERE entry_id = %s"
        part = "SELECT personal_key FROM ledger.segment_row WHERE entry_id = %s AND row_index = %s"
        found = self.connection.execute(
            entry if row is None else part, [entry_id, *([] if row is None else [row])]
        )
        self.connection.execute("DELETE FROM ledger.personal_key WHERE id = %s", found.fetchone())

    def _key(self, sealed: Sealed) -> None:
        self.connection.execute(
            "INSERT INTO ledger.personal_key VALUES (%s, %s)", [sealed.key_id, sealed.wrapped]
        )
