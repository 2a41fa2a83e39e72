"""One act of the benchmark of control: make the tables, run the checks, run them by hand, or take a batch in.

`python -m benchmarks.control_child ACT FOLDER WORDS` prints one line of JSON.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb

from zorgvuldig.analytics.control.checks import BASIC_CHECKS
from zorgvuldig.analytics.control.running import connect, control, read_tables, take_in

#: About so many lines stand in a part.
PART = 1_250_000
PROVIDERS, SERVICES, LABELS, KINDS, LINES_A_PERSON = 3000, 500, 3, 8, 20
BATCH = 100_000
#: Each table as the query that makes it up, by its name.
_TABLES = {
    words.partition("\n")[0].strip(): words.partition("\n")[2].strip().removesuffix(";")
    for words in (Path(__file__).parent / "control_tables.sql").read_text("utf-8").split("-- ")[1:]
}
_BY_HAND = (Path(__file__).parent / "control_by_hand.sql").read_text("utf-8")
_REFERENCES = {name: query for name, query in _TABLES.items() if name != "lines"}


def main() -> None:
    """Do the act that the words name, and print what it told."""
    act, folder, words = sys.argv[1], Path(sys.argv[2]), json.loads(sys.argv[3])
    acts: dict[str, Any] = {"make": make, "run": run, "plain": plain, "batch": batch}
    print(json.dumps(acts[act](folder, **words)))


def make(folder: Path, *, lines: int) -> dict[str, int]:
    """Write the tables, and the lines in parts by person."""
    engine = duckdb.connect()
    engine.execute("SET threads = 2")
    size = {
        "people": lines // LINES_A_PERSON,
        "labels": LABELS,
        "kinds": KINDS,
        "services": SERVICES,
        "providers": PROVIDERS,
        "each": LINES_A_PERSON,
    }
    for name, query in _REFERENCES.items():
        engine.execute(f"COPY ({query.format(**size)}) TO '{folder}/{name}.parquet'")
    (folder / "lines").mkdir()
    parts = max(1, round(lines / PART))
    bounds = [lines // LINES_A_PERSON * part // parts * LINES_A_PERSON for part in range(parts + 1)]
    for part, (first, last) in enumerate(pairwise(bounds)):
        query = _TABLES["lines"].format(**size, first=first, last=last)
        engine.execute(f"COPY ({query}) TO '{folder}/lines/{part:03}.parquet'")
    return {"lines": lines}


def run(folder: Path, *, checks: list[str], megabytes: int = 1024) -> dict[str, float]:
    """Hold all lines against these checks."""
    spill = folder / "spill"
    connection = connect(megabytes=megabytes, spill=spill)
    begun = time.perf_counter()
    outcome = control(connection, folder, chosen=checks, out=folder / "out")
    seconds = time.perf_counter() - begun
    return {
        "seconds": seconds,
        "megabytes": _megabytes(),
        "granted": outcome.granted_cents,
        "own": outcome.own_cents,
        "refused": sum(outcome.reasons.values()),
    }


def plain(folder: Path) -> dict[str, float]:
    """Do the same by one query that was written by hand, part by part, with the same memory."""
    engine = duckdb.connect()
    engine.execute("SET threads = 2; SET memory_limit = '1024MB'; SET preserve_insertion_order = false")
    begun = time.perf_counter()
    for name in _REFERENCES:
        engine.execute(f"CREATE TABLE {name} AS FROM '{folder}/{name}.parquet'")
    (folder / "by-hand").mkdir(exist_ok=True)
    told = [0, 0, 0]
    for part in sorted((folder / "lines").glob("*.parquet")):
        out = folder / "by-hand" / part.name
        engine.execute(f"COPY ({_BY_HAND.format(lines=part)}) TO '{out}'")
        answers = engine.read_parquet(str(out))
        counted = answers.aggregate("sum(granted), sum(own), sum(bit_count(mask))").fetchall()[0]
        told = [had + int(more) for had, more in zip(told, counted, strict=True)]
    seconds = time.perf_counter() - begun
    return {"seconds": seconds, "granted": told[0], "own": told[1], "refused": told[2]}


def batch(folder: Path) -> dict[str, float]:
    """Take a batch in against all the lines of before, which the engine holds as it would between batches."""
    connection = connect(megabytes=2048, spill=folder / "spill")
    tables = read_tables(connection, folder)
    history = connection.read_parquet(folder / "lines" / "*.parquet")
    standing = connection.create_table("standing", history.select("insured", "service", "started"))
    had = connection.create_table(
        "had",
        history.group_by("insured", year=history.started.year().cast("int16")).aggregate(
            cents=history.charged.sum().cast("int64")
        ),
    )
    most = connection.to_pyarrow(history.line.max()).as_py()
    people = connection.to_pyarrow(history.insured.max()).as_py()
    # Of people from all over: every so manieth line again, as a new one, half of them on another day.
    step = max(1, (most + 1) // BATCH)
    chosen = history.filter(history.line % step == 0).limit(BATCH)
    fresh = connection.create_table("fresh", chosen.mutate(line=chosen.line + most + 1))
    best = float("inf")
    for _ in range(3):
        begun = time.perf_counter()
        answers = take_in(connection, fresh, tables, chosen=BASIC_CHECKS, standing=standing, had=had)
        best = min(best, time.perf_counter() - begun)
    return {"seconds": best, "lines": answers.num_rows, "people": people, "megabytes": _megabytes()}


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
