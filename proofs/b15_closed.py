"""B15: log sink, policy files, clock, key store, witness and sequencer broken in turn: nothing opens.

An insured person asks for the own claims, through the front door that the pages use, while something that the
gate leans on is broken. An answer with data is a failure; so is a door that stays shut once all is mended.
The control breaks the gate itself: with a silent witness data must then flow, or this drill sees nothing.
"""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import connections, transaction

from proofs.ground import Ground, ground
from proofs.keystore import break_key_store
from proofs.log.faults import all_faults
from proofs.log.growing import grow, sequence
from proofs.results import Result
from proofs.wall.world import plant
from proofs.work import Progress
from zorgvuldig.decisions import Actor, Sourced
from zorgvuldig.interfaces.database.identities import BOOTSTRAP
from zorgvuldig.interfaces.serving import COMMAND_LINE
from zorgvuldig.processes.rights import usecases as rights

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    import psycopg

NAME = "b15-closed"
SUMMARY = (
    "log sink, policy files, clock, keys, witness, sequencer broken in turn: nothing opens; then all is back"
)
QUICK, FULL = 10, 100
#: Reading all norms anew takes a second: such a process asks less often.
SLOW = "policy files"
#: The gate as it must not be: it does not listen for the witness.
FUNCTION, BODY = "demand_witness() RETURNS void", "BEGIN RETURN; END"
BEHIND_IT = (
    "witness: silent for a year",
    "clock: the database before what the witness last said",
    "sequencer: held up for a year",
    "clock: the database before what the sequencer last said",
)


def run(full: bool) -> Result:  # noqa: FBT001 — the drills' common face
    """Break, ask, mend, ask again; then break the gate itself."""
    count, failures = FULL if full else QUICK, []
    logging.getLogger("zorgvuldig").setLevel(logging.CRITICAL + 1)
    with ground() as place:
        place.fresh()
        world = plant({"USER": BOOTSTRAP})
        with place.superuser() as superuser:
            _witness(place, superuser)
            faults = all_faults(superuser, place.folder / "keys")
            if not answers(world.anna.id):
                failures.append("nothing is answered before anything is broken")
            asked = leaked = back = 0
            progress = Progress(NAME, len(faults), "faults")
            for name, fault in faults.items():
                progress.step()
                times = max(1, count // 5) if name.startswith(SLOW) else count
                with fault():
                    got = sum(answers(world.anna.id) for _ in range(times))
                asked, leaked = asked + times, leaked + got
                back += (came_back := answers(world.anna.id))
                if got:
                    failures.append(f"{name}: {got} of {times} were answered with data")
                if not came_back:
                    failures.append(f"{name}: nothing is answered after it was mended")
            seen = _controls(superuser, faults, world.anna.id, failures)
        store = break_key_store(world, times=count // 5)
    failures += store.failures
    return Result(
        NAME,
        {
            "faults": len(faults),
            "asked": asked,
            "data answers": leaked,
            "back after mending": back,
            "faults of the key store": store.breaks,
            "asked then": store.attempts,
            "data answers then": store.answers,
        },
        failures,
        bar="0 data answers while anything is broken; service back after each",
        control=f"with a broken gate data flow: seen in {seen} of {len(BEHIND_IT)}; {store.control}",
    )


def answers(person: UUID) -> bool:
    """Ask for a person's own claims as the pages do; tell whether data came back."""
    actor = Actor("subject", str(person), "insured", None, {"subject_kind": Sourced("insured", "the drill")})
    try:
        with transaction.atomic():
            return bool(rights.view_my_claims(actor=actor, at=datetime.now(UTC)).claims)
    except Exception:  # noqa: BLE001 — however it fails, nothing was answered
        connections.close_all()
        return False


def _controls(
    superuser: psycopg.Connection[Any], faults: dict[str, Any], person: UUID, failures: list[str]
) -> int:
    seen = 0
    for fault in BEHIND_IT:
        with _mutant(superuser, FUNCTION, BODY), faults[fault]():
            flows = answers(person)
        seen += flows
        if not flows:
            failures.append(f"control: the gate is broken, and still nothing came through ({fault})")
    return seen


@contextmanager
def _mutant(superuser: psycopg.Connection[Any], function: str, body: str) -> Iterator[None]:
    """Put another body in a function of the gate, and its own back afterwards."""
    name = function.partition("(")[0]
    row = superuser.execute(
        "SELECT pg_get_functiondef(p.oid) FROM pg_proc p WHERE p.pronamespace = 'gate'::regnamespace "
        "AND p.proname = %s",
        [name],
    ).fetchone()
    own = row[0] if row else ""
    changed = f"CREATE OR REPLACE FUNCTION gate.{function} LANGUAGE plpgsql STABLE AS $$ {body} $$"
    superuser.execute(changed.encode())
    try:
        yield
    finally:
        superuser.execute(own.encode())


def _witness(place: Ground, superuser: psycopg.Connection[Any]) -> None:
    """Enrol the witness: from its first word on, the gate wants to hear it."""
    grow(superuser, 3)
    sequence()
    shutil.copy(place.folder / "database.json", place.folder / "database-witness.json")
    (place.folder / "database-witness.json").chmod(0o644)
    environment = {**os.environ, "ZORGVULDIG_PROCESS": "witness"}
    subprocess.run(
        [sys.executable, "-m", COMMAND_LINE, "ledger", "witness"],
        cwd=Path(__file__).resolve().parents[1],
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )
