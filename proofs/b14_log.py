"""B14: whoever has all power over the database, and even the log's own key, cannot change what was written.

Each attack is made for real and committed; then two look: `ledger verify`, which recomputes the whole from
its leaves, and the witness in its own account, which only sees hashes and remembers what it cosigned. The
control takes the witness away: a log rewritten and signed with its stolen key must then pass for sound.
"""

from __future__ import annotations

import os
import random
import shutil
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proofs.ground import Ground, ground
from proofs.log.attacks import OUTSIDE, WITH_THE_KEY, Attacker
from proofs.log.growing import grow, sequence, small_log
from proofs.results import Result
from proofs.work import Progress
from zorgvuldig.interfaces.database.accounts import (
    application_account,
    may,
    sequencer_account,
    server_account,
    witness_account,
)
from zorgvuldig.ledger import keys
from zorgvuldig.ledger.verifying import verify_ledger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import psycopg

    from zorgvuldig.interfaces.database.accounts import Account

NAME = "b14-log"
SUMMARY = "edits, cuts and rewritten logs with all power: found by verifying and by a witness apart"
QUICK, FULL = 1_000, 10_000
SIZE_QUICK, SIZE_FULL = 20_000, 1_000_000
PASSES = (9, 11, 8)
CONTROLS = 40
LIMIT_SECONDS = 60.0
CHECKOUT = Path(__file__).resolve().parents[1]


def run(full: bool) -> Result:  # noqa: FBT001 — the drills' common face
    """Attack, look, put back; then verify a large log."""
    failures: list[str] = []
    with ground() as place:
        place.fresh()
        account = witness_account()
        facts = shutil.copy(place.folder / "database.json", place.folder / "database-witness.json")
        Path(facts).chmod(0o644)
        with place.superuser() as connection:
            size = small_log(connection, PASSES)
            with _looker(account) as look:
                dice = random.Random(14)  # noqa: S311 — the drill's dice: the same attacks each time
                attacker = Attacker(connection, keys.signing_key(), dice, size)
                figures = _attack(attacker, look, FULL if full else QUICK, failures)
        closed = _closed_to_others(failures)
        place.fresh()
        figures |= _verify_large(place, SIZE_FULL if full else SIZE_QUICK, failures)
    figures |= {"witness's account": account.name if account.words else f"{account.name} (the same)"}
    figures |= {"files closed to": closed}
    missed = figures["controls missed"]
    return Result(
        NAME,
        figures,
        failures,
        bar="100% of attacks found; 1,000,000 entries verified in 60 s",
        control=f"without the witness {missed} of {CONTROLS} logs rewritten with the key pass for sound",
    )


def _attack(attacker: Attacker, look: Callable[[], str], count: int, failures: list[str]) -> dict[str, Any]:
    kinds = (*OUTSIDE, *WITH_THE_KEY)
    by_verify = by_witness = 0
    took = []
    if _verify(witnessed=True) or look() != "sound":
        failures.append("the log is not sound before the first attack")
    progress = Progress("b14-log", count, "attacks")
    for number in range(count):
        progress.step()
        kind = kinds[number % len(kinds)]
        kind(attacker)
        started = time.monotonic()
        found, refused = _verify(witnessed=True), look() != "sound"
        took.append(time.monotonic() - started)
        by_verify, by_witness = by_verify + bool(found), by_witness + refused
        if not found and not refused:
            failures.append(f"attack {number} was not found: {kind.__name__}")
        if kind in WITH_THE_KEY and not refused:
            failures.append(f"attack {number}: the witness would cosign {kind.__name__}")
        attacker.undo()
    missed = 0
    for number in range(CONTROLS):
        WITH_THE_KEY[number % len(WITH_THE_KEY)](attacker)
        missed += _verify(witnessed=False) is None
        attacker.undo()
    if missed != CONTROLS:
        failures.append(f"control: {CONTROLS - missed} rewritten logs were found without the witness")
    return {
        "attacks": count,
        "found": count - sum("was not found" in failure for failure in failures),
        "by verify": by_verify,
        "refused by the witness": by_witness,
        "look p50/p99 ms": "/".join(f"{1000 * cut:.0f}" for cut in _percentiles(took)),
        "controls missed": missed,
    }


def _verify(*, witnessed: bool) -> str | None:
    """Recompute the whole, held against the witness's note or against nothing; give the fault."""
    note = keys.kept_by_witness().note() or ""
    report = verify_ledger(
        key=keys.published_key(), using="sequencer", kept={"the witness": note} if witnessed else {}
    )
    return report.fault.what if report.fault else None


def _verify_large(place: Ground, size: int, failures: list[str]) -> dict[str, Any]:
    with place.superuser() as connection:
        _fill(connection, size)
    started, worked = time.monotonic(), time.process_time()
    report = verify_ledger(key=keys.published_key(), using="sequencer")
    seconds, worked = time.monotonic() - started, time.process_time() - worked
    # A part stands for the whole by the work it took: other work on the machine is no matter of the log's.
    million = seconds if size == SIZE_FULL else worked * SIZE_FULL / size
    if report.fault or report.figures.leaves != size:
        failures.append(f"the log of {size} entries is not sound: {report.fault}")
    if million > LIMIT_SECONDS:
        failures.append(f"verifying a million entries takes {million:.0f} s")
    told = (
        f"{million:.0f} s"
        if size == SIZE_FULL
        else f"{million:.0f} s of work (from {size:,}: {worked:.1f} s of work, {seconds:.1f} s passed)"
    )
    return {"a million verified in": told}


def _fill(connection: psycopg.Connection[Any], size: int) -> None:
    grow(connection, size)
    sequence()


def _environment(process: str) -> dict[str, str]:
    words = {name: os.environ[name] for name in ("PATH", "LANG", "ZORGVULDIG_VAR") if name in os.environ}
    return words | {
        "DJANGO_SETTINGS_MODULE": "zorgvuldig.interfaces.settings",
        "ZORGVULDIG_PROCESS": process,
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": "/",
    }


@contextmanager
def _looker(account: Account) -> Iterator[Callable[[], str]]:
    """Have the witness cosign in a process of its own account, and keep it at hand."""
    words = [str(account.uid), str(account.gid)] if account.words else []
    with subprocess.Popen(
        [sys.executable, "-m", "proofs.log.looker", *words],
        cwd=CHECKOUT,
        env=_environment("witness"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        asked, answers = process.stdin, process.stdout

        def look() -> str:
            if asked is None or answers is None:
                raise RuntimeError("the witness cannot be asked")
            asked.write("look\n")
            asked.flush()
            return answers.readline().strip()

        if answers is None or answers.readline().split()[1:] != [str(account.uid)]:
            raise RuntimeError("the witness did not start under its own account")
        try:
            yield look
        finally:
            if asked:
                asked.close()


def _closed_to_others(failures: list[str]) -> str:
    """Try, as each other account, to read the witness's key and to write what it keeps."""
    witness = witness_account()
    others = {
        account.uid: account for account in (server_account(), application_account(), sequencer_account())
    }
    others.pop(witness.uid, None)
    for account in others.values():
        tries = (("r", "keys/ledger-witness"), ("w", "witness/checkpoint"), ("w", "witness"))
        for right, name in tries:
            if may(account, right, Path(os.environ["ZORGVULDIG_VAR"]) / name):
                failures.append(f"{account.name} may {right} {name} of the witness")
    return f"{len(others)} other accounts" if others else "nobody: one account runs all here"


def _percentiles(values: list[float]) -> tuple[float, float]:
    cuts = statistics.quantiles(values, n=100)
    return cuts[49], cuts[98]
