"""Backups of the embedded server: base copies with a manifest, beside the kept write-ahead log.

One folder holds it all: `base/<moment>/` is the server's data folder as `pg_basebackup` copied it, with the
server's own manifest (SHA-256 of every file); `base/<moment>.json` says what it is and holds the digest of
that manifest; `wal/` keeps every segment of the log since. Keys are never in it: they live outside the data
folder, and whoever finds a backup cannot open what is sealed.

The login that copies (`zv_backup`) may replicate and nothing else: it owns nothing, reads no table, and can
neither change nor remove a row. What it wrote belongs to the server's account; to keep even that account
from removing a backup, copy the folder to a place that only takes additions.
"""

import gzip
import hashlib
import json
import os
import shutil
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from zorgvuldig.interfaces.database.accounts import may
from zorgvuldig.interfaces.database.archive import archived, choose_archive, gaps, segment_of
from zorgvuldig.interfaces.database.cluster import PORT, Cluster
from zorgvuldig.interfaces.database.identities import BACKUP
from zorgvuldig.interfaces.database.leftovers import remove_tree
from zorgvuldig.interfaces.database.servers import EmbeddedServer

__all__ = ["LONGEST_DAYS", "Backup", "BackupError", "check_files", "check_log", "list_backups"]
__all__ += ["log_folder", "make_backup", "name_point", "prune_backups", "read_points"]

MANIFEST = "backup_manifest"
STAMP = "%Y%m%dT%H%M%SZ"
POINTS = "points.json"
# The Protocol's shortest terms count in weeks: a backup that outlives them would bring back what was erased.
LONGEST_DAYS = 35
SEGMENT_BYTES = 16 * 1024 * 1024


class BackupError(RuntimeError):
    """A backup could not be made, found or trusted."""


@dataclass(frozen=True, kw_only=True)
class Backup:
    """One base copy and what it holds."""

    identifier: str
    made_at: str
    server_version: int
    system: str
    timeline: int
    start: str
    stop: str
    files: int
    size: int
    outside: dict[str, str]
    """Digests of what the server's manifest does not name: itself, and the log that came with the copy."""
    ledger_size: int
    ledger_note: str | None

    @property
    def moment(self) -> datetime:
        """Give when the copy was whole: the earliest moment that it can be brought to."""
        return datetime.fromisoformat(self.made_at)

    @property
    def first_segment(self) -> str:
        """Name the segment of the log at which a restore from here begins."""
        return _segment(self.timeline, self.start)


def make_backup(server: EmbeddedServer, *, to: Path) -> Backup:
    """Copy the running server into a folder, and keep its log there from now on."""
    cluster = server.cluster
    _make_folders(cluster, to)
    choose_archive(cluster.home, log_folder(to))
    cluster.reconfigure()
    with server.highest() as highest, highest.connect(server.database) as connection:
        _lay_backup_login(connection)
        _need_archiving(connection)
        size, note = _ledger(connection)
        system = str(_one(connection, "SELECT system_identifier FROM pg_control_system()"))
    made_at = datetime.now(UTC)
    draft = to / "base" / f".{made_at.strftime(STAMP)}"
    remove_tree(draft)
    _copy(cluster, draft)
    # Taken when the copy is whole, so that a moment after it can be reached for certain.
    made_at = datetime.now(UTC)
    backup = _described(draft, made_at, system=system, ledger=(size, note))
    draft.rename(_folder(to, backup))
    _write(cluster, to / "base" / f"{backup.identifier}.json", asdict(backup))
    return backup


def name_point(server: EmbeddedServer, name: str, *, to: Path, at: datetime) -> str:
    """Give this moment a name to which a restore can go back, and have the log kept up to it."""
    if any(point["name"] == name for point in read_points(to)):
        raise BackupError(f"{to} knows a point {name} already: choose another name.")
    with server.highest() as highest, highest.connect(server.database) as connection:
        position = str(_one(connection, "SELECT pg_create_restore_point(%s)", name))
        connection.execute("SELECT pg_switch_wal()")
    points = [*read_points(to), {"name": name, "at": at.isoformat(), "position": position}]
    _write(server.cluster, to / POINTS, points)
    return position


def read_points(root: Path) -> list[dict[str, str]]:
    """List the named points, oldest first."""
    try:
        points: list[dict[str, str]] = json.loads((root / POINTS).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    return points


def list_backups(root: Path) -> list[Backup]:
    """List the whole base copies in a folder, oldest first."""
    found = [path for path in (root / "base").glob("*.json") if path.with_suffix("").is_dir()]
    return [_read(path) for path in sorted(found)]


def check_files(root: Path, backup: Backup) -> Iterator[str]:
    """Recompute the checksum of every file of a copy; give what is wrong with it."""
    folder = _folder(root, backup)
    expected = dict(backup.outside)
    if not (folder / MANIFEST).is_file() or _digest(folder / MANIFEST) != expected[MANIFEST]:
        yield f"{folder / MANIFEST} is not the one that was made with this backup"
        return
    expected |= {file["Path"]: file["Checksum"] for file in _manifest(folder)["Files"]}
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    yield from (f"{folder / name} is missing" for name in sorted(expected.keys() - there))
    yield from (
        f"{folder / name} was not there when the backup was made" for name in sorted(there - expected.keys())
    )
    for name in sorted(there & expected.keys()):
        if _digest(folder / name) != expected[name]:
            yield f"{folder / name} has changed since the backup was made"


def check_log(root: Path, backup: Backup) -> Iterator[str]:
    """Look for damage and gaps in the log that was kept since a copy."""
    segments = [name for name in archived(log_folder(root)) if segment_of(name) >= _first(backup)]
    yield from gaps(segments)
    own = [name for name in segments if int(name[:8], 16) == backup.timeline]
    if own and segment_of(own[0]) > segment_of(_segment(backup.timeline, backup.stop)) + 1:
        yield f"the log after this backup begins with {own[0]} only"
    for name in segments:
        if not _whole(log_folder(root) / f"{name}.gz"):
            yield f"{log_folder(root) / name}.gz is damaged"


def prune_backups(root: Path, *, days: int, at: datetime) -> list[str]:
    """Remove base copies older than so many days and the log before the oldest one left; give their names."""
    if not 1 <= days <= LONGEST_DAYS:
        raise BackupError(f"Backups stay 1 to {LONGEST_DAYS} days, not {days}: erased data must not return.")
    backups = list_backups(root)
    old = [backup for backup in backups if backup.moment < at - timedelta(days=days)]
    if old and len(old) == len(backups):
        raise BackupError(
            f"Every backup in {root} is older than {days} days: make a new one first, then remove the old.",
        )
    for backup in old:
        (root / "base" / f"{backup.identifier}.json").unlink()
        shutil.rmtree(_folder(root, backup))
    kept = [backup for backup in backups if backup not in old]
    if kept:
        _forget_log(root, before=min(map(_first, kept)))
        _forget_points(root, before=kept[0].moment)
    return [backup.identifier for backup in old]


def log_folder(root: Path) -> Path:
    """Give where the log is kept."""
    return root / "wal"


def _folder(root: Path, backup: Backup) -> Path:
    return root / "base" / backup.identifier


def _make_folders(cluster: Cluster, root: Path) -> None:
    for folder in (root, root / "base", log_folder(root)):
        if not folder.is_dir():
            folder.mkdir(parents=True, mode=0o700)
            cluster.give(folder)
    for folder in (root / "base", log_folder(root)):
        if not may(cluster.account, "w", folder):
            raise BackupError(
                f"Account {cluster.account.name}, which runs the database, cannot write in {folder}. "
                "Choose a folder of which it may enter every parent.",
            )


def _lay_backup_login(connection: psycopg.Connection[Any]) -> None:
    if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [BACKUP]).fetchone() is None:
        connection.execute(f"CREATE ROLE {BACKUP} LOGIN REPLICATION NOINHERIT".encode())


def _need_archiving(connection: psycopg.Connection[Any]) -> None:
    if _one(connection, "SHOW archive_mode") != "on":
        raise BackupError(
            "This server was started before it could keep its log: `zorgvuldig stop`, `zorgvuldig database "
            "start`, and try again.",
        )


def _ledger(connection: psycopg.Connection[Any]) -> tuple[int, str | None]:
    if _one(connection, "SELECT to_regclass('ledger.checkpoint')") is None:
        return 0, None
    row = connection.execute("SELECT size, note FROM ledger.checkpoint ORDER BY size DESC LIMIT 1").fetchone()
    return (row[0], row[1]) if row else (0, None)


def _copy(cluster: Cluster, to: Path) -> None:
    cluster.run_program(
        "pg_basebackup",
        f"--host={cluster.socket}",
        f"--port={PORT}",
        f"--username={BACKUP}",
        "--no-password",
        f"--pgdata={to}",
        "--format=plain",
        "--wal-method=stream",
        "--checkpoint=fast",
        "--manifest-checksums=SHA256",
    )


def _described(folder: Path, made_at: datetime, *, system: str, ledger: tuple[int, str | None]) -> Backup:
    manifest = _manifest(folder)
    log = manifest["WAL-Ranges"][-1]
    named = {file["Path"] for file in manifest["Files"]}
    files = [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()]
    outside = sorted(name for name in files if name not in named)
    return Backup(
        identifier=made_at.strftime(STAMP),
        made_at=made_at.isoformat(),
        server_version=int((folder / "PG_VERSION").read_text(encoding="utf-8")),
        system=system,
        timeline=log["Timeline"],
        start=log["Start-LSN"],
        stop=log["End-LSN"],
        files=len(manifest["Files"]),
        size=sum(file["Size"] for file in manifest["Files"]),
        outside={name: _digest(folder / name) for name in outside},
        ledger_size=ledger[0],
        ledger_note=ledger[1],
    )


def _read(path: Path) -> Backup:
    try:
        return Backup(**json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise BackupError(f"{path} does not describe a backup: {error}.") from None


def _write(cluster: Cluster, path: Path, told: object) -> None:
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(told, file, indent=2)
        os.fsync(file.fileno())
    cluster.give(draft)
    draft.replace(path)


def _forget_log(root: Path, *, before: int) -> None:
    for name in archived(log_folder(root)):
        if segment_of(name) < before:
            (log_folder(root) / f"{name}.gz").unlink()


def _forget_points(root: Path, *, before: datetime) -> None:
    points = [point for point in read_points(root) if datetime.fromisoformat(point["at"]) >= before]
    if (root / POINTS).exists():
        (root / POINTS).write_text(json.dumps(points, indent=2), encoding="utf-8")


def _first(backup: Backup) -> int:
    return segment_of(backup.first_segment)


def _segment(timeline: int, position: str) -> str:
    high, _, low = position.partition("/")
    number = int(low, 16) // SEGMENT_BYTES
    return f"{timeline:08X}{int(high, 16):08X}{number:08X}"


def _manifest(folder: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return manifest


def _whole(path: Path) -> bool:
    """Tell whether a segment unpacks to its full length; gzip keeps a checksum of its own."""
    size = 0
    try:
        with gzip.open(path) as file:
            while chunk := file.read(1 << 20):
                size += len(chunk)
    except (OSError, EOFError, zlib.error):
        return False
    return size == SEGMENT_BYTES


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _one(connection: psycopg.Connection[Any], question: str, *words: object) -> object:
    row = connection.execute(question.encode(), words or None).fetchone()
    return row[0] if row else None
