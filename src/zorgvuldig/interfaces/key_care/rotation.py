"""Change a key while everything stays in use: add, take into use, wrap anew, retire when nothing is left."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
from django.db import connection
from psycopg.conninfo import make_conninfo

from zorgvuldig.interfaces.database.servers import Server
from zorgvuldig.interfaces.key_care.files import keeping, write_ring
from zorgvuldig.interfaces.key_care.rewrapping import BATCH, LOGIN_SECRETS, Rewrapping, wrapped_by
from zorgvuldig.ledger import gate
from zorgvuldig.records.key_provider import FileKeys
from zorgvuldig.records.key_rings import Ring, RingKey
from zorgvuldig.records.keys import read_ring
from zorgvuldig.records.tombstones import DATA_KEY, PERSONAL_KEY

__all__ = ["GRACE", "ROTATING", "Keeper", "NotYetError", "RotationError"]

#: What each ring wraps; a ring that wraps nothing only proves or names.
ROTATING: dict[str, tuple[str, ...]] = {
    "kek": (DATA_KEY, PERSONAL_KEY),
    "login-secrets": (LOGIN_SECRETS,),
    "gate-proof": (),
    "pseudonym": (),
}
_STANDING = {
    "bsn-index": "every person is found by it, and of a claim of somebody unknown the number is not kept",
    "subject-index": "it stands in rows of the ledger that nobody may change",
    "ledger-signing": "who verifies the log knows it; it begins anew with a log of its own",
    "ledger-witness": "who verifies the log knows it",
    "django-secret": "replace the file and restart: sessions end and everybody logs in again",
}
#: A grant and a proof live five minutes at most: after twice that, nothing wraps or proves with the old key.
GRACE = timedelta(minutes=10)
_HORIZON_SECONDS = 30.0
_TEACH = "INSERT INTO gate.proof_key (inner_block, outer_block) VALUES (%s, %s)"


class RotationError(RuntimeError):
    """This key cannot be changed this way; nothing was changed."""


class NotYetError(RotationError):
    """An old key is still needed; it stays."""


@dataclass(frozen=True)
class Keeper:
    """Who keeps the keys of one installation."""

    folder: Path
    server: Server
    batch: int = BATCH
    grace: timedelta = GRACE

    def rotate(
        self, name: str, *, at: datetime, period: str = "", told: Callable[[str, int], None] = lambda *_: None
    ) -> dict[str, int]:
        """Change one key, or go on with a change that was interrupted; give how much was wrapped anew."""
        self._know(name)
        with keeping(self.folder):
            ring = read_ring(name, folder=self.folder)
            if name == "pseudonym":
                ring = self._for_period(ring, period, at)
            elif not ring.former and not ring.coming:
                ring = self._write(name, ring.with_coming(on=at.date()))
            if ring.coming:
                if name == "gate-proof":
                    self._teach_gate(ring)
                self._write(name, ring.with_coming_in_use(since=at.isoformat()))
            work = Rewrapping(FileKeys(self.folder), self.batch)
            return {kind: work.run(kind, lambda n, kind=kind: told(kind, n)) for kind in ROTATING[name]}  # type: ignore[misc] # a bound default

    def left(self, name: str) -> int:
        """Count what old keys of a ring still wrap."""
        active = read_ring(name, folder=self.folder).active.name
        counted = wrapped_by()
        return sum(
            many for kind in ROTATING[name] for wrapper, many in counted[kind].items() if wrapper != active
        )

    def retire(self, name: str, *, at: datetime, before: str = "") -> list[str]:
        """Destroy the old keys of a ring, once nothing needs them; give the names of those destroyed."""
        self._know(name)
        with keeping(self.folder):
            ring = read_ring(name, folder=self.folder)
            old = _before(ring, before) if name == "pseudonym" else ring.former
            if not old:
                return []
            if name != "pseudonym":
                self._wait(name, ring, at)
            kept = Ring(tuple(key for key in ring.keys if key not in old))
            if name == "gate-proof":
                self._teach_gate(kept)
            self._write(name, kept)
            return [key.name for key in old]

    def _wait(self, name: str, ring: Ring, at: datetime) -> None:
        """Let nothing that was wrapped with an old key come in after it was counted."""
        since = datetime.fromisoformat(ring.active.used_since)
        if at < since + self.grace:
            raise NotYetError(
                f"{name} is in use since {since:%H:%M:%S}: what was begun before may still come in until "
                f"{since + self.grace:%Y-%m-%d %H:%M:%S}. Retire it after that."
            )
        _await_horizon()
        if left := self.left(name):
            raise NotYetError(
                f"{left} things are still wrapped by old keys of {name}: run `zorgvuldig keys rotate {name}`"
            )

    def _know(self, name: str) -> None:
        if name in _STANDING:
            raise RotationError(f"{name} is not changed while in use: {_STANDING[name]} (docs/keys.md)")
        if name not in ROTATING:
            raise RotationError(f"there is no key {name!r}; there are {', '.join(sorted(ROTATING))}")

    def _for_period(self, ring: Ring, period: str, at: datetime) -> Ring:
        if ring.coming:
            return ring
        newest = ring.keys[0].first_period
        if period <= max(newest, str(at.year)):
            raise RotationError(
                "name the first period of the new key, later than this year and all other keys: "
                f"`keys rotate pseudonym --period {at.year + 1}`. A period keeps its key."
            )
        return self._write("pseudonym", ring.with_coming(on=at.date(), first_period=period))

    def _write(self, name: str, ring: Ring) -> Ring:
        write_ring(self.folder, name, ring)
        return ring

    def _teach_gate(self, ring: Ring) -> None:
        """Lay the keys in the database that are about to be used, before anyone proves with them."""
        with self._owner() as owner, owner.transaction():
            owner.execute("DELETE FROM gate.proof_key")
            for inner, outer in gate.proof_blocks(ring):
                owner.execute(_TEACH, [inner, outer])

    @contextmanager
    def _owner(self) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
        """Act as the owner of the tables for a moment, as a migration does."""
        with self.server.migrator() as words:
            facts = connection.settings_dict
            conninfo = make_conninfo(
                "",
                host=facts["HOST"],
                port=facts["PORT"],
                dbname=facts["NAME"],
                user=words["USER"],
                password=words["PASSWORD"] or None,
                options="-c role=zv_owner",
            )
            with psycopg.connect(conninfo, autocommit=True, connect_timeout=10) as owner:
                yield owner


def _before(ring: Ring, period: str) -> tuple[RingKey, ...]:
    """Give the keys of pseudonyms that serve earlier periods only."""
    if not period:
        raise RotationError("name the first period that must stay: `keys retire pseudonym --before 2026`")
    stays = ring.keys.index(ring.for_period(period))
    return ring.keys[stays + 1 :]


def _await_horizon() -> None:
    """Wait until every transaction that writes now has ended, so that what it wrote is counted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        (now,) = cursor.fetchone()
        until = time.monotonic() + _HORIZON_SECONDS
        while time.monotonic() < until:
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
            if cursor.fetchone()[0] >= now:
                return
            time.sleep(0.2)
    raise NotYetError("a transaction that began before is still open: end it, or wait, and repeat")
