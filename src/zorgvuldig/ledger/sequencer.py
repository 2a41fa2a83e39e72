"""The sequencer: takes committed entries from the intake, gives them their place in the tree, and signs.

It alone holds the signing key and runs under a login of its own (`zv_sequencer`), which may read the ledger
and add leaves, nodes and checkpoints. Everything of one pass is one transaction, so a kill at any moment
leaves either the whole pass or nothing.

Entries are taken by *snapshot horizon*: only those whose transaction number lies below every transaction that
still runs. Taking "all with a higher number than last time" would lose an entry whose transaction began early
and committed late. An entry that was committed before another began always stands before it in the tree.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import connections, transaction

from zorgvuldig.ledger import merkle, tiles
from zorgvuldig.ledger.checkpoint import Checkpoint
from zorgvuldig.ledger.note import NoteError, SigningKey, open_note
from zorgvuldig.ledger.storage import last_checkpoint, rows, tile_reader

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from django.db.backends.utils import CursorWrapper

__all__ = ["ALIAS", "LedgerDamagedError", "Sequenced", "Sequencer"]

ALIAS = "sequencer"
# Names our lock among all advisory locks of the database.
_LOCK = int.from_bytes(b"zvledger", "big")
_HORIZON = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text"
# A number that was never given out here comes from another life of the database, a restored dump: committed.
# One look in an index for each entry: of tables under row-level security the planner knows no statistics, and
# would read all leaves to join them.
_TAKE = """
SELECT i.entry_id, i.leaf FROM ledger.intake i
WHERE i.xid >= %(floor)s::xid8
    AND (i.xid < %(horizon)s::xid8 OR i.xid >= pg_snapshot_xmax(pg_current_snapshot()))
    AND (SELECT l.index FROM ledger.leaf l WHERE l.entry_id = i.entry_id) IS NULL
ORDER BY i.position LIMIT %(limit)s
"""
_BEYOND = "SELECT count(*) FROM ledger.leaf WHERE index >= %s"
_ADD_LEAVES = """
INSERT INTO ledger.leaf (index, entry_id, leaf_hash)
SELECT * FROM unnest(%s::bigint[], %s::uuid[], %s::bytea[])
"""
_ADD_NODES = """
INSERT INTO ledger.node (level, index, hash)
SELECT * FROM unnest(%s::smallint[], %s::bigint[], %s::bytea[])
"""
_ADD_CHECKPOINT = "INSERT INTO ledger.checkpoint (size, root, note, made_at) VALUES (%s, %s, %s, %s)"


class LedgerDamagedError(RuntimeError):
    """The stored edge of the tree does not lead to the last checkpoint: nothing may be signed on top."""


@dataclass(frozen=True)
class Sequenced:
    """What one pass did."""

    taken: int
    size: int
    note: str | None
    """The last signed checkpoint; none while the log is empty."""


@dataclass
class Sequencer:
    """One sequencer with its key; passes may be repeated, interrupted, or run by two at once."""

    key: SigningKey
    using: str = ALIAS
    batch: int = 10_000
    floor: str = field(default="0", init=False)
    """Below this transaction number everything is in the tree; a new process looks through all once."""

    def run_once(self, *, at: datetime) -> Sequenced:
        """Take what is surely committed, append it, and sign the new size; without entries, sign nothing."""
        with transaction.atomic(using=self.using), connections[self.using].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            horizon = rows(cursor, _HORIZON)[0][0]
            words = {"floor": self.floor, "horizon": horizon, "limit": self.batch}
            entries = rows(cursor, _TAKE, words)
            if entries:
                self._append(cursor, entries, at)
            last = last_checkpoint(cursor)
        # Only after the commit: a pass that fails must look at the same entries again.
        if len(entries) < self.batch:
            self.floor = horizon
        return Sequenced(len(entries), last.size if last else 0, last.note if last else None)

    def forget(self) -> None:
        """Look through all entries again at the next pass, as after a lost connection."""
        self.floor = "0"

    def _append(self, cursor: CursorWrapper, entries: Sequence[tuple[UUID, bytes]], at: datetime) -> None:
        edge = load_edge(cursor, self.key)
        places = list(range(edge.size, edge.size + len(entries)))
        hashes = [merkle.leaf_hash(bytes(leaf)) for _, leaf in entries]
        filled = [node for hashed in hashes for node in edge.append(hashed)]
        cursor.execute(_ADD_LEAVES, [places, [entry_id for entry_id, _ in entries], hashes])
        cursor.execute(
            _ADD_NODES,
            [[n.level for n in filled], [n.index for n in filled], [n.hash for n in filled]],
        )
        checkpoint = Checkpoint(self.key.name, edge.size, edge.root())
        note = self.key.sign(checkpoint.as_text())
        cursor.execute(_ADD_CHECKPOINT, [checkpoint.size, checkpoint.root, note, at])


def load_edge(cursor: CursorWrapper, key: SigningKey) -> tiles.RightEdge:
    """Load the right edge of the tree, and make sure that it is the one that was signed last."""
    last = last_checkpoint(cursor)
    size = last.size if last else 0
    if rows(cursor, _BEYOND, [size]) != [(0,)]:
        raise LedgerDamagedError(f"There are leaves from index {size} on that no checkpoint was signed over.")
    if last is None:
        return tiles.RightEdge()
    edge = tiles.RightEdge.load(size, tile_reader(cursor))
    try:
        signed = Checkpoint.parse(open_note(last.note, [key.verifier_key]))
    except NoteError as error:
        raise LedgerDamagedError(f"The checkpoint of size {size} is not one of ours: {error}.") from error
    if signed != Checkpoint(key.name, size, last.root) or edge.root() != signed.root:
        raise LedgerDamagedError(
            f"The leaves below index {size} do not lead to the checkpoint that was signed over them. "
            "Nothing is signed on top; run `zorgvuldig ledger verify` to find the place."
        )
    return edge
