"""The sequencer: takes committed entries from the intake, gives them their place in the tree, and signs.

It alone holds the signing key and runs under a login of its own (`zv_sequencer`), which may read the ledger
and add leaves, nodes and checkpoints. Everything of one pass is one transaction, so a kill at any moment
leaves either the whole pass or nothing.

Entries are taken by what a snapshot shows, never by "a higher number than last time", which would lose an
entry whose transaction began early and committed late: whatever is committed and has no place yet gets one.
The horizon of the snapshot, below which no transaction runs any more, only says where the next pass begins
to look. An entry that was committed before another began always stands before it in the tree, and somebody
who keeps an old transaction open holds up nobody. What waits is looked for once, however many passes it takes
to place it: after an outage that is a matter of minutes, and not of a look at everything for each batch.

Each pass tells the gate up to which moment all that was committed has its place. When that moment grows old,
because nobody sequences or something keeps the sequencer from its work, the gate opens nothing any more.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
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
# Horizon and moment are taken before the entries are looked for: they promise too little, never too much.
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
# would read all leaves to join them. What is fresh is found by its transaction first: for a least and largest
# position the planner would walk the whole log.
_FIND = """
WITH fresh AS MATERIALIZED (
    SELECT i.entry_id, i.position FROM ledger.intake i WHERE i.xid >= %(floor)s::xid8
)
SELECT min(f.position), max(f.position) FROM fresh f
WHERE (SELECT l.index FROM ledger.leaf l WHERE l.entry_id = f.entry_id) IS NULL
"""
# In the order of its index, up to the last of the batch: the planner would fetch and sort all that waits.
_IN_ORDER = "SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off"
_TAKE = """
SELECT i.entry_id, i.leaf, i.position FROM ledger.intake i
WHERE i.position BETWEEN %(first)s AND %(last)s
    AND (SELECT l.index FROM ledger.leaf l WHERE l.entry_id = i.entry_id) IS NULL
ORDER BY i.position LIMIT %(limit)s
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


@dataclass(frozen=True)
class _Backlog:
    """What waited at one moment; several passes may be needed to place it."""

    first: int
    last: int
    """Positions in the intake. What began after the moment stands beyond the last, so that nothing that one
    of these passes takes overtakes what committed meanwhile at a lower place."""
    moment: datetime
    horizon: str
    life: str


@dataclass
class Sequencer:
    """One sequencer with its key; passes may be repeated, interrupted, or run by two at once."""

    key: SigningKey
    using: str = ALIAS
    batch: int = 10_000
    _left: _Backlog | None = field(default=None, init=False, repr=False)

    def run_once(self, *, at: datetime) -> Sequenced:
        """Take what is committed, append it, and sign the new size; without entries, sign nothing."""
        # Known again only when this pass is committed: after a failure everything is looked up anew.
        backlog, self._left = self._left, None
        with transaction.atomic(using=self.using), connections[self.using].cursor() as cursor:
            cursor.execute(_LOCK)
            backlog = backlog or self._find(cursor)
            taken = self._take(cursor, backlog, at) if backlog else []
            last = last_checkpoint(cursor)
        if backlog and len(taken) == self.batch:
            self._left = replace(backlog, first=taken[-1] + 1)
        return Sequenced(len(taken), last.size if last else 0, last.note if last else None)

    def _find(self, cursor: CursorWrapper) -> _Backlog | None:
        """Say between which places entries wait; none where nothing waits and that was said just now."""
        ((floor, life, horizon, moment, said),) = rows(cursor, _BEGIN, {"repeat": REPEAT})
        ((first, last),) = rows(cursor, _FIND, {"floor": floor})
        if first is None and said:
            return None
        return _Backlog(first or 0, last or -1, moment, horizon, life)

    def _take(self, cursor: CursorWrapper, backlog: _Backlog, at: datetime) -> list[int]:
        """Place a batch of what waits, and say so when that was the rest; gives their positions."""
        entries = []
        if backlog.last >= backlog.first:
            cursor.execute(_IN_ORDER)
            words = {"first": backlog.first, "last": backlog.last, "limit": self.batch}
            entries = rows(cursor, _TAKE, words)
        if entries:
            self._append(cursor, [(entry_id, leaf) for entry_id, leaf, _ in entries], at)
        # A full batch may have left some, of whatever age.
        if len(entries) < self.batch:
            cursor.execute(_DONE, [backlog.moment, backlog.horizon, backlog.life])
        return [position for _, _, position in entries]

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
