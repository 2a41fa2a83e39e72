"""Write the log out in the words of a standard, line by line, as the role that holds may read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connections

from zorgvuldig.ledger import storage
from zorgvuldig.ledger.fields import FORMS
from zorgvuldig.ledger.keys import wrapping_key
from zorgvuldig.ledger.leaf import Leaf
from zorgvuldig.ledger.stored import ENTRIES, stored_entry
from zorgvuldig.ledger.views import personal_part

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from zorgvuldig.ledger.canonical import Json

__all__ = ["lines"]

_PAGE = 1_000
_PAGES = f"""{ENTRIES}
WHERE i.leaf IS NOT NULL AND i.position > %(after)s
    AND (%(since)s::timestamptz IS NULL OR i.recorded_at >= %(since)s)
    AND (%(until)s::timestamptz IS NULL OR i.recorded_at < %(until)s)
ORDER BY i.position LIMIT %(limit)s
"""


def lines(
    form: str,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    personal: bool = False,
    using: str = "default",
) -> Iterator[dict[str, Json]]:
    """Give the entries of a period in the form of a standard (`fields.FORMS`), oldest first."""
    write, after = FORMS[form], 0
    words: dict[str, int | str | None] = {
        "limit": _PAGE,
        "since": since.isoformat() if since else None,
        "until": until.isoformat() if until else None,
    }
    while True:
        with connections[using].cursor() as cursor:
            found = storage.rows(cursor, _PAGES, {**words, "after": after})
        for row in found:
            stored = stored_entry(row)
            after = stored.position
            opened = personal_part(stored, wrapping_key()) if personal else None
            yield write(Leaf.from_bytes(stored.leaf), opened)
        if len(found) < _PAGE:
            return
