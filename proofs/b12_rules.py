"""B12: the rules decide every combination of facts as tables say that were written from the articles.

The quick set takes one case in so many and some drawn at random, the full set all; a difference is allowed
only where the table itself explains it. Less consent, one more objection or a narrower role must never give
more.
"""

from __future__ import annotations

import multiprocessing
import os
import random
from itertools import islice
from typing import TYPE_CHECKING

from proofs.results import Result
from proofs.rules.judging import Findings, judge_part, sees_turned
from proofs.rules.tables import tables
from proofs.work import Progress
from zorgvuldig.norms import bundle_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from multiprocessing.pool import Pool

    from proofs.rules.tables import Table, Values

NAME = "b12-rules"
SUMMARY = "every combination of facts as tables written from the articles say; less given never gives more"
BAR = "0 differences that the tables do not explain (full: all of 1,000,000 or more); less never gives more"
MINIMUM = 1_000_000
#: One case in so many, odd so that it falls out of step with facts of two values; and some drawn of each.
STEP, DRAWN, SEED = 71, 250, 12
#: One permitted case in so many is also decided with less given.
EACH_QUICK, EACH_FULL = 3, 1
PART = 400


def run(full: bool) -> Result:  # noqa: FBT001 — the drills' common face
    """Decide the cases of every table, and what less consent, more objection or a narrower role gives."""
    found: dict[str, Findings] = {}
    for at in {table.at for table in tables()}:
        bundle_at(at)  # read before the processes part, so that each need not read them again
    with multiprocessing.get_context("fork").Pool(os.cpu_count()) as pool:
        for table in tables():
            found[table.name] = _of_table(table, pool, full=full)
    failures = [failure for each in found.values() for failure in each.failures]
    total = sum(each.cases for each in found.values())
    if full:
        failures += _idle(found)
        failures += [f"only {total:,} combinations"] if total < MINIMUM else []
    met = [(table, row, values) for table in tables() for row, values in found[table.name].rows.items()]
    blind = [f"control: {table.name}: row {row} turned was not seen" for table, row, values in met
             if not sees_turned(table, row, values)]  # fmt: skip
    return Result(
        NAME,
        {
            "tables": len(found),
            "combinations": f"{total:,}",
            "unexplained differences": sum(each.differences for each in found.values()),
            "explained": sum(each.explained.total() for each in found.values()),
            "with less given": f"{sum(each.less for each in found.values()):,}",
        },
        [*failures, *blind],
        BAR,
        f"each of {len(met)} rows turned around was seen" if met and not blind else "",
    )


def _of_table(table: Table, pool: Pool, *, full: bool) -> Findings:
    cases = list(table.cases() if full else _sample(table))
    parts = [(table.name, part, EACH_FULL if full else EACH_QUICK) for part in _parts(cases)]
    progress, found = Progress(NAME, len(parts), f"parts of {table.name}"), Findings()
    for part in progress.each(pool.imap_unordered(judge_part, parts)):
        found.add(part)
    return found


def _sample(table: Table) -> Iterator[Values]:
    """Return one case in so many, and some that are drawn (the same at each run)."""
    draw, cases = random.Random(f"{SEED} {table.name}"), list(table.cases())  # noqa: S311 — no secret
    yield from cases[draw.randrange(STEP) :: STEP]
    yield from draw.sample(cases, min(DRAWN, len(cases)))


def _parts(cases: Iterable[Values]) -> Iterator[list[Values]]:
    rest = iter(cases)
    while part := list(islice(rest, PART)):
        yield part


def _idle(found: dict[str, Findings]) -> Iterator[str]:
    """Tell of rows that decide nothing and of explanations that nothing needs."""
    for table in tables():
        met, explained = found[table.name].rows, found[table.name].explained
        for number, row in enumerate(table.rows):
            if number not in met:
                yield f"{table.name}: row {number} decides no case as the rules do: {row.why}"
        for place, entry in enumerate(table.explained):
            if place not in explained:
                yield f"{table.name}: nothing differs as is explained: {entry.why}"
