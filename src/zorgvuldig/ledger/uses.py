"""For what the data of a person were used, counted: per purpose and set of data, how often and when last.

Refusals used nothing, and a person's own look is no use by us; both are left out. Like `reading`, this reads
with the role that holds on its connection, so what is deferred (article 3.13) is not counted yet.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.db import connections

from zorgvuldig.ledger import storage
from zorgvuldig.ledger.commitments import sought_indexes
from zorgvuldig.ledger.keys import subject_index_key
from zorgvuldig.ledger.stored import ABOUT
from zorgvuldig.ledger.views import Use

if TYPE_CHECKING:
    from uuid import UUID

    from zorgvuldig.ledger.storage import Words

#: What takes data to somebody else: the actions of the norms that go outward.
OUTWARD = ("disclose", "publish", "send")
_LEAF = "convert_from(i.leaf, 'UTF8')::jsonb"
_USES = f"""
SELECT i.purpose, ({_LEAF} -> 'data')::text, ({_LEAF} ->> 'action') = ANY (%(outward)s), count(*),
    max(({_LEAF} ->> 'at')::timestamptz)
FROM ledger.intake i
WHERE i.entry_id IN ({ABOUT}) AND i.leaf IS NOT NULL AND i.outcome = 'permit'
    AND {_LEAF} ->> 'kind' <> 'subject'
GROUP BY 1, 2, 3 ORDER BY 1, 3, 2
"""  # noqa: S608 — every part is ours


def uses_of(subject_id: UUID, *, using: str = "default") -> tuple[Use, ...]:
    """Count for what the data of a person were used (waarvoor gebruikt), inside a grant about that person."""
    words: Words = {"subject": sought_indexes(subject_index_key(), subject_id), "outward": list(OUTWARD)}
    with connections[using].cursor() as cursor:
        found = storage.rows(cursor, _USES, words)
    return tuple(
        Use(purpose=purpose, data=frozenset(json.loads(data)), outward=outward, times=times, last=last)
        for purpose, data, outward, times, last in found
    )
