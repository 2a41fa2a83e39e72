"""Verify what was pruned: an entry tells of every emptied leaf, with the root over exactly those hashes."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from zorgvuldig.ledger import merkle
from zorgvuldig.ledger.pruning import PRUNED
from zorgvuldig.ledger.storage import rows
from zorgvuldig.ledger.verifying.faults import FaultError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.backends.utils import CursorWrapper

    from zorgvuldig.ledger.verifying.faults import Figures

__all__ = ["PruningCheck"]

_FIRST_ROW = "SELECT content FROM ledger.segment_row WHERE entry_id = %s::uuid AND row_index = 0"
_HASHES = "SELECT leaf_hash FROM ledger.leaf WHERE index >= %s AND index <= %s ORDER BY index"


@dataclass
class PruningCheck:
    """Checks what was emptied in one verification against what the log tells of it."""

    cursor: CursorWrapper
    figures: Figures
    places: set[int] = field(default_factory=set)

    def emptied(self, place: int) -> None:
        """Take note of a leaf without content."""
        self.places.add(place)
        self.figures.pruned += 1

    def told_by(self, leaf: Mapping[str, Any]) -> None:
        """Hold the entry of a pruning against the hashes that stand where it says."""
        if (leaf["purpose"], leaf["action"]) != ("retention", "erase"):
            return
        for (content,) in rows(self.cursor, _FIRST_ROW, [leaf["id"]]):
            told = json.loads(bytes(content))["content"].get(PRUNED, {})
            for first, last, root in told.get("ranges", ()):
                self._range(first, last, root)

    def all_told(self) -> None:
        """End with a fault when content is gone that no entry tells of."""
        if self.places:
            place = min(self.places)
            raise FaultError("the content of this entry is gone, and no pruning tells of it", place)

    def _range(self, first: int, last: int, root: str) -> None:
        hashes = [bytes(hashed) for (hashed,) in rows(self.cursor, _HASHES, [first, last])]
        if merkle.root(hashes).hex() != root:
            raise FaultError("a pruning tells of other leaves than stand here", first)
        self.places.difference_update(range(first, last + 1))
