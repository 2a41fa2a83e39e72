"""Run the control over tables in Parquet, part by part, in DuckDB; another engine is another connection.

The lines of a person stand in one part: `lines/` holds a file for each part, written by whoever draws the
lines from the records. Within a part the engine may spill to disk, so little memory makes it slow and not
impossible.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import duckdb
import ibis

from zorgvuldig.analytics.control.checks import BASIC_CHECKS, CHECKS, EVERY_CHECK
from zorgvuldig.analytics.control.crediting import doubles_and_credits
from zorgvuldig.analytics.control.keeping import Shelf, shelf
from zorgvuldig.analytics.control.schemas import SCHEMAS, TableError, demand_columns, overlaps
from zorgvuldig.analytics.control.settling import BOUNDS, bounded, doubles, judged, marked, settled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa
    from ibis.backends.duckdb import Backend

__all__ = ["Outcome", "connect", "control", "judge_part", "read_tables", "take_in"]

LINES = "lines"
MEGABYTES = 1024


@dataclass
class Outcome:
    """What came of a run: lines, what was charged, granted and borne in cents, and lines by reason."""

    lines: int = 0
    charged_cents: int = 0
    granted_cents: int = 0
    own_cents: int = 0
    reasons: dict[str, int] = field(default_factory=dict)


def connect(*, megabytes: int = MEGABYTES, spill: Path | None = None, threads: int = 2) -> Backend:
    """Open the engine with so much memory and so many threads; what does not fit goes to a folder."""
    connection = ibis.duckdb.connect(threads=threads, memory_limit=f"{megabytes}MB")
    connection.raw_sql("SET preserve_insertion_order = false")
    if spill is not None:
        quoted = str(spill).replace("'", "''")
        connection.raw_sql(f"SET temp_directory = '{quoted}'")
    return connection


def read_tables(connection: Backend, folder: Path) -> dict[str, ibis.Table]:
    """Read what the lines are held against into the engine, and refuse what cannot hold.

    Raises:
        TableError: a table is missing, has other columns, or holds two rows at once where one may.
    """
    tables = {}
    for name in SCHEMAS:
        if name == LINES:
            continue
        path = folder / f"{name}.parquet"
        if not path.is_file():
            raise TableError(f"the table {name} is missing: {path.name}")
        found = _read(connection, name, path)
        tables[name] = connection.create_table(name, found)
        _demand_one_at_a_time(connection, name, tables[name])
    return tables


def _read(connection: Backend, name: str, path: Path) -> ibis.Table:
    """Read a file as a table, and demand its columns."""
    try:
        found = connection.read_parquet(path)
    except duckdb.Error:
        raise TableError(f"the table {name} is no Parquet file that can be read: {path.name}") from None
    demand_columns(name, found.schema())
    return found


def _demand_one_at_a_time(connection: Backend, name: str, table: ibis.Table) -> None:
    wrong = overlaps(name, table)
    rows = connection.to_pyarrow(wrong).to_pylist() if wrong is not None else []
    for row in rows:
        key = ", ".join(f"{column} {value}" for column, value in row.items() if column != "first_day")
        raise TableError(
            f"in the table {name} two rows of {key} hold on {row['first_day']}, or one ends before it "
            "begins: let one row of a key hold on a day"
        )


def parts_of(folder: Path) -> list[Path]:
    """List the files with lines, in order of their names.

    Raises:
        TableError: there are none.
    """
    found = sorted((folder / LINES).glob("*.parquet"))
    if not found:
        raise TableError(f"there are no lines: {LINES}/ holds no Parquet file")
    return found


def control(
    connection: Backend,
    folder: Path,
    *,
    tables: Mapping[str, ibis.Table] | None = None,
    chosen: Sequence[str] = EVERY_CHECK,
    out: Path | None = None,
) -> Outcome:
    """Hold every line of a folder against the checks that were chosen (formele controle, hele bestanden).

    Args:
        connection: the engine.
        folder: the tables; the lines in `lines/`, a file for each part of the persons.
        tables: those that were read already; else they are read.
        chosen: the checks by name; the deductible is always settled.
        out: a folder for the answers: for each part a file with `line`, `mask`, `granted` and `own`.

    Raises:
        TableError: a table is missing or wrong; nothing is written then.
    """
    known = tables if tables is not None else read_tables(connection, folder)
    parts = parts_of(folder)
    for part in parts:
        _read(connection, LINES, part)
    outcome = Outcome(reasons=dict.fromkeys(chosen, 0))
    for part in parts:
        with shelf(connection) as kept:
            table = judge_part(kept, connection.read_parquet(part), known, chosen)
            answers = kept.keep(settled(table, known["deductibles"]))
            if out is not None:
                out.mkdir(parents=True, exist_ok=True)
                connection.to_parquet(answers, out / part.name)
            _add(outcome, connection, answers, part, chosen)
    return outcome


def take_in(
    connection: Backend,
    lines: ibis.Table,
    tables: Mapping[str, ibis.Table],
    *,
    chosen: Sequence[str] = BASIC_CHECKS,
    standing: ibis.Table,
    had: ibis.Table,
) -> pa.Table:
    """Hold a batch of new lines against the tables and against what stood before.

    Args:
        connection: the engine.
        lines: the batch.
        tables: what the lines are held against.
        chosen: the checks, of which none that needs the credits of before.
        standing: the care that stands (insured, service, started), of all persons.
        had: what the deductible counted before, by insured and year, in cents.
    """
    with shelf(connection) as kept:
        table = kept.keep(judged(lines, tables, chosen))
        table = kept.keep(marked(table, kept.keep(doubles(table, standing=standing)), "already-claimed"))
        return connection.to_pyarrow(settled(table, tables["deductibles"], had=had))


def judge_part(
    kept: Shelf, lines: ibis.Table, tables: Mapping[str, ibis.Table], chosen: Sequence[str]
) -> ibis.Table:
    """Judge one part of the persons; give its lines with every bit.

    What several lines decide is looked up in the lines as they stand so far, so these are kept before each
    such check, and not after the last: that is left to whoever reads them.
    """
    table = kept.keep(judged(lines, tables, chosen))
    if "credit-without-debit" in chosen:
        doubled, uncredited = doubles_and_credits(kept, table)
        table = marked(table, uncredited, "credit-without-debit")
        table = marked(table, doubled, "already-claimed") if "already-claimed" in chosen else table
    elif "already-claimed" in chosen:
        table = marked(table, kept.keep(doubles(table)), "already-claimed")
    for name in BOUNDS:
        if name in chosen:
            table = kept.keep(table)
            table = marked(table, kept.keep(bounded(table, name)), name)
    return table


def _add(
    outcome: Outcome, connection: Backend, answers: ibis.Table, part: Path, chosen: Sequence[str]
) -> None:
    """Add the counts of a part; of a line with two reasons both count."""
    names = [name for name in CHECKS if name in chosen]
    bits = {
        name: ((answers.mask.cast("int64") >> list(CHECKS).index(name)) & 1).sum().cast("int64")
        for name in names
    }
    told = answers.aggregate(
        lines=answers.count(),
        granted=answers.granted.sum().cast("int64"),
        own=answers.own.sum().cast("int64"),
        **{f"bit_{place}": bit for place, bit in enumerate(bits.values())},
    )
    row = connection.to_pyarrow(told).to_pylist()[0]
    lines = connection.read_parquet(part)
    charged = connection.to_pyarrow(lines.aggregate(cents=lines.charged.sum().cast("int64"))).to_pylist()[0]
    outcome.lines += row["lines"]
    outcome.charged_cents += charged["cents"] or 0
    outcome.granted_cents += row["granted"] or 0
    outcome.own_cents += row["own"] or 0
    for place, name in enumerate(names):
        outcome.reasons[name] += row[f"bit_{place}"] or 0
