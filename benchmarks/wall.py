"""What the wall costs: a gated read beside a plain one, recording lines beside the same without a wall."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from benchmarks.rows import Row, per_second, row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

NAME = "wall"
READS, LINES, VALUES = 300, 10_000, 20_000


def run() -> Iterable[Row]:
    """Measure in a process of its own, on a server that is thrown away; without waiting for the disk."""
    folder = tempfile.mkdtemp(prefix="zv-bench-")
    environment = {**os.environ, "ZORGVULDIG_VAR": folder, "ZORGVULDIG_PROCESS": "sequencer"}
    environment |= {"DJANGO_SETTINGS_MODULE": "zorgvuldig.interfaces.settings"}
    environment.pop("DATABASE_URL", None)
    os.chmod(folder, 0o755)  # noqa: S103, PTH101 — the server's account passes through
    measured = subprocess.run(
        [sys.executable, "-m", "benchmarks.wall"], env=environment, check=True, stdout=subprocess.PIPE
    )
    rows: list[Row] = json.loads(measured.stdout)
    return rows


def _measure() -> Iterator[Row]:
    """Measure; Django is set up, so its models can be read only now."""
    attempt: Any = importlib.import_module("proofs.wall.attempt")
    planting: Any = importlib.import_module("proofs.wall.world")
    models: Any = importlib.import_module("zorgvuldig.records.models")
    staging: Any = importlib.import_module("zorgvuldig.records.staging")
    database: Any = importlib.import_module("django.db")
    bootstrap = importlib.import_module("zorgvuldig.interfaces.database.identities").BOOTSTRAP
    with importlib.import_module("proofs.ground").ground() as place:
        place.fresh()
        world = planting.plant({"USER": bootstrap})
        settings = database.connections.settings
        settings["bare"] = {**settings["default"], "USER": bootstrap, "ATOMIC_REQUESTS": False}
        atomic = database.transaction.atomic

        def read(using: str) -> None:
            list(models.ClaimLine.objects.using(using).filter(subject_id=world.anna.id))

        def gated() -> None:
            for _ in range(READS):
                with atomic(), attempt.about_anna(world):
                    read("default")

        def plain() -> None:
            for _ in range(READS):
                with atomic(using="bare"):
                    read("bare")

        def lines(using: str) -> None:
            rows = [_line(models, world) for _ in range(LINES)]
            models.ClaimLine.objects.using(using).bulk_create(rows, batch_size=2000)

        def inserted() -> None:
            with atomic(), attempt.recording(world, frozenset({"claim", "bsn"})):
                lines("default")

        def recorded() -> None:
            with atomic(), attempt.recording(world, frozenset({"claim", "bsn"})):
                staging.record_run([_line(models, world) for _ in range(LINES)])

        def unwalled() -> None:
            with atomic(using="bare"):
                lines("bare")

        other = per_second(plain, count=READS)
        yield row(
            "decided, logged, gated reads",
            per_second(gated, count=READS),
            "reads/s",
            against="plain read",
            other=other,
        )
        other = per_second(unwalled, count=LINES)
        yield row(
            "lines recorded through the wall",
            per_second(recorded, count=LINES),
            "lines/s",
            against="INSERT of many rows, no wall",
            other=other,
        )
        other = per_second(inserted, count=LINES)
        yield row(
            "the same, by COPY to where they land",
            per_second(recorded, count=LINES),
            "lines/s",
            against="INSERT of many rows, through the wall",
            other=other,
        )
        yield _sealing(attempt, world, atomic)


def _sealing(attempt: Any, world: Any, atomic: Any) -> Row:  # noqa: ANN401 — read when Django is set up
    envelope: Any = importlib.import_module("zorgvuldig.records.envelope")
    holder = envelope.Holder(world.anna.id, "AV", "insurance", 2026)
    cipher = AESGCM(AESGCM.generate_key(bit_length=256))

    def bare() -> None:
        for _ in range(VALUES):
            cipher.encrypt(os.urandom(12), b"E11", b"place")

    def sealed() -> None:
        with atomic(), attempt.recording(world, frozenset({"claim", "bsn"})):
            ring = envelope.KeyRing()
            for _ in range(VALUES):
                ring.seal(b"E11", holder=holder, field="claim_diagnosis.sealed")

    other = per_second(bare, count=VALUES)
    return row(
        "values sealed", per_second(sealed, count=VALUES), "values/s", against="bare cipher", other=other
    )


def _line(models: Any, world: Any) -> object:  # noqa: ANN401 — as above
    return models.ClaimLine(
        claim_id=world.anna.key(models.Claim),
        run_id=world.anna.run_id,
        subject_id=world.anna.id,
        row=1,
        service_code_list="041",
        service_code="1000",
        charged_cents=1,
        approved_cents=1,
        state="accepted",
    )


if __name__ == "__main__":
    importlib.import_module("django").setup()
    json.dump(list(_measure()), sys.stdout)
