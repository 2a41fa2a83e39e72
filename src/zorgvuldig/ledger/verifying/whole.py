"""Recompute the whole ledger in one reading at one moment.

Every leaf hash, the row of indexes without gaps, every stored node, every checkpoint (root and signature;
each is over a beginning of the same leaves, so all agree with one another), every segment root, and, where
their keys still exist, the personal parts against the commitments in the leaves.

Whoever can write in the database can also cut the log off at its end and leave a shorter log that is sound in
itself; whoever has its key too can write it anew. Only what is kept elsewhere shows that: kept notes (of the
sequencer's account, of the witness's, of anybody), each a checkpoint that the log must still agree with.

An entry that was pruned has its hash and no content; some entry of the log must tell of it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.db import connections, transaction

from zorgvuldig.ledger import merkle, tiles
from zorgvuldig.ledger.checkpoint import Checkpoint
from zorgvuldig.ledger.note import NoteError, VerifierKey, open_note
from zorgvuldig.ledger.storage import rows
from zorgvuldig.ledger.stored import sealed_part
from zorgvuldig.ledger.verifying.faults import FaultError, Figures, Report
from zorgvuldig.ledger.verifying.personal import PersonalCheck, PersonalKeys
from zorgvuldig.ledger.verifying.pruned import PruningCheck
from zorgvuldig.ledger.verifying.segments import check_segment

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django.db.backends.utils import CursorWrapper

__all__ = ["verify_ledger"]

NOTHING: Mapping[str, str] = MappingProxyType({})
_CHUNK = 2_000
_LEAVES = """
SELECT l.index, l.entry_id::text, l.leaf_hash, i.leaf, i.purpose, i.outcome, i.run_id::text, i.subject_index,
    i.personal, i.personal_key, k.wrapped, i.entry_id IS NOT NULL
FROM ledger.leaf l
LEFT JOIN ledger.intake i ON i.entry_id = l.entry_id
LEFT JOIN ledger.personal_key k ON k.id = i.personal_key
WHERE l.index >= %s ORDER BY l.index LIMIT %s
"""
_CHECKPOINTS = "SELECT size, root, note FROM ledger.checkpoint WHERE size > %s AND size <= %s ORDER BY size"
_NODE = "SELECT hash FROM ledger.node WHERE level = %s AND index = %s"
_COUNTS = """
SELECT (SELECT count(*) FROM ledger.leaf), (SELECT count(*) FROM ledger.node),
    (SELECT count(*) FROM ledger.checkpoint), (SELECT count(*) FROM ledger.intake)
"""
_PLACED_ROWS = """
SELECT coalesce(sum(s.rows), 0), coalesce(sum(s.bare), 0) FROM (
    SELECT r.entry_id, 1 AS rows, 0 AS bare FROM ledger.segment_row r
    UNION ALL SELECT b.entry_id, b.row_count, 0 FROM ledger.segment_block b
    UNION ALL SELECT d.entry_id, 0, 1 FROM ledger.decided_segment d
        WHERE NOT EXISTS (SELECT FROM ledger.segment_block b WHERE b.entry_id = d.entry_id)
) s
WHERE EXISTS (SELECT FROM ledger.leaf l WHERE l.entry_id = s.entry_id)
"""


def verify_ledger(
    *,
    key: VerifierKey,
    using: str,
    personal: PersonalKeys | None = None,
    kept: Mapping[str, str] = NOTHING,
    progress: Callable[[int], None] = lambda _: None,
) -> Report:
    """Verify everything; the answer holds the figures, and the first fault if there is one.

    Args:
        key: the published key of the log.
        using: the database alias whose login may read the log.
        personal: the keys that open personal parts, to check those too.
        kept: notes of this log that were kept outside of the database, by who kept them.
        progress: told how many leaves were verified.
    """
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        reading = _Reading(cursor, key, personal, dict(kept))
        try:
            reading.leaves(progress)
            reading.pruning.all_told()
            reading.counts()
        except FaultError as error:
            return Report(reading.figures, error.fault)
        return Report(reading.figures)


@dataclass
class _Reading:
    cursor: CursorWrapper
    key: VerifierKey
    personal_keys: PersonalKeys | None
    kept: dict[str, str]
    figures: Figures = field(default_factory=Figures)
    edge: tiles.RightEdge = field(default_factory=tiles.RightEdge)

    def __post_init__(self) -> None:
        self.personal = PersonalCheck(self.personal_keys, self.figures)
        self.pruning = PruningCheck(self.cursor, self.figures)
        #: What each keeper saw and was not met yet, the smallest log first.
        self.seen: list[tuple[Checkpoint, str]] = []

    def leaves(self, progress: Callable[[int], None]) -> None:
        """Read all leaves in order, and check what becomes due on the way."""
        opened = ((self._opened(note, f"the note kept by {who}"), who) for who, note in self.kept.items())
        self.seen = sorted(opened, key=lambda found: found[0].size)
        while chunk := rows(self.cursor, _LEAVES, [self.edge.size, _CHUNK]):
            first = self.edge.size
            due = rows(self.cursor, _CHECKPOINTS, [first, first + len(chunk)])
            for row in chunk:
                self._checked(row)
                if due and due[0][0] == self.edge.size:
                    self._checkpoint(*due.pop(0))
                if self.seen:
                    self._witnessed()
            progress(self.edge.size)
        if self.seen:
            checkpoint, who = self.seen[0]
            raise FaultError(
                f"{who} saw {checkpoint.size} leaves and the log has {self.edge.size}: it was cut off",
                self.edge.size,
            )

    def counts(self) -> None:
        """Compare how many there are with how many were checked: nothing may stand beside the tree."""
        leaves, nodes, checkpoints, entries = rows(self.cursor, _COUNTS)[0]
        ((segment_rows, bare),) = rows(self.cursor, _PLACED_ROWS)
        figures = self.figures
        figures.waiting = entries - leaves
        for name, stored, checked in (
            ("leaves", leaves, figures.leaves),
            ("nodes", nodes, figures.nodes),
            ("checkpoints", checkpoints, figures.checkpoints),
            ("segment rows", int(segment_rows), figures.rows),
            ("bulk decisions without rows", int(bare), 0),
        ):
            if stored != checked:
                raise FaultError(
                    f"there are {stored} {name} and {checked} belong to the tree", figures.leaves
                )
        last = rows(self.cursor, "SELECT max(size) FROM ledger.checkpoint")[0][0] or 0
        if last != figures.leaves:
            raise FaultError(f"the leaves from {last} on stand under no checkpoint", last)

    def _checked(self, row: Sequence[Any]) -> None:
        place = self.edge.size
        try:
            self._leaf(row)
        except (KeyError, TypeError, ValueError) as error:
            raise FaultError(f"the entry is not one that the ledger writes ({error!r})", place) from error

    def _leaf(self, row: Sequence[Any]) -> None:
        index, entry_id, stored_hash, content, purpose, outcome, run_id, subject_index, *sealed, _ = row
        place = self.edge.size
        if index != place:
            raise FaultError(f"leaf {place} is missing: the next one is {index}", place)
        if content is None:
            self._emptied(row, place)
            return
        if merkle.leaf_hash(bytes(content)) != bytes(stored_hash):
            raise FaultError("the entry was changed: its hash is not the one in the tree", place)
        # A million are read here: as text, which costs a third less than letting json guess an encoding.
        leaf = json.loads(str(content, "utf-8"))
        told = leaf["id"], leaf["purpose"], leaf["outcome"], leaf["run"]
        if told != (entry_id, purpose, outcome, run_id):
            beside = {"id": entry_id, "purpose": purpose, "outcome": outcome, "run": run_id}
            other = next(name for name, value in beside.items() if leaf[name] != value)
            raise FaultError(f"the column beside the leaf says another {other} than the leaf", place)
        self._append(bytes(stored_hash), place)
        self.personal.entry(leaf, sealed_part(*sealed), _bytes(subject_index), place)
        if leaf["segment"]:
            self.figures.segments += 1
            self.figures.rows += check_segment(self.cursor, leaf, self.personal, place)
            self.pruning.told_by(leaf)

    def _emptied(self, row: Sequence[Any], place: int) -> None:
        """Take in the hash of a leaf whose content went, for which some entry must answer."""
        _, entry_id, stored_hash, *beside = row
        if not beside.pop():
            raise FaultError(f"the entry {entry_id} of this leaf is gone", place)
        if any(value is not None for value in beside):
            raise FaultError("the entry was emptied, and not all of it", place)
        self.pruning.emptied(place)
        self._append(bytes(stored_hash), place)

    def _append(self, leaf_hash: bytes, place: int) -> None:
        self.figures.leaves += 1
        for node in self.edge.append(leaf_hash):
            if [(node.hash,)] != [(bytes(h),) for (h,) in rows(self.cursor, _NODE, [node.level, node.index])]:
                raise FaultError(
                    f"node {node.index} of level {node.level} is not what its leaves give", place
                )
            self.figures.nodes += 1

    def _checkpoint(self, size: int, root: bytes, note: str) -> None:
        place = size - 1
        found = self._opened(note, f"the checkpoint of size {size}")
        if found != Checkpoint(self.key.name, size, bytes(root)):
            raise FaultError(f"the checkpoint of size {size} says another thing than what was signed", place)
        if found.root != self.edge.root():
            raise FaultError(f"the leaves do not lead to the root that was signed at size {size}", place)
        self.figures.checkpoints += 1

    def _witnessed(self) -> None:
        while self.seen and self.seen[0][0].size <= self.edge.size:
            checkpoint, who = self.seen.pop(0)
            if checkpoint.root != self.edge.root():
                raise FaultError(f"{who} saw another log at this size: it was rewritten", self.edge.size - 1)

    def _opened(self, note: str, what: str) -> Checkpoint:
        try:
            return Checkpoint.parse(open_note(note, [self.key]))
        except NoteError as error:
            raise FaultError(f"{what} does not hold: {error}", max(self.edge.size - 1, 0)) from error


def _bytes(value: bytes | None) -> bytes | None:
    return None if value is None else bytes(value)
