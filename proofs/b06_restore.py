"""B6: a backup brings everything back to a named point, whole and in time, and a damaged one is found."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proofs.ground import TEMPLATE, Ground, ground
from proofs.results import Result
from zorgvuldig.interfaces.database.backups import list_backups, log_folder
from zorgvuldig.interfaces.database.servers import EmbeddedServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

NAME = "b06-restore"
SUMMARY = "base copy, later writes, a disaster: back to the point before it, counted and verified"
GIGABYTE = 1_000_000_000
QUICK, FULL = GIGABYTE // 10, GIGABYTE
BAR_SECONDS = 60.0
INSURED, CLAIMS = 60, 60
#: Bytes of the database for each tariff, its indexes and its log.
ROW_BYTES = 155
BATCH = 200_000
COMMAND_LINE = "zorgvuldig.interfaces.command_line"
DISASTER = "ramp"
FILL = """
INSERT INTO records.tariff (id, label_id, service_code, code_list, amount_cents, valid_during)
SELECT gen_random_uuid(), (SELECT id FROM records.label LIMIT 1), n::text, %s, n, '[2030-01-01,2031-01-01)'
FROM generate_series(1, %s) n
"""
TABLES = """
SELECT format('%I.%I', n.nspname, c.relname), a.attname FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
WHERE n.nspname IN ('records', 'ledger', 'web') AND c.relkind = 'r' ORDER BY 1
"""


@dataclass
class Stage:
    """The installation of the drill, its backups, and what went wrong."""

    place: Ground
    backups: Path
    failures: list[str] = field(default_factory=list)

    @property
    def server(self) -> EmbeddedServer:
        """Give the installation's own server, as its commands know it."""
        return EmbeddedServer(self.place.server.cluster, TEMPLATE)

    def command(self, *words: object) -> str:
        """Run a command of the program; one that fails ends the drill."""
        code, told = self.tried(*words)
        if code:
            raise RuntimeError(f"`zorgvuldig {' '.join(map(str, words))}` ended with {code}: {told[-600:]}")
        return told

    def tried(self, *words: object) -> tuple[int, str]:
        """Run a command of the program, whatever comes of it."""
        ended = subprocess.run(
            [sys.executable, "-m", COMMAND_LINE, *map(str, words)],
            env={**os.environ, "ZORGVULDIG_VAR": str(self.place.folder)},
            capture_output=True,
            text=True,
            check=False,
        )
        return ended.returncode, ended.stdout + ended.stderr

    def receive(self, files: list[Path]) -> None:
        """Take claim files in; that some claims are refused is what they are for."""
        code, told = self.tried("claims", "receive", "--respond", self.place.folder / "returns", *files)
        if code > 1:
            raise RuntimeError(f"the claim files were not taken in: {told[-600:]}")

    def counts(self) -> dict[str, tuple[int, int]]:
        """Count the rows of every table twice: by reading the table, and by reading its index alone."""
        with self.server.highest() as highest, highest.connect(TEMPLATE) as connection:
            return {name: _counted(connection, name, key) for name, key in _tables(connection)}

    def bytes(self) -> int:
        """Give the size of the database."""
        with self.server.highest() as highest, highest.connect(TEMPLATE) as connection:
            row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
        return int(row[0]) if row else 0

    def fill(self, size: int, *, code_list: str = "vul") -> None:
        """Write tariffs until so many bytes are there."""
        with self.server.highest() as highest, highest.connect(TEMPLATE) as connection:
            for _ in range(max(1, size // ROW_BYTES // BATCH)):
                connection.execute(FILL, [code_list[:3], min(BATCH, size // ROW_BYTES)])


def run(full: bool) -> Result:  # noqa: FBT001 — the drills' common face
    """Load, copy, write on, name a point, ruin, lose the server, restore, count; then damage the copy."""
    with ground(tuning={}) as place:
        # The folder of backups must be open to the server's account.
        backups = Path(tempfile.mkdtemp(prefix="zv-proofs-backups-"))
        backups.chmod(0o755)
        stage = Stage(place, backups / "kept")
        try:
            return _drill(stage, FULL if full else QUICK)
        finally:
            shutil.rmtree(backups, ignore_errors=True)


def _drill(stage: Stage, size: int) -> Result:
    files = _load(stage)
    stage.fill(size * 7 // 10)
    copy_seconds = _timed(stage, "backup", "make", "--to", stage.backups)
    stage.receive(files[3:6])
    stage.fill(size * 3 // 10)
    stage.command("ledger", "sequence")
    before, bytes_before = stage.counts(), stage.bytes()
    stage.command("backup", "point", "voor-de-ramp", "--to", stage.backups)
    _ruin(stage)
    # The server is lost with all its files; keys and witness are elsewhere, and stay.
    stage.server.cluster.stop()
    shutil.rmtree(stage.server.cluster.data)
    restore_seconds = _timed(stage, "restore", stage.backups, "--to-point", "voor-de-ramp")
    after = stage.counts()
    verified = json.loads(stage.command("ledger", "verify", "--json"))
    checks = _checks(stage, before, after, verified)
    damaged = _damage(stage)
    stage.failures += [
        f"control: damage was not found: {name}" for name, found in damaged.items() if not found
    ]
    limit = BAR_SECONDS * max(1.0, bytes_before / GIGABYTE)
    if restore_seconds > limit:
        stage.failures.append(f"the restore took {restore_seconds:.1f} s, the bar is {limit:.0f} s")
    return Result(
        NAME,
        {
            "database": f"{bytes_before / 1e6:.0f} MB",
            "base copy": f"{copy_seconds:.1f} s",
            "restore to the point": f"{restore_seconds:.1f} s",
            "rows": sum(count for count, _ in after.values()),
            "tables equal": f"{sum(before[name] == after.get(name) for name in before)} of {len(before)}",
            "ledger leaves verified": verified["leaves"],
            **checks,
        },
        stage.failures,
        bar=f"back in {BAR_SECONDS:.0f} s for each GB (at least 1), 0 bad pages, all rows, ledger whole",
        control="one byte flipped: "
        + ", ".join(f"{name} {'found' if yes else 'MISSED'}" for name, yes in damaged.items()),
    )


def _load(stage: Stage) -> list[Path]:
    insurer = stage.place.folder / "insurer"
    stage.command("synth", "--insured", INSURED, "--claims", CLAIMS, "--seed", 6, "--out", insurer)
    stage.command("load", insurer)
    files = sorted((insurer / "claims").iterdir())
    stage.receive(files[:3])
    stage.command("ledger", "sequence")
    return files


def _ruin(stage: Stage) -> None:
    """Do what a person undoes with a backup: rows that should not be there, and rows that are gone."""
    stage.fill(ROW_BYTES * 1000, code_list=DISASTER)
    with stage.server.highest() as highest, highest.connect(TEMPLATE) as connection:
        connection.execute("DELETE FROM records.tariff WHERE code_list = 'vul'")
        connection.execute("DELETE FROM records.person_contact")


def _checks(
    stage: Stage,
    before: dict[str, tuple[int, int]],
    after: dict[str, tuple[int, int]],
    verified: dict[str, Any],
) -> dict[str, Any]:
    """Compare what is there with what was, and read every page."""
    stage.failures += [
        f"{name}: {after.get(name)} rows after, {before[name]} before"
        for name in before
        if before[name] != after.get(name)
    ]
    stage.failures += [
        f"{name}: table and index differ" for name, (table, index) in after.items() if table != index
    ]
    with stage.server.highest() as highest, highest.connect(TEMPLATE) as connection:
        row = connection.execute("SELECT count(*) FROM records.tariff WHERE code_list = 'ram'").fetchone()
    ruined = int(row[0]) if row else -1
    if ruined:
        stage.failures.append(f"{ruined} rows of the disaster are there")
    if not verified["valid"]:
        stage.failures.append(f"the ledger does not hold: {verified['fault']}")
    return {"disaster rows": ruined, "bad pages": _bad_pages(stage)}


def _bad_pages(stage: Stage) -> int:
    """Have the server's own program recompute the checksum of every page of every file."""
    cluster = stage.server.cluster
    cluster.stop()
    told = cluster.run_program("pg_checksums", "--check", "-D", str(cluster.data))
    bad = next(int(line.rpartition(":")[2]) for line in told.splitlines() if line.startswith("Bad checksums"))
    cluster.start()
    if bad:
        stage.failures.append(f"{bad} pages with a bad checksum")
    return bad


def _damage(stage: Stage) -> dict[str, bool]:
    """Flip one byte in a copied table, in the log that came with the copy, and in the log kept since."""
    backup = list_backups(stage.backups)[0]
    base = stage.backups / "base" / backup.identifier
    tables = sorted((base / "base").rglob("*"), key=lambda path: path.stat().st_size if path.is_file() else 0)
    log = sorted(path for path in (base / "pg_wal").iterdir() if path.is_file())
    kept = sorted(log_folder(stage.backups).glob("0*.gz"))
    victims = {"table": tables[-1], "log of the copy": log[0], "kept log": kept[-2]}
    whole, _ = stage.tried("backup", "verify", stage.backups, "--files-only")
    if whole:
        stage.failures.append("the undamaged backup does not verify")
    found = {}
    for name, victim in victims.items():
        with _flipped(victim):
            code, _ = stage.tried("backup", "verify", stage.backups, "--files-only")
            found[name] = code == 1
    return found


class _flipped:  # noqa: N801 — reads as the state that it makes
    """A file with one byte in its middle flipped, for the length of a block."""

    def __init__(self, path: Path) -> None:
        self.path, self.place = path, path.stat().st_size // 2

    def _flip(self) -> None:
        with self.path.open("r+b") as file:
            file.seek(self.place)
            byte = file.read(1)[0]
            file.seek(self.place)
            file.write(bytes([byte ^ 0xFF]))

    def __enter__(self) -> None:
        self._flip()

    def __exit__(self, *_: object) -> None:
        self._flip()


def _timed(stage: Stage, *words: object) -> float:
    began = time.monotonic()
    stage.command(*words)
    return time.monotonic() - began


def _tables(connection: psycopg.Connection[Any]) -> Iterator[tuple[str, str]]:
    yield from connection.execute(TABLES).fetchall()


def _counted(connection: psycopg.Connection[Any], name: str, key: str) -> tuple[int, int]:
    counts = []
    for off, on in (("indexscan", "seqscan"), ("seqscan", "indexscan")):
        connection.execute(f"SET enable_{off} = off".encode())
        connection.execute(f"SET enable_{on} = on".encode())
        connection.execute(f"SET enable_indexonlyscan = {'off' if off == 'indexscan' else 'on'}".encode())
        connection.execute(f"SET enable_bitmapscan = {'off' if off == 'indexscan' else 'on'}".encode())
        row = connection.execute(
            f'SELECT count(*) FROM (SELECT "{key}" FROM {name} ORDER BY 1) x'.encode()
        ).fetchone()
        counts.append(int(row[0]) if row else -1)
    return counts[0], counts[1]
