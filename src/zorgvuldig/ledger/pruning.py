"""Take readable content out of the log after its published term (opschoning; NEN 7513, own choice: 5 years).

What goes: the leaf's words, the personal part with its key, rows and tiles of a run, duties that were
discharged. What stays: the entry's place, its hash, and so the tree: every proof that a person holds still
verifies. The pruning itself is an entry, with the ranges that it emptied and the root over each; that entry
is never pruned. The database decides which entries may go, and looks at the term again when they do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from zorgvuldig.ledger import gate, merkle
from zorgvuldig.ledger.entries import entry_body, new_entry_id
from zorgvuldig.ledger.segments import SegmentRow
from zorgvuldig.records import tombstones

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from zorgvuldig.ledger.entries import Processing

__all__ = ["PRUNED", "Prunable", "prunable", "prune", "runs_of"]

#: The name under which the row of a pruning tells what was emptied.
PRUNED = "pruned"


@dataclass(frozen=True)
class Prunable:
    """The leaves whose term is over and that nothing keeps, by their places."""

    before: datetime
    term_days: int
    leaves: tuple[tuple[int, bytes], ...]

    @property
    def ranges(self) -> list[tuple[int, int, bytes]]:
        """Give the ranges of places next to each other, first and last, with the root over their hashes."""
        return [
            (run[0][0], run[-1][0], merkle.root([hashed for _, hashed in run]))
            for run in runs_of(self.leaves)
        ]

    def content(self) -> Mapping[str, Any]:
        """Write what the log says of its own pruning."""
        return {
            PRUNED: {
                "before": self.before.isoformat(),
                "term_days": self.term_days,
                "entries": len(self.leaves),
                "ranges": [[first, last, root.hex()] for first, last, root in self.ranges],
            }
        }


def runs_of(leaves: Sequence[tuple[int, bytes]]) -> Iterator[list[tuple[int, bytes]]]:
    """Cut leaves, in the order of their places, into runs without a gap."""
    run: list[tuple[int, bytes]] = []
    for leaf in leaves:
        if run and leaf[0] != run[-1][0] + 1:
            yield run
            run = []
        run.append(leaf)
    if run:
        yield run


def prunable(*, before: datetime, limit: int, using: str = "default") -> Prunable:
    """Ask what may go of what is older than a moment; never what is younger than the term."""
    body = {"before": before.isoformat(), "limit": limit}
    with gate.stepped_back(using):
        told = gate.ask(using, "prunable", "prunable", body) or {}
    leaves = tuple((place, bytes.fromhex(hashed)) for place, hashed in told.get("leaves") or ())
    return Prunable(before, int(told.get("term", 0) // 86_400), leaves)


def prune(processing: Processing, found: Prunable, *, using: str = "default") -> UUID:
    """Empty these leaves and write the entry that says so, in one transaction; give that entry.

    The keys that go with them are written in the journal of destroyed keys first: a backup from before must
    not bring them back.
    """
    entry_id, places = new_entry_id(), [place for place, _ in found.leaves]
    body = {
        **entry_body(processing, entry_id=entry_id, rows=[SegmentRow(None, found.content())]),
        "before": found.before.isoformat(),
        "places": places,
    }
    with gate.stepped_back(using):
        told = gate.ask(using, "keys_of_leaves", "prune-keys", {"places": places}) or {}
        keys = [UUID(key) for key in told.get("keys") or ()]
        tombstones.bury(tombstones.PERSONAL_KEY, keys, at=processing.at, using=using)
        gate.ask(using, "prune", "prune", body)
    return entry_id
