"""A synthetic insurer: drawing it, and loading it with its history, beside the bar of three minutes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.rows import Row, row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

NAME = "synthetic"
#: A tenth of the insurer for which the bar holds, with all its parts.
INSURED, LINES = 5_000, 100_000
BAR_INSURED, BAR_SECONDS, BAR_LINES = 50_000, 180, 1_000_000
SEED = 2026
_BAR = BAR_LINES / BAR_SECONDS


def run() -> Iterable[Row]:
    """Measure both commands on a tenth of the insurer for which the bar holds."""
    return measure(INSURED, LINES)


def run_large() -> Iterable[Row]:
    """Measure both on the insurer of the bar itself: minutes, and some gigabytes of disk."""
    return measure(BAR_INSURED, BAR_LINES)


def measure(insured: int, claims: int) -> Iterable[Row]:
    """Run both commands as a user does, with a scratch installation and a database that syncs."""
    folder = Path(tempfile.mkdtemp(prefix="zv-bench-"))
    folder.chmod(0o755)
    environment = {**os.environ, "ZORGVULDIG_VAR": str(folder / "var")}
    environment.pop("DATABASE_URL", None)
    (folder / "var").mkdir(mode=0o755)
    child = partial(subprocess.run, env=environment, check=True, stdout=subprocess.PIPE)
    program = [sys.executable, "-m", "zorgvuldig.interfaces.command_line"]
    size = ["--insured", str(insured), "--claims", str(claims), "--seed", str(SEED)]
    try:
        child([*program, "database", "prepare"])
        child([*program, "migrate", "--quiet"])
        drawn = _seconds(lambda: child([*program, "synth", *size, "--out", str(folder / "insurer")]))
        loaded = _seconds(lambda: child([*program, "load", str(folder / "insurer")]))
        manifest = json.loads((folder / "insurer" / "manifest.json").read_text(encoding="utf-8"))
    finally:
        subprocess.run([*program, "database", "stop"], env=environment, check=False)
        shutil.rmtree(folder, ignore_errors=True)
    lines = sum(entry["rows"] for entry in manifest["history"].values())
    against = f"the bar of {BAR_LINES:,} lines in {BAR_SECONDS} s"
    named = f"{insured:,} insured with"
    yield row(f"synth, {named} their claims", lines / drawn, "lines/s", against=against, other=_BAR)
    yield row(f"load, {named} their history", lines / loaded, "lines/s", against=against, other=_BAR)


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
