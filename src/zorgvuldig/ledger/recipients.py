"""Who received data of a person from us, by the log itself: where a correction must be told (ontvangers).

Whoever got data that were corrected, completed, erased or restricted hears of it (Code of Conduct, notes on
article 5.2). The recipient is a fact of the decision, so it stands in the receipt, sealed with the entry.
Where that no longer opens, the processing still counts, with a recipient that nobody knows: it is never left
out.
Like `reading`, this reads with the role that holds on its connection.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.db import connections

from zorgvuldig.ledger import storage
from zorgvuldig.ledger.canonical import parse_canonical
from zorgvuldig.ledger.commitments import sought_indexes
from zorgvuldig.ledger.keys import subject_index_key, wrapping_key
from zorgvuldig.ledger.leaf import Leaf
from zorgvuldig.ledger.personal import SealError
from zorgvuldig.ledger.stored import ABOUT, ENTRIES, stored_entry
from zorgvuldig.ledger.uses import OUTWARD
from zorgvuldig.ledger.views import Receiver, personal_part

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from zorgvuldig.ledger.storage import Words
    from zorgvuldig.ledger.views import StoredEntry

_LEAF = "convert_from(i.leaf, 'UTF8')::jsonb"
_SENT = f"""{ENTRIES}
WHERE i.entry_id IN ({ABOUT}) AND i.leaf IS NOT NULL AND i.outcome = 'permit'
    AND {_LEAF} ->> 'action' = ANY (%(outward)s) AND {_LEAF} ->> 'kind' <> 'subject'
ORDER BY i.position
"""


def receivers_of(subject_id: UUID, *, using: str = "default") -> tuple[Receiver, ...]:
    """Give who received data of a person, and for what, inside a grant about that person."""
    words: Words = {"subject": sought_indexes(subject_index_key(), subject_id), "outward": list(OUTWARD)}
    with connections[using].cursor() as cursor:
        found = [stored_entry(row) for row in storage.rows(cursor, _SENT, words)]
    known: dict[tuple[str | None, str], Receiver] = {}
    for stored in found:
        leaf = Leaf.from_bytes(stored.leaf)
        role = _recipient(stored)
        known[role, leaf.purpose] = _counted(known.get((role, leaf.purpose)), leaf, role)
    return tuple(known.values())


def _counted(before: Receiver | None, leaf: Leaf, role: str | None) -> Receiver:
    data = frozenset(leaf.data)
    return Receiver(
        role=role,
        purpose=leaf.purpose,
        data=data | before.data if before else data,
        times=before.times + 1 if before else 1,
        first=min(leaf.at, before.first) if before else leaf.at,
        last=max(leaf.at, before.last) if before else leaf.at,
    )


def _recipient(stored: StoredEntry) -> str | None:
    """Read who received it from the receipt; None where none was named or the receipt no longer opens."""
    try:
        part = personal_part(stored, wrapping_key())
    except SealError:
        return None
    if part is None:
        return None
    receipt = cast("Mapping[str, Any]", parse_canonical(part.receipt.value))
    fact = receipt.get("facts", {}).get("recipient")
    return None if fact is None else str(fact["value"])
