"""Count what the log says of runs, and publish the table in which nobody can be traced (cijfers)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from zorgvuldig.analytics.tables.claims import refusals_by_reason
from zorgvuldig.ledger import reading
from zorgvuldig.ledger.processing import processing
from zorgvuldig.processes.compliance import decide, models
from zorgvuldig.records.published import REFUSALS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from zorgvuldig.analytics.aggregates import Aggregate
    from zorgvuldig.decisions import Actor
    from zorgvuldig.ledger.reading import RunRow

__all__ = ["publish_refusals"]

#: Claims without any usable number: together they count as one person, which only ever withholds more.
_NOBODY = "nobody"
_COLUMNS = pa.schema(
    [
        ("person", pa.string()),
        ("provider", pa.string()),
        ("reason", pa.string()),
        ("amount_cents", pa.int64()),
    ]
)


def publish_refusals(*, actor: Actor, at: datetime) -> Aggregate:
    """Count refused claims by reason over all runs in the log, and record the published table.

    The log knows persons and providers by keyed pseudonyms only; what leaves is an aggregate.

    Raises:
        Refused: a decision was no permit.
    """
    with processing(decide.count_log(), actor=actor, at=at):
        lines = _refused(reading.run_rows())
    table = refusals_by_reason(lines)
    content = table.as_json() | {"minimum_persons": table.rules.minimum_persons}
    with processing(decide.publish_table(), actor=actor, at=at):
        models.record_table(REFUSALS, content, at)
    return table


def _refused(rows: Iterable[RunRow]) -> pa.Table:
    """Give one row for each reason of a refused claim."""
    told = [
        {
            "person": row.subject or str(row.content.get("stranger") or _NOBODY),
            "provider": str(row.content.get("provider", "")),
            "reason": str(reason),
            "amount_cents": int(str(row.content.get("charged_cents", 0))),
        }
        for row in rows
        if row.content.get("state") == "refused"
        for reason in _listed(row.content.get("reasons"))
    ]
    return pa.Table.from_pylist(told, schema=_COLUMNS)


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []
