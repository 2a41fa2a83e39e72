"""Back the keys up apart from the data, and bring back what was lost, never anything else."""

import base64
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from zorgvuldig.records.key_rings import Ring, RingError
from zorgvuldig.records.keys import PRINTS
from zorgvuldig.records.whole_files import put

__all__ = [
    "LONGEST",
    "BackupError",
    "KeptCopy",
    "contents",
    "kept_copies",
    "note_copy",
    "refuse_beside_data",
    "restore",
]

#: As long as a backup of the database may live: what was destroyed is gone from every copy after that.
LONGEST = timedelta(days=35)
_JOURNAL = "tombstones/destroyed"
_NOTES = "key-backups.json"
#: By these names and contents a folder shows that it holds data.
_DATA_NAMES = ("backup_manifest", "backup_label", "PG_VERSION", "base.tar", "toc.dat", "points.json", "wal")
_DATA_STARTS = (b"PGDMP", b"--\n-- PostgreSQL database")


class BackupError(RuntimeError):
    """The keys cannot be backed up or restored this way; nothing was written."""


@dataclass(frozen=True)
class KeptCopy:
    """A copy that was made: where, and until when it may exist."""

    path: Path
    made_at: datetime
    ends_at: datetime


def contents(var: Path) -> bytes:
    """Collect every key and the journal of what was destroyed."""
    files: dict[str, dict[str, object]] = {}
    for path in sorted(_keys(var)):
        try:
            found, content = path.stat(), path.read_bytes()
        except OSError as error:
            raise BackupError(f"{path} cannot be read ({error.strerror}): run this as its keeper") from error
        files[f"keys/{path.name}"] = {"content": _text(content), "uid": found.st_uid, "gid": found.st_gid}
    if not files:
        raise BackupError(f"{var / 'keys'} holds no keys: run `database prepare`")
    journal = var / _JOURNAL
    told = _text(journal.read_bytes()) if journal.exists() else ""
    return json.dumps({"files": files, "journal": told}).encode()


def refuse_beside_data(folder: Path) -> None:
    """Refuse a folder in which a backup of the database lies: who finds both could read everything."""
    for place in (folder, *folder.parents):
        for path in _entries(place):
            if path.name in _DATA_NAMES or (path.parent == folder and path.is_file() and _is_dump(path)):
                raise BackupError(
                    f"{path} belongs to a backup of the data: keep keys elsewhere, in other hands, or "
                    "whoever finds the folder can read everything"
                )


def restore(content: bytes, var: Path) -> list[str]:
    """Write back the keys that are missing; a key that is there is never replaced."""
    kept = json.loads(content)
    missing, different = [], []
    for name, file in kept["files"].items():
        path = var / name
        if not path.exists():
            missing.append((path, base64.b64decode(file["content"]), (file["uid"], file["gid"])))
        elif path.name != PRINTS and not _holds(path.read_bytes(), base64.b64decode(file["content"])):
            different.append(name)
    if different:
        raise BackupError(
            f"{', '.join(different)} here is another key than in the copy: move it away first if that of the "
            "copy is right. Nothing was written."
        )
    (var / "keys").mkdir(parents=True, exist_ok=True)
    for path, written, owner in missing:
        _bring_back(path, written, owner)
    _restore_journal(var, base64.b64decode(kept["journal"]))
    return [path.name for path, _, _ in missing]


def _bring_back(path: Path, content: bytes, owner: tuple[int, int]) -> None:
    mode = 0o644 if path.name == PRINTS else 0o600
    put(path, content, owner=owner if os.geteuid() == 0 else None, mode=mode)


def note_copy(var: Path, copy: KeptCopy) -> None:
    """Remember that a copy exists, so that its end is not forgotten."""
    notes = [*_notes(var), {"path": str(copy.path), **_dates(copy)}]
    put(var / _NOTES, json.dumps(notes, indent=2).encode())


def kept_copies(var: Path) -> list[KeptCopy]:
    """List the copies that were made from here, oldest first."""
    return [
        KeptCopy(
            Path(note["path"]),
            datetime.fromisoformat(note["made_at"]),
            datetime.fromisoformat(note["ends_at"]),
        )
        for note in _notes(var)
    ]


def _notes(var: Path) -> list[dict[str, str]]:
    try:
        notes: list[dict[str, str]] = json.loads((var / _NOTES).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    return notes


def _dates(copy: KeptCopy) -> Mapping[str, str]:
    return {"made_at": copy.made_at.isoformat(), "ends_at": copy.ends_at.isoformat()}


def _keys(var: Path) -> Iterator[Path]:
    return (path for path in _entries(var / "keys") if path.is_file() and not path.name.startswith("."))


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _is_dump(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(32).startswith(_DATA_STARTS)
    except OSError:
        return False


def _holds(here: bytes, copy: bytes) -> bool:
    """Tell whether what is here holds every key of the copy: a ring may have grown since."""
    if here == copy:
        return True
    try:
        known = {key.secret for key in Ring.parse(here).keys}
        return all(key.secret in known for key in Ring.parse(copy).keys)
    except RingError:
        return False


def _restore_journal(var: Path, journal: bytes) -> None:
    path = var / _JOURNAL
    if journal and not path.exists():
        path.parent.mkdir(mode=0o700, exist_ok=True)
        found = path.parent.stat()
        put(path, journal, owner=(found.st_uid, found.st_gid))


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
