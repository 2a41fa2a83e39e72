"""The sequencer: takes committed entries from the intake, gives them their place in the tree, and signs.

It alone holds the signing key and runs under a login of its own (`zv_sequencer`), which may read the ledger
and add leaves, nodes and checkpoints. Everything of one pass is one transaction, so a kill at any moment
leaves either the whole pass or nothing.

Entries are taken by what a snapshot shows, never by "a higher number than last time", which would lose an
entry whose transaction began early and committed late: whatever is committed and has no place yet gets one.
The horizon of the snapshot, below which no transaction runs any more, only says where the next pass begins
to look. An entry that was committed before another began always stands before it in the tree, and somebody
who keeps an old transaction open holds up nobody.

Each pass tells the gate up to which moment all that was committed has its place. When that moment grows old,
because nobody sequences or something keeps the sequencer from its work, the gate opens nothing any more.
"""

from __future__ import annotations

from dataclasses import dataclass
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
# One at a time: whoever else sequences waits. Nobody but this login and the owner may lock this table so, and
# the readers of the gate are not held up; a lock that any login could take would let it stop all sequencing.
_LOCK = "LOCK TABLE gate.sequencing IN EXCLUSIVE MODE"
# Horizon and moment are taken before the entries are read: they promise too little, never too much.
# A floor of another life of the database, of which this is a restored dump, says nothing of these numbers.
_BEGIN = """
SELECT CASE WHEN p.life = s.life AND p.floor <= s.horizon THEN p.floor ELSE '0' END::text,
    s.life, s.horizon::text, clock_timestamp(),
    p.life = s.life AND p.placed_until BETWEEN clock_timestamp() - %(repeat)s::interval AND clock_timestamp()
FROM gate.sequencing p, (
    SELECT c.system_identifier::text AS life, pg_snapshot_xmin(pg_current_snapshot()) AS horizon
    FROM pg_control_system() c
) s
"""
# One look in an index for each entry: of tables under row-level security the planner knows no statistics, and
# would read all leaves to join them. What is large is read at the end, for those that are taken.
_TAKE = """
WITH fresh AS MATERIALIZED (
    SELECT i.entry_id, i.position FROM ledger.intake i WHERE i.xid >= %(floor)s::xid8
), free AS MATERIALIZED (
    SELECT f.entry_id, f.position FROM fresh f
    WHERE (SELECT l.index FROM ledger.leaf l WHERE l.entry_id = f.entry_id) IS NULL
    ORDER BY f.position LIMIT %(limit)s
)
SELECT f.entry_id, (SELECT i.leaf FROM ledger.intake i WHERE i.entry_id = f.entry_id)
FROM free f ORDER BY f.position
"""
_DONE = """
UPDATE gate.sequencing SET placed_until = %s, floor = %s::xid8, life = %s,
    durability = current_setting('synchronous_commit')
"""
#: An idle log says again after so long that nothing waits.
REPEAT = "20 seconds"
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

    def run_once(self, *, at: datetime) -> Sequenced:
        """Take what is committed, append it, and sign the new size; without entries, sign nothing."""
        with transaction.atomic(using=self.using), connections[self.using].cursor() as cursor:
            cursor.execute(_LOCK)
            ((floor, life, horizon, moment, said),) = rows(cursor, _BEGIN, {"repeat": REPEAT})
            entries = rows(cursor, _TAKE, {"floor": floor, "limit": self.batch})
            if entries:
                self._append(cursor, entries, at)
            # A full batch may have left some, of whatever age.
            if len(entries) < self.batch and (entries or not said):
                cursor.execute(_DONE, [moment, horizon, life])
            last = last_checkpoint(cursor)
        return Sequenced(len(entries), last.size if last else 0, last.note if last else None)

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
