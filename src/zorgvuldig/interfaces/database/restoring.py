"""Bring a backup back, to its end, a moment or a named point, in a scratch installation beside the real one.

The scratch installation has the real one's keys in view and a server of its own. There the copy is
replayed, migrated and checked; only what passed takes the place of the database that was there, and that one
is kept aside. So nothing is overwritten, and a restore that fails has touched nothing.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg

from zorgvuldig.interfaces.database.archive import restore_command
from zorgvuldig.interfaces.database.backups import Backup, BackupError, list_backups, log_folder, read_points
from zorgvuldig.interfaces.database.cluster import Cluster, embedded_cluster
from zorgvuldig.interfaces.database.facts import write_facts
from zorgvuldig.interfaces.database.prepare import FACTS
from zorgvuldig.interfaces.database.servers import EmbeddedServer

__all__ = ["RestoreError", "State", "Target", "check_ledger", "choose_backup", "read_state", "recover"]
__all__ += ["run_command", "scratch", "swap"]

COMMAND_LINE = "zorgvuldig.interfaces.command_line"
PAUSE_SECONDS = 0.1
# What a check in the scratch installation needs of the real one; keys are shown to it, never copied.
SHOWN = ("keys", "tombstones", "ledger-key.txt", "witness-key.txt")
LOG_LINES = 4
COUNTED = """
SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname IN ('records', 'ledger') AND c.relkind IN ('r', 'p') ORDER BY 1
"""


class RestoreError(RuntimeError):
    """A backup could not be brought back as asked; the database that was there is untouched."""


@dataclass(frozen=True)
class Target:
    """How far to go: to a moment, to a named point, or to the end of what was kept."""

    until: datetime | None = None
    point: str | None = None
    timeline: str = "latest"
    """After a restore the server writes on a new timeline; a number goes back to one from before."""

    @property
    def words(self) -> dict[str, str]:
        """Give the server's words for it."""
        words = {"recovery_target_timeline": self.timeline}
        if self.until is not None:
            return words | {"recovery_target_time": self.until.isoformat()}
        return words | ({"recovery_target_name": self.point} if self.point else {})


@dataclass(frozen=True)
class State:
    """What a database holds, as far as it matters to whoever may lose it."""

    leaves: int
    entries: int
    newest: datetime | None
    rows: Mapping[str, int]

    def beyond(self, other: "State") -> list[str]:
        """Say what stands here and not in another database."""
        told = []
        if self.entries > other.entries:
            told.append(f"{self.entries - other.entries} entries of the ledger, the newest of {self.newest}")
        for name, count in self.rows.items():
            if count > other.rows.get(name, 0) and name.startswith("records."):
                told.append(f"{name}: {count - other.rows.get(name, 0)} rows")
        return told


def choose_backup(root: Path, target: Target, *, identifier: str | None = None) -> Backup:
    """Give the named copy, or the newest one from which the target can be reached."""
    backups = list_backups(root)
    if identifier is not None:
        backups = [backup for backup in backups if backup.identifier == identifier]
    limit = target.until
    if target.point is not None:
        points = {point["name"]: point["at"] for point in read_points(root)}
        if target.point not in points:
            raise BackupError(
                f"{root} knows no point {target.point}; it knows {', '.join(points) or 'none'}."
            )
        limit = datetime.fromisoformat(points[target.point])
    reaching = [backup for backup in backups if limit is None or backup.moment <= limit]
    if not reaching:
        raise BackupError(f"{root} holds no backup that reaches there; `zorgvuldig backup list` shows all.")
    return reaching[-1]


@contextmanager
def scratch(var: Path, name: str) -> Iterator[Path]:
    """Make an installation folder beside the real one for the length of a block, with its keys in view."""
    folder = var / name
    _remove(folder)
    folder.mkdir(mode=0o755)
    try:
        for shown in SHOWN:
            if (var / shown).exists():
                (folder / shown).symlink_to(var / shown)
        yield folder
    finally:
        _remove(folder)


def recover(
    root: Path, backup: Backup, target: Target, *, var: Path, here: Cluster | None = None
) -> EmbeddedServer:
    """Replay a copy in a scratch installation, up to the target; the server runs when this returns.

    Args:
        root: the folder of backups.
        backup: the copy to begin at.
        target: how far to go.
        var: the scratch installation.
        here: the server that is to be replaced; the end of its log is taken from its own folders.
    """
    leftover = sorted(here.home.glob("data*/pg_wal")) if here else []
    words = {
        "restore_command": restore_command(log_folder(root), leftover=leftover),
        "recovery_target_action": "promote",
        # What it writes now is kept until it is the real one, and archived then.
        "archive_command": "/bin/false",
        **target.words,
    }
    cluster = embedded_cluster(var, tuning=words)
    cluster.data.mkdir(mode=0o700)
    cluster.give(cluster.data)
    cluster.run_tool("cp", "-a", f"{root / 'base' / backup.identifier}/.", str(cluster.data))
    cluster.run_tool("touch", str(cluster.data / "recovery.signal"))
    cluster.start()
    _await_promotion(cluster)
    server = EmbeddedServer(cluster)
    for name in FACTS.values():
        write_facts(var / name, server.facts({}))
    return server


def read_state(server: EmbeddedServer) -> State:
    """Count what a running database holds."""
    with server.highest() as highest, highest.connect(server.database) as connection:
        names = [name for (name,) in connection.execute(COUNTED)]
        rows = {name: _count(connection, name) for name in names}
        leaves, newest = 0, None
        if "ledger.intake" in rows:
            leaves = _count(connection, "ledger.leaf")
            found = connection.execute("SELECT max(recorded_at) FROM ledger.intake").fetchone()
            newest = found[0] if found else None
    return State(leaves, rows.get("ledger.intake", 0), newest, rows)


def swap(fresh: Cluster, real: Cluster, *, at: datetime) -> Path | None:
    """Put a checked database in the place of the real one; give where that one is kept, if there was one."""
    fresh.stop()
    real.stop()
    kept = None
    if real.data.exists():
        kept = real.home / f"data.before-{at:%Y%m%dT%H%M%SZ}"
        real.data.rename(kept)
    fresh.data.rename(real.data)
    return kept


def run_command(*words: str, var: Path) -> subprocess.CompletedProcess[str]:
    """Run a command of ours for one installation."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-m", COMMAND_LINE, *words],
        env={**environment, "ZORGVULDIG_VAR": str(var)},
        check=False,
        capture_output=True,
        text=True,
    )


def check_ledger(var: Path, *, note: str | None) -> list[str]:
    """Verify the whole ledger of a running installation, also against a checkpoint kept outside of it."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as kept:
        kept.write(note or "")
        kept.flush()
        told = run_command("ledger", "verify", "--json", *(["--witness", kept.name] if note else []), var=var)
    try:
        fault = json.loads(told.stdout)["fault"]
    except (ValueError, KeyError, TypeError):
        return [f"the ledger could not be verified: {told.stderr.strip() or told.stdout.strip()}"]
    return [f"the ledger: {fault['what']}"] if fault else []


def _await_promotion(cluster: Cluster) -> None:
    while True:
        try:
            with cluster.connect(role="zv_app", database=EmbeddedServer(cluster).database) as connection:
                row = connection.execute("SELECT pg_is_in_recovery()").fetchone()
        except psycopg.OperationalError:
            row = None
            if not cluster.answers() and not cluster.lives():
                lines = cluster.log.read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_LINES:]
                raise RestoreError(f"The log could not be replayed that far: {' | '.join(lines)}") from None
        if row == (False,):
            return
        time.sleep(PAUSE_SECONDS)


def _count(connection: psycopg.Connection[tuple[int, ...]], name: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {name}".encode()).fetchone()  # noqa: S608 — quoted by format()
    return row[0] if row else 0


def _remove(folder: Path) -> None:
    """Remove a scratch installation, with its server."""
    if folder.is_dir():
        cluster = embedded_cluster(folder)
        cluster.stop()
        shutil.rmtree(cluster.home, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
