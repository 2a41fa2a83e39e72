"""B16: what the gate costs: CPU and SQL time added to a read, by one user, and reads a second by sixteen."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from itertools import cycle, islice
from typing import TYPE_CHECKING, Any

from django.db import connections

from proofs.ground import ground
from proofs.results import Result
from proofs.speed import reads
from proofs.wall.world import plant
from zorgvuldig.decisions.slices import prepare
from zorgvuldig.interfaces.database.identities import BOOTSTRAP
from zorgvuldig.ledger import processing as door
from zorgvuldig.ledger.deciding import Memory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from uuid import UUID

NAME = "b16-speed"
SUMMARY = "CPU and SQL time that the gate adds to a read, and reads a second by sixteen users"
#: A gated read against the same read without a gate, in CPU and SQL time at one user; measured in turns, so
#: that it says the same on a slow or busy machine.
BAR_TIMES = 6.0
#: The aim on two quiet cores: milliseconds added to a read (in half of the reads), and reads a second.
AIM_ADDED, AIM_READS = 1.5, 500
BAR = (
    f"a gated read costs <= {BAR_TIMES:.0f} times the CPU and SQL time of a plain one "
    f"(aim: {AIM_ADDED} ms added, {AIM_READS} reads/s at 16 users)"
)
PROCESSES, THREADS = 2, 8


def run(full: bool) -> Result:  # noqa: FBT001 — the drills' common face
    """Measure one user read by read, then sixteen at once; the disk is told apart from the work."""
    count, seconds = (4000, 30.0) if full else (300, 3.0)
    with ground() as place:
        place.fresh()
        plant({"USER": BOOTSTRAP})
        with place.superuser() as superuser:
            reads.plant_many(superuser)
        reads.open_bare()
        fsync = _fsync(place.folder)
        everyone = reads.persons()
        alone = _one_user(everyone, count)
        plain = _middle(alone["plain"], "spent")
        control = _middle(_costs(_parsed_anew, everyone, count // 20), "spent") / plain
        connections.close_all()
        crowd = {kind: _sixteen(kind, seconds) for kind in ("plain", "gated")}
    del connections.settings[reads.BARE]
    added, times = _added(alone["plain"], alone["gated"]), _middle(alone["gated"], "spent") / plain
    return Result(
        NAME,
        {
            "times a plain read": round(times, 1),
            "added ms p50 at 1 user": round(added, 2),
            "of which client": round(_added(alone["plain"], alone["gated"], "client"), 2),
            "of which server": round(_added(alone["plain"], alone["gated"], "server"), 2),
            "with the decision made anew": round(_added(alone["plain"], alone["anew"]), 2),
            "plain read ms": round(plain, 2),
            "gated read ms, wall p50": round(_middle(alone["gated"], "wall"), 2),
            "p99": round(_high(alone["gated"]), 2),
            "reads/s at 16 users": round(crowd["gated"]["rate"]),
            "p50 ms": round(crowd["gated"]["p50"], 1),
            "added CPU ms a read at 16 users": round(crowd["gated"]["spent"] - crowd["plain"]["spent"], 2),
            "one fsync ms, not in these": round(fsync, 2),
            "aim reached": "yes" if added <= AIM_ADDED and crowd["gated"]["rate"] >= AIM_READS else "no",
            "load of the machine": round(os.getloadavg()[0], 1),
        },
        list(_failures(times, control)),
        bar=BAR,
        control=f"a gate that reads its rules anew at every request costs {control:.0f} times a plain read",
    )


def _one_user(everyone: list[UUID], count: int) -> dict[str, list[reads.Cost]]:
    """Take turns between the kinds of read, so that what else the machine does hits all alike."""
    kinds: dict[str, Callable[[UUID], int]] = {"plain": reads.plain, "gated": reads.gated, "anew": _anew}
    for read in kinds.values():
        _costs(read, everyone, len(everyone))
    found: dict[str, list[reads.Cost]] = {kind: [] for kind in kinds}
    for person in islice(cycle(everyone), count):
        for kind, read in kinds.items():
            found[kind].append(_cost(read, person))
    return found


def _costs(read: Callable[[UUID], int], everyone: list[UUID], count: int) -> list[reads.Cost]:
    return [_cost(read, person) for person in islice(cycle(everyone), count)]


def _cost(read: Callable[[UUID], int], person: UUID) -> reads.Cost:
    return reads.cost(read, person, using=reads.BARE if read is reads.plain else "default")


def _anew(person: UUID) -> int:
    """Read through a gate that remembers no decision."""
    kept, door._memory = door._memory, Memory()  # noqa: SLF001 — the drill takes the memory away
    try:
        return reads.gated(person)
    finally:
        door._memory = kept  # noqa: SLF001 — as above


def _parsed_anew(person: UUID) -> int:
    """Read through a gate that reads its rules at every request: the control, which must be seen."""
    prepare.cache_clear()
    return _anew(person)


def _sixteen(kind: str, seconds: float) -> dict[str, float]:
    """Let sixteen users read at once, in two processes as the pages are served."""
    words = [sys.executable, "-m", "proofs.speed.users", kind, str(THREADS), str(seconds)]
    # As a command: the sequencer's own facts still name the database from which the drill's was copied.
    environment = {**os.environ, "ZORGVULDIG_PROCESS": "command"}
    workers = [
        subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
        for _ in range(PROCESSES)
    ]
    for worker in workers:
        _line(worker)
    before = _servers()
    for worker in workers:
        _tell(worker)
    time.sleep(seconds * 0.9)
    after = _servers()
    told: list[dict[str, Any]] = [json.loads(_line(worker)) for worker in workers]
    for worker in workers:
        worker.communicate()
    count = sum(each["reads"] for each in told)
    server = sum(after[process] - before.get(process, 0) for process in after) / 0.9e9
    return {
        "rate": count / seconds,
        "p50": statistics.median(each["p50"] for each in told),
        "spent": (sum(each["cpu"] for each in told) + server) / count * 1e3,
    }


def _line(worker: subprocess.Popen[str]) -> str:
    line = worker.stdout.readline() if worker.stdout else ""
    if not line:
        raise RuntimeError("a reading process ended before it told anything")
    return line


def _tell(worker: subprocess.Popen[str]) -> None:
    if worker.stdin:
        worker.stdin.write("go\n")
        worker.stdin.flush()


def _servers() -> dict[int, int]:
    """Give the CPU time of every session that reads."""
    with connections[reads.BARE].cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'")
        return {pid: reads.server_nanoseconds(pid) for (pid,) in cursor.fetchall()}


def _added(plain: list[reads.Cost], other: list[reads.Cost], part: str = "spent") -> float:
    return _middle(other, part) - _middle(plain, part)


def _middle(costs: list[reads.Cost], part: str) -> float:
    return float(statistics.median(getattr(each, part) for each in costs))


def _high(costs: list[reads.Cost]) -> float:
    return float(statistics.quantiles((each.wall for each in costs), n=100)[98])


def _fsync(folder: Path) -> float:
    """Measure what the disk takes for one page, which every commit of an installation waits for."""
    took = []
    with (folder / "fsync").open("wb") as file:
        for _ in range(50):
            file.write(bytes(8192))
            file.flush()
            begun = time.perf_counter()
            os.fsync(file.fileno())
            took.append(time.perf_counter() - begun)
    return statistics.median(took) * 1e3


def _failures(times: float, control: float) -> Iterator[str]:
    if times > BAR_TIMES:
        yield f"a gated read costs {times:.1f} times a plain one, the bar is {BAR_TIMES:.0f}"
    if control <= BAR_TIMES:
        yield f"control: a gate that reads its rules at every request costs only {control:.1f} times"
