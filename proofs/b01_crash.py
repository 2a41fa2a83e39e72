"""B1: kill the server and its workers under load: nothing acknowledged is lost, nothing is done twice."""

from __future__ import annotations

import os
import random
import signal
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import connections

from proofs.crash.consents import PURPOSE, Outcome
from proofs.ground import TEMPLATE, Ground, ground
from proofs.results import Result
from proofs.wall.world import plant
from proofs.work import Progress
from zorgvuldig.interfaces.database import leftovers
from zorgvuldig.interfaces.database.cluster import embedded_cluster
from zorgvuldig.interfaces.database.identities import BOOTSTRAP
from zorgvuldig.interfaces.database.servers import EmbeddedServer
from zorgvuldig.interfaces.jobs import periodic
from zorgvuldig.ledger.published import PUBLISHED, read_published
from zorgvuldig.ledger.verifying import verify_ledger

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import psycopg

NAME = "b01-crash"
SUMMARY = "kill -9 of server and workers under eight writers: nothing lost, nothing doubled"
QUICK, FULL = 20, 200
WRITERS = 2
"""Processes, of four threads each."""
CONTROL_KILLS = 6
#: Acknowledged before it is on disk, and written out late: what a kill takes is then really gone.
FORGETFUL = {"synchronous_commit": "off", "wal_writer_delay": "10s"}
SYNCS = 40
CHECKOUT = Path(__file__).resolve().parents[1]


@dataclass
class Drill:
    """What runs, and what was seen."""

    place: Ground
    subject: str
    tuning: Mapping[str, str]
    log: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    recoveries: list[float] = field(default_factory=list)
    grown: int = 0
    failures: list[str] = field(default_factory=list)

    @property
    def server(self) -> EmbeddedServer:
        """Give the server under this drill's settings."""
        return EmbeddedServer(embedded_cluster(self.place.folder, tuning=self.tuning), TEMPLATE)

    def keep_running(self) -> None:
        """Start what is not running: writers, sequencer, worker for the jobs."""
        line = ["zorgvuldig.interfaces.command_line"]
        words = {f"writer {n}": ["proofs.crash.writer", str(self.log), self.subject] for n in range(WRITERS)}
        words |= {"sequencer": [*line, "ledger", "sequence", "--watch"], "jobs": [*line, "jobs"]}
        for name, module in words.items():
            if name not in self.running or self.running[name].poll() is not None:
                process = "sequencer" if name == "sequencer" else "command"
                self.running[name] = subprocess.Popen(
                    [sys.executable, "-m", *module],
                    cwd=CHECKOUT,
                    env={**os.environ, "ZORGVULDIG_PROCESS": process},
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )

    def end(self) -> None:
        """End all of it."""
        for process in self.running.values():
            process.kill()
        for process in self.running.values():
            process.wait()
        self.running.clear()

    def kill(self, what: str) -> None:
        """Kill one thing, and bring the server back where it was that."""
        if what != "server":
            self.running[what].kill()
            self.running[what].wait()
            return
        cluster = self.server.cluster
        postmaster = int((cluster.data / "postmaster.pid").read_text(encoding="utf-8").split()[0])
        # The first one first: it would begin anew when it sees a child die.
        for pid in (postmaster, *leftovers.workers(cluster.data)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        connections.close_all()
        began = time.monotonic()
        cluster.start()
        self.recoveries.append(time.monotonic() - began)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Let the writers stand still: else the log grows by the time it takes to verify it."""
        writers = [p for name, p in self.running.items() if name.startswith("writer") and p.poll() is None]
        for process in writers:
            process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            for process in writers:
                process.send_signal(signal.SIGCONT)

    def acknowledged(self) -> set[str]:
        """Read which ids a client was told were kept."""
        return {client for client, outcome in self._told() if outcome is not Outcome.IN_DOUBT}

    def asked_again(self) -> int:
        """Count how often an answer never came, so that a client asked again."""
        return sum(outcome is Outcome.IN_DOUBT for _, outcome in self._told())

    def _told(self) -> Iterator[tuple[str, Outcome]]:
        for line in self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []:
            client, _, word = line.partition(" ")
            yield client, Outcome(word)


def run(full: bool) -> Result:  # noqa: FBT001 — the drills' common face
    """Kill at random moments, and count after every kill."""
    kills = FULL if full else QUICK
    with _drill({}) as drill:
        sync = _fsync(drill.place.folder)
        told, lost, doubled = _trials(drill, kills)
        waiting = _finish_jobs(drill)
        failures = list(drill.failures)
        recoveries = drill.recoveries
        leaves, there = drill.grown, _count(drill, "records.consent")
    with _drill(FORGETFUL) as control:
        forgotten = _forget(control)
    failures += [f"{lost} acknowledged writes lost"] * bool(lost)
    failures += [f"{doubled} writes doubled"] * bool(doubled)
    failures += [f"{waiting} jobs were never done"] * bool(waiting)
    failures += ["the sequencer stood still"] * (not leaves)
    failures += ["control: nothing was lost without synchronous commit"] * (not forgotten)
    return Result(
        NAME,
        {
            "kills": kills,
            "acknowledged": told,
            "lost": lost,
            "doubled": doubled,
            "in doubt and there": there - told,
            "leaves": leaves,
            "jobs undone": waiting,
            "recovery p50": f"{statistics.median(recoveries):.1f} s",
            "longest": f"{max(recoveries):.1f} s",
            "fsync p50": f"{sync * 1000:.2f} ms",
        },
        failures,
        bar=f"0 acknowledged writes lost and 0 doubled in {kills} kills of server, writers and workers",
        control=f"synchronous_commit=off: {forgotten} acknowledged writes lost",
    )


@contextmanager
def _drill(tuning: Mapping[str, str]) -> Iterator[Drill]:
    with ground(tuning={}) as place:
        facts = place.server.facts({})
        for alias in connections.settings.values():
            alias.update(NAME=facts.name, HOST=facts.host, PORT=facts.port)
        world = plant({"USER": BOOTSTRAP})
        drill = Drill(place, str(world.anna.id), tuning, place.folder / "acknowledged")
        if tuning:
            place.server.cluster.stop()
            drill.server.cluster.start()
        _need_own_server(drill)
        drill.keep_running()
        _until_written(drill)
        try:
            yield drill
        finally:
            drill.end()


def _need_own_server(drill: Drill) -> None:
    with _superuser(drill) as connection:
        row = connection.execute("SHOW data_directory").fetchone()
    if row is None or Path(row[0]) != drill.server.cluster.data:
        raise RuntimeError(f"this would write to a server that is not the drill's: {row}")


def _until_written(drill: Drill) -> None:
    until = time.monotonic() + 60
    while not drill.acknowledged():
        if time.monotonic() > until:
            raise RuntimeError("no writer wrote anything in a minute")
        time.sleep(0.1)


def _trials(drill: Drill, kills: int) -> tuple[int, int, int]:
    chance = random.Random(2026)  # noqa: S311 — a drill that can be repeated
    lost = doubled = 0
    key = read_published(drill.place.folder / PUBLISHED)
    progress = Progress(NAME, kills, "kills")
    for number in range(kills):
        progress.step()
        drill.keep_running()
        periodic.clear_expired_sessions.configure(queueing_lock=f"drill-{number}").defer(timestamp=0)
        time.sleep(chance.uniform(0.3, 1.2))
        drill.kill(
            ("server", "server", "server", "writer 0", "server", "jobs", "server", "sequencer")[number % 8]
        )
        known = drill.acknowledged()
        with _superuser(drill) as connection:
            there = {str(row[0]) for row in connection.execute("SELECT id FROM records.consent").fetchall()}
            both = connection.execute(
                "SELECT (SELECT count(*) FROM ledger.intake WHERE purpose = %s AND outcome = 'permit'), "
                "(SELECT count(*) FROM records.consent WHERE purpose = 'drill')",
                [PURPOSE],
            ).fetchone()
        lost = max(lost, len(known - there))
        # An attempt that met its own earlier write is in the ledger as well: it asked, and was answered.
        entries, writes = both or (0, 1)
        doubled = max(doubled, writes - entries, entries - writes - drill.asked_again())
        with drill.frozen():
            report = verify_ledger(key=key, using="sequencer")
        connections.close_all()
        if report.fault:
            drill.failures.append(f"after kill {number + 1} the ledger does not hold: {report.fault}")
        drill.grown = report.figures.leaves
    return len(drill.acknowledged()), lost, doubled


def _forget(drill: Drill) -> int:
    """Lose what was acknowledged and not on disk; the count of ids that are not there afterwards."""
    lost = 0
    for _ in range(CONTROL_KILLS):
        drill.keep_running()
        time.sleep(1.0)
        # Frozen, so that no id is logged between the kill and the count.
        known = drill.acknowledged()
        drill.kill("server")
        with _superuser(drill) as connection:
            there = {str(row[0]) for row in connection.execute("SELECT id FROM records.consent").fetchall()}
        lost += len(known - there)
        if lost:
            break
    return lost


def _finish_jobs(drill: Drill) -> int:
    """Let the jobs of killed workers be taken up, as the clock of every minute does; count what is left."""
    drill.end()
    with _superuser(drill) as connection:
        connection.execute("SET search_path = web")
        connection.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")
        # Nor does the drill wait for what met an outage and is to be tried again in some seconds.
        connection.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'")
    for turn in range(2):
        periodic.retry_stalled_jobs.configure(queueing_lock=f"drill-retry-{turn}").defer(timestamp=0)
        connections.close_all()
        subprocess.run(
            [sys.executable, "-m", "zorgvuldig.interfaces.command_line", "jobs", "--once"],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    with _superuser(drill) as connection:
        row = connection.execute(
            "SELECT count(*) FROM web.procrastinate_jobs WHERE status <> 'succeeded' "
            "AND queueing_lock LIKE 'drill-%'",
        ).fetchone()
    return int(row[0]) if row else -1


def _count(drill: Drill, table: str) -> int:
    with _superuser(drill) as connection:
        row = connection.execute(f"SELECT count(*) FROM {table} WHERE purpose = 'drill'".encode()).fetchone()
    return int(row[0]) if row else -1


@contextmanager
def _superuser(drill: Drill) -> Iterator[psycopg.Connection[Any]]:
    with drill.server.highest() as highest, highest.connect(TEMPLATE) as connection:
        yield connection


def _fsync(folder: Path) -> float:
    """Measure how long this disk takes to make one page of 8 kB safe."""
    took = []
    with (folder / "fsync").open("wb") as file:
        for _ in range(SYNCS):
            file.write(bytes(8192))
            file.flush()
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            took.append(time.perf_counter() - began)
    (folder / "fsync").unlink()
    return statistics.median(took)
