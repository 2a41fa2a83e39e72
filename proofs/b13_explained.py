"""B13: every statement on a table of health that the server ran has one decision, with its article."""

from __future__ import annotations

import contextlib
import logging
import random
import time
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
from django.db import connection, transaction

from proofs.explained import joining, statements
from proofs.ground import TUNING, ground
from proofs.results import Result
from proofs.routes import matrix
from proofs.routes.logins import open_limits
from proofs.routes.world import build
from proofs.work import Progress
from zorgvuldig.interfaces.web.routes import rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from proofs.explained.joining import Report
    from proofs.ground import Ground
    from proofs.routes.world import World

NAME = "b13-explained"
SUMMARY = "the server's own log of statements held against the log of decisions"
FULL = 100_000
#: Whole requests, with decisions, commits and pages: a tenth of the full set would take five minutes.
QUICK = 1_500
SHOWN = 20
PERMITTED = 200
PATIENCE, END_BYTES = 30.0, 100_000
DIRECT = "SELECT sealed FROM records.claim_diagnosis"
#: How somebody might read past the door, each with all that a session can say of itself.
CONTROLS = (
    "a superuser's own session",
    "a role and a token that were made up",
    "a comment that looks like a grant",
)


def run(full: bool) -> Result:  # noqa: FBT001 — the drills' common face
    """Let everybody work, then explain every statement by the decision that was open when it ran."""
    logging.disable(logging.WARNING)
    try:
        with ground({**TUNING, **statements.TUNING}) as place, open_limits():
            return _run(build(place), count=FULL if full else QUICK)
    finally:
        logging.disable(logging.NOTSET)


def _run(world: World, *, count: int) -> Result:
    log, tables = world.place.server.cluster.data / statements.FILE, statements.health_tables()
    since = log.stat().st_size
    began = time.monotonic()
    progress, answers = Progress(NAME, count, "requests"), []
    for lot in progress.each(_lots(count)):
        answers.append(_request(world, lot))
        world.tend()
    seconds = time.monotonic() - began
    report = _report(world.place, log, tables, since=since)
    failures = [f"unexplained: {told}" for told in report.unexplained[:SHOWN]]
    failures += [f"without an article: {told}" for told in report.without_article[:SHOWN]]
    if set(report.by_table) < {"claim", "claim_line"}:
        failures.append("the pages read no claims: nothing was shown")
    found = _controls(world, log, tables)
    failures += [f"control: {name} was explained" for name, seen in found.items() if not seen]
    return Result(
        NAME,
        {
            "requests": progress.told_of(),
            "of which permitted": answers.count(PERMITTED),
            "statements on tables of health": sum(report.by_table.values()),
            "tables of health": len(tables),
            "read": len(report.by_table),
            "explained": report.explained,
            "unexplained": len(report.unexplained),
            "without an article": len(report.without_article),
            "functions of the gate that look there": len(_definers(world.place, tables)),
            "requests per second": round(len(answers) / seconds),
        },
        failures,
        bar="0 statements on data of health without exactly one decision, 0 decisions without an article",
        control=f"{', '.join(found)}: {sum(found.values())} of {len(found)} reported",
    )


def _lots(count: int) -> Iterator[random.Random]:
    for number in range(count):
        yield random.Random(number)  # noqa: S311 — a draw, no secret


def _request(world: World, lot: random.Random) -> int:
    """Ask one page about persons, mostly as somebody who may."""
    row = lot.choice([row for row in rows().values() if row.persons and "GET" in row.verbs])
    let_in = [
        b
        for b in world.browsers
        if b.state == "full" and b.desk in row.desks and (row.roles is None or b.role in row.roles)
    ]
    browser = lot.choice(let_in if let_in and lot.random() < 0.8 else world.browsers)  # noqa: PLR2004 — four of five
    whose = lot.choice(world.insured[:-2])
    return browser.ask("GET", matrix.address(row, whose)).status_code


def _report(place: Ground, log: Path, tables: statements.Tables, *, since: int) -> Report:
    # The server hands its log to another process, which writes it a moment later.
    _await(place, log)
    return joining.explain(statements.read(log, since=since), tables, joining.entries(place))


def _await(place: Ground, log: Path) -> None:
    """Wait until a statement of this moment stands in the log: then all before it do."""
    mark, until = f"SELECT '{uuid4()}'", time.monotonic() + PATIENCE
    with place.superuser() as superuser:
        superuser.execute(mark.encode())
    while mark.encode() not in _end_of(log):
        if time.monotonic() > until:
            raise RuntimeError(f"the server wrote nothing in its log for {PATIENCE:.0f} s")
        time.sleep(0.02)


def _end_of(log: Path) -> bytes:
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - END_BYTES))
        return file.read()


def _definers(place: Ground, tables: statements.Tables) -> list[str]:
    """List the functions of the gate that look at a table of health: the log shows their call alone."""
    pattern = statements.names_of(tables)
    with place.superuser() as superuser:
        functions = superuser.execute(
            "SELECT p.oid::regprocedure::text, p.prosrc FROM pg_proc p "
            "JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.prosecdef AND n.nspname <> 'pg_catalog'"
        ).fetchall()
    return [name for name, source in functions if "records." in source and pattern.search(source)]


def _controls(world: World, log: Path, tables: statements.Tables) -> dict[str, bool]:
    """Read past the door in several ways; each must be reported."""
    found = {}
    for name, read in zip(CONTROLS, (_superuser, _forged, _commented), strict=True):
        since = log.stat().st_size
        with contextlib.suppress(psycopg.Error, Exception):
            read(world)
        found[name] = bool(_report(world.place, log, tables, since=since).unexplained)
    return found


def _superuser(world: World) -> None:
    with world.place.superuser() as superuser:
        superuser.execute(DIRECT)


def _forged(world: World) -> None:
    del world
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()")
        cursor.execute(
            "SELECT set_config('role', 'zv_medical', true), set_config('zv.grant', %s, true)", ["x"]
        )
        cursor.execute(DIRECT)


def _commented(world: World) -> None:
    """Say in a comment what opens a grant; a session that says so has no entry in its transaction."""
    with world.place.superuser() as superuser, superuser.transaction():
        superuser.execute("SELECT pg_current_xact_id() -- set_config('zv.grant', o.token gate.open(")
        superuser.execute(DIRECT)
