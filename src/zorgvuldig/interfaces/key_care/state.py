"""How the keys stand: which ring holds what, what old keys still wrap, and which copies should be gone."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from zorgvuldig.interfaces.database.keys import APPLICATION_KEYS
from zorgvuldig.interfaces.key_care.backup import KeptCopy, kept_copies
from zorgvuldig.interfaces.key_care.indexing import INDEX, indexed_by
from zorgvuldig.interfaces.key_care.rewrapping import wrapped_by
from zorgvuldig.interfaces.key_care.rotation import LEDGER_INDEX, ROTATING
from zorgvuldig.ledger import gate
from zorgvuldig.records import tombstones
from zorgvuldig.records.keys import KeyUnavailableError, read_ring

__all__ = ["counted_by", "lines", "settle", "warnings"]

_BACKUP_EVERY = timedelta(days=30)
_SETTLED_AFTER = timedelta(hours=1)


def counted_by(folder: Path) -> dict[str, dict[str, int]]:
    """Count what each key wraps, and what stands under it, by kind and name of key."""
    try:
        first = read_ring(INDEX, folder=folder).upward[0].name
    except KeyUnavailableError:
        first = ""
    return {**wrapped_by(), **indexed_by(first)}


def lines(folder: Path, counted: dict[str, dict[str, int]]) -> Iterator[str]:
    """Describe each ring: its keys by print, the one in use first, and what each wraps."""
    for name in APPLICATION_KEYS:
        try:
            ring = read_ring(name, folder=folder)
        except KeyUnavailableError as error:
            yield f"{name:<14} MISSING: {error}"
            continue
        for key in ring.keys:
            state = "old, makes the inner part" if key.inner else "old, opens"
            state = "coming" if key.coming else "in use" if key == ring.active else state
            wraps = sum(counted[kind].get(key.name, 0) for kind in ROTATING.get(name, ()))
            told = f", {'finds' if name == INDEX else 'wraps'} {wraps}" if ROTATING.get(name) else ""
            since = f" since {key.used_since[:19]}" if key.used_since else ""
            yield f"{name:<14} {key.name}  {state}{since}{told}"


def warnings(folder: Path, var: Path, counted: dict[str, dict[str, int]], *, at: datetime) -> Iterator[str]:
    """Tell what the keeper should do."""
    for name, kinds in ROTATING.items():
        try:
            ring = read_ring(name, folder=folder)
        except KeyUnavailableError:
            yield f"{name} is missing: `zorgvuldig keys restore FILE` brings it back"
            continue
        known = {key.name for key in ring.keys} | {""}
        lost = sum(n for kind in kinds for wrapper, n in counted[kind].items() if wrapper not in known)
        if lost:
            yield f"{lost} things are wrapped by a key of {name} that is not here: restore it"
        if ring.coming:
            yield f"{name} has a coming key: `zorgvuldig keys rotate {name}` takes it into use"
        if name not in {"pseudonym", LEDGER_INDEX} and ring.former:
            yield f"{name} has an old key: `zorgvuldig keys rotate {name}`, then `keys retire {name}`"
    yield from _of_copies(kept_copies(var), at)


def _of_copies(copies: list[KeptCopy], at: datetime) -> Iterator[str]:
    for copy in copies:
        if copy.ends_at <= at and copy.path.exists():
            yield f"{copy.path} should be gone since {copy.ends_at:%Y-%m-%d}: it revives what was destroyed"
    if not any(copy.made_at > at - _BACKUP_EVERY and copy.path.exists() for copy in copies):
        yield "no copy of the keys of the last 30 days is known here: `zorgvuldig keys backup --out FILE`"


def settle(*, at: datetime) -> int:
    """Confirm erasures that were begun and never confirmed, or take them back; give how many."""
    settled = 0
    for kind, begun in tombstones.read_tombstones().begun.items():
        due = [key for key, told in begun.items() if datetime.fromisoformat(told) < at - _SETTLED_AFTER]
        if not due:
            continue
        body = {"table": kind, "keys": [str(key) for key in due]}
        answer = gate.ask("default", "keys_alive", "keys-alive", body) or {}
        alive = set(answer["alive"])
        gone = [key for key in due if str(key) not in alive]
        tombstones.write_down(kind, gone, tombstones.DONE, at=at)
        tombstones.write_down(kind, [key for key in due if str(key) in alive], tombstones.VOID, at=at)
        settled += len(due)
    return settled
