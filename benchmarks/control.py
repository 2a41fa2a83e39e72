"""Control over a year's claim lines at once, beside one hand-written query and beside what was asked.

Each run has a process of its own, so that its memory can be told. The lines are made up by the engine itself:
twenty for each insured person, most of them fine, some wrong in each of the ways.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.rows import Row, row
from zorgvuldig.analytics.control.checks import BASIC_CHECKS, EVERY_CHECK

if TYPE_CHECKING:
    from collections.abc import Iterable

NAME = "control"
SMALL, LARGE = (1_000_000,), (1_000_000, 2_000_000, 5_000_000, 10_000_000, 20_000_000)
BASIC_BAR, EVERY_BAR = 1_500_000, 700_000
#: Most memory in megabytes: of the whole process, and what the engine may have in the scarce run.
MEMORY_BAR, SCARCE = 1536, 300
BATCH_BAR = 0.5
CHILD = "benchmarks.control_child"


def run() -> Iterable[Row]:
    """Measure a million lines."""
    return measure(SMALL)


def run_large() -> Iterable[Row]:
    """Measure from one to twenty million lines: some minutes, and some gigabytes of disk."""
    return measure(LARGE)


def measure(sizes: Iterable[int]) -> Iterable[Row]:
    """Measure each size, and of the last one everything."""
    lines, folder = 0, Path()
    for lines in sizes:
        shutil.rmtree(folder, ignore_errors=True) if folder != Path() else None
        folder = Path(tempfile.mkdtemp(prefix="zv-bench-control-"))
        _child("make", folder, lines=lines)
        told = _child("run", folder, checks=BASIC_CHECKS)
        yield row(
            f"{lines:,} lines, the basic checks and the deductible",
            lines / told["seconds"],
            "lines/s",
            against="the bar",
            other=BASIC_BAR,
        )
        yield row(f"{lines:,} lines, memory", told["megabytes"], "MB", against="at most", other=MEMORY_BAR)
    try:
        yield from _the_rest(folder, lines, told)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _the_rest(folder: Path, lines: int, basic: dict[str, float]) -> Iterable[Row]:
    plain = _child("plain", folder)
    if any(plain[name] != basic[name] for name in ("granted", "own", "refused")):
        raise AssertionError(f"the hand-written query gives something else: {plain} and {basic}")
    name = f"{lines:,} lines"
    yield row(
        f"{name}, the same as one query by hand",
        lines / basic["seconds"],
        "lines/s",
        against="by hand",
        other=lines / plain["seconds"],
    )
    scarce = _child("run", folder, checks=BASIC_CHECKS, megabytes=SCARCE)
    yield row(
        f"{name}, the engine within {SCARCE} MB",
        lines / scarce["seconds"],
        "lines/s",
        against="with more",
        other=lines / basic["seconds"],
    )
    every = _child("run", folder, checks=EVERY_CHECK)
    yield row(f"{name}, every check", lines / every["seconds"], "lines/s", against="the bar", other=EVERY_BAR)
    for check in EVERY_CHECK[len(BASIC_CHECKS) :]:
        told = _child("run", folder, checks=(*BASIC_CHECKS, check))
        yield row(
            f"{name}, with {check} beside the basic checks",
            told["seconds"] * 1000,
            "ms",
            against="without",
            other=basic["seconds"] * 1000,
        )
    batch = _child("batch", folder)
    yield row(
        f"100,000 lines against {lines:,} of before",
        batch["seconds"] * 1000,
        "ms",
        against="at most",
        other=BATCH_BAR * 1000,
    )


def _child(act: str, folder: Path, **words: object) -> dict[str, float]:
    """Do one act in a process of its own, and give what it told."""
    command = [sys.executable, "-m", CHILD, act, str(folder), json.dumps(words)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=dict(os.environ))
    told: dict[str, float] = json.loads(done.stdout)
    return told
