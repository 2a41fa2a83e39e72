"""What is decided over several lines of a person: doubles, credits, maxima, and the deductible of a year.

A part of the persons is judged into a table first; what stands here are expressions over that table. Only the
few lines that have a double, a credit or a bound are looked at together; the deductible takes all that
counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from zorgvuldig.analytics.control.checks import CHECKS, looked_up

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

__all__ = ["BOUNDS", "bounded", "doubles", "judged", "marked", "settled"]

#: A service for a person on a day: what may stand once.
CARE = ("insured", "service", "started")
#: The checks that bound how often somebody has a service, with the column of the bound.
BOUNDS: Mapping[str, str] = {"most-a-day": "most_a_day", "most-a-year": "most_a_year"}
_NO = ibis.literal(value=False)
_COLUMNS = ("line", *CARE, "quantity", "charged", "takes_back", "mask")


def bit_of(name: str) -> int:
    """Give the bit of a check."""
    return 1 << list(CHECKS).index(name)


def judged(lines: ibis.Table, tables: Mapping[str, ibis.Table], chosen: Collection[str]) -> ibis.Table:
    """Express the lines of a part with the bits that a single line gets, and what is asked of them later.

    Columns: those of a line that are needed later, `mask`, `counts` (whether basic insurance bears it and the
    deductible counts it), and the bounds that were chosen.
    """
    found = looked_up(lines, tables, chosen)
    counts = found.basic_label.notnull() & ~found.exempt.fill_null(_NO)
    counts &= found.bears_from <= found.started
    bounds = [column for name, column in BOUNDS.items() if name in chosen]
    return found.mutate(counts=counts.fill_null(_NO)).select(*_COLUMNS, "counts", *bounds)


def doubles(table: ibis.Table, *, standing: ibis.Table | None = None) -> ibis.Table:
    """Express the lines of care that stands already, in this table or in one of what stood before.

    The first line of care stands, unless something else refuses it; every later one is a double.
    """
    debits = table.filter((table.mask == 0) & (table.charged >= 0))
    times = debits.group_by(*CARE).aggregate(first=debits.line.min(), times=debits.count())
    several = times.filter(times.times > 1).drop("times")
    late = debits.inner_join(several, CARE).filter(lambda both: both.line > both.first).select("line")
    if standing is None:
        return late
    before = debits.semi_join(standing, CARE).select("line")
    return ibis.union(late, before, distinct=True)


def bounded(table: ibis.Table, name: str) -> ibis.Table:
    """Express the lines that go over a bound: with all that was asked of the same before, in order."""
    column = BOUNDS[name]
    ruled = table.filter((table.mask == 0) & (table.charged >= 0) & (table[column] > 0))
    ruled = ruled.mutate(period=ruled.started if name == "most-a-day" else ruled.started.truncate("Y"))
    so_far = ibis.window(
        group_by=["insured", "service", "period"], order_by="line", preceding=None, following=0
    )
    asked = ruled.mutate(asked=ruled.quantity.sum().over(so_far))
    return asked.filter(asked.asked > asked[column]).select("line")


def marked(table: ibis.Table, lines: ibis.Table, name: str) -> ibis.Table:
    """Express the table with the bit of a check set on these lines."""
    told = lines.rename(told="line")
    both = table.left_join(told, table.line == told.told)
    mask = both.mask | ibis.ifelse(both.told.notnull(), ibis.literal(bit_of(name), "int32"), 0)
    return both.mutate(mask=mask.cast("int32")).drop("told")


def settled(table: ibis.Table, deductibles: ibis.Table, *, had: ibis.Table | None = None) -> ibis.Table:
    """Express of each line its reasons, what is granted of it, and which part of that the person bears.

    Args:
        table: the lines with every bit.
        deductibles: what somebody bears of a year at most.
        had: what the deductible counted before these lines, by person and year, in cents; none: nothing.

    Returns:
        Columns `line`, `mask`, `granted` and `own`, in cents. What a person bears of a year is the bound of
        the year, or all that counts where that is less, whatever the order of lines.
    """
    year = table.started.year().cast("int16")
    counted = table.mutate(year=year, cents=ibis.ifelse(table.counts & (table.mask == 0), table.charged, 0))
    bound = deductibles.rename(of_person="insured", of_year="year", most="cents")
    counted = counted.left_join(
        bound, [counted.insured == bound.of_person, counted.year == bound.of_year]
    ).drop("of_person", "of_year")
    so_far = ibis.window(group_by=["insured", "year"], order_by="line", preceding=None, following=0)
    after = counted.cents.sum().over(so_far).cast("int64")
    if had is not None:
        before = had.rename(had_person="insured", had_year="year", had="cents")
        counted = counted.left_join(
            before, [counted.insured == before.had_person, counted.year == before.had_year]
        )
        after = counted.cents.sum().over(so_far).cast("int64") + counted.had.fill_null(0)
    most, nothing = counted.most.fill_null(0).cast("int64"), ibis.literal(0, "int64")
    own = ibis.least(most, ibis.greatest(nothing, after))
    own -= ibis.least(most, ibis.greatest(nothing, after - counted.cents))
    granted = ibis.ifelse(counted.mask == 0, counted.charged, 0)
    return counted.select("line", "mask", granted=granted.cast("int32"), own=own.cast("int32"))
