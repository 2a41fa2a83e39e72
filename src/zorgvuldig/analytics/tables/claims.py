"""Tables about claims for the oversight desk: why lines were refused, and what they cost by month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.analytics.aggregates import Aggregate, publish
from zorgvuldig.analytics.tables.counting import count_cells

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from zorgvuldig.analytics.rules import DisclosureRules


def refusals_by_reason(
    lines: pa.Table, *, rules: DisclosureRules | None = None, earlier: Sequence[Aggregate] = ()
) -> Aggregate:
    """Count refused lines by reason (afwijsreden): one input row for each reason of a refused line.

    Columns: `person` and `provider` (pseudonyms), `reason`, `amount_cents` (charged). A line with two reasons
    counts under both, so the total counts reasons.
    """
    dimensions = ("reason",)
    return publish(
        count_cells(lines, dimensions),
        title="Afgewezen regels naar reden",
        dimensions=dimensions,
        rules=rules,
        earlier=earlier,
    )


def amounts_by_month(
    lines: pa.Table, *, rules: DisclosureRules | None = None, earlier: Sequence[Aggregate] = ()
) -> Aggregate:
    """Sum amounts by month of care (gedeclareerd of toegekend bedrag, as the caller gives it).

    Columns: `person` and `provider` (pseudonyms), `month` (such as 2026-03), `amount_cents`.
    """
    dimensions = ("month",)
    return publish(
        count_cells(lines, dimensions),
        title="Bedragen naar maand",
        dimensions=dimensions,
        rules=rules,
        earlier=earlier,
    )


def outcomes_by_month(
    lines: pa.Table, *, rules: DisclosureRules | None = None, earlier: Sequence[Aggregate] = ()
) -> Aggregate:
    """Count lines and charged amounts by month of care and outcome (uitkomst).

    Columns: `person` and `provider` (pseudonyms), `month`, `state` (accepted or refused), `amount_cents`.
    """
    dimensions = ("month", "state")
    return publish(
        count_cells(lines, dimensions),
        title="Declaratieregels naar maand en uitkomst",
        dimensions=dimensions,
        rules=rules,
        earlier=earlier,
    )
