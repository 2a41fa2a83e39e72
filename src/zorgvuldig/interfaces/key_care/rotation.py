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
from zorgvuldig.interfaces.key_care.indexing import CLAIM_INDEX, INDEX, PERSON_INDEX, indexed_by, reindex
from zorgvuldig.interfaces.key_care.rewrapping import BATCH, LOGIN_SECRETS, Rewrapping, wrapped_by
from zorgvuldig.ledger import gate
from zorgvuldig.records.key_provider import FileKeys
from zorgvuldig.records.key_rings import Ring, RingKey
from zorgvuldig.records.keys import read_ring
from zorgvuldig.records.tombstones import DATA_KEY, PERSONAL_KEY

__all__ = ["GRACE", "ROTATING", "Keeper", "NotYetError", "RotationError"]

LEDGER_INDEX = "subject-index"
#: Indexes: whoever looks something up asks for the coming key too, before anything is written under it.
CHAINED = (INDEX, LEDGER_INDEX)
#: What each ring wraps, or what stands under it; a ring that wraps nothing only proves or names.
ROTATING: dict[str, tuple[str, ...]] = {
    "kek": (DATA_KEY, PERSONAL_KEY),
    "login-secrets": (LOGIN_SECRETS,),
    "gate-proof": (),
    "pseudonym": (),
    INDEX: (PERSON_INDEX, CLAIM_INDEX),
    LEDGER_INDEX: (),
}
_STANDING = {
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
        """Change one key, or go on with a change that was interrupted; give how much was wrapped anew.

        Raises:
            NotYetError: of an index: the new key is known, and must be asked for everywhere before its use.
        """
        self._know(name)
        with keeping(self.folder):
            ring = read_ring(name, folder=self.folder)
            if name in CHAINED:
                return self._rotate_index(name, ring, at, told)
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

    def _rotate_index(
        self, name: str, ring: Ring, at: datetime, told: Callable[[str, int], None]
    ) -> dict[str, int]:
        """Make the coming key known, or take it into use and renew what stands under older ones."""
        if ring.coming is None and self._may_begin(name, ring, at):
            self._write(name, ring.with_coming(on=at.date(), since=at.isoformat()))
            raise NotYetError(
                f"{name} has a coming key, which is asked for from now on. Nothing is written under it yet, "
                "for who asked before may still be at work: repeat this after "
                f"{at + self.grace:%Y-%m-%d %H:%M:%S}."
            )
        if ring.coming:
            known = datetime.fromisoformat(ring.coming.used_since)
            if at < known + self.grace:
                raise NotYetError(
                    f"the coming key of {name} is asked for since {known:%H:%M:%S}: repeat this after "
                    f"{known + self.grace:%Y-%m-%d %H:%M:%S}"
                )
            _await_horizon()
            self._write(name, ring.with_coming_in_use(since=at.isoformat()))
        done = dict.fromkeys(ROTATING[name], 0)
        for table in done:
            for many in reindex(FileKeys(self.folder), table, batch=self.batch):
                done[table] += many
                told(table, done[table])
        return done

    def _may_begin(self, name: str, ring: Ring, at: datetime) -> bool:
        """Tell whether a change begins, or one that began goes on; in the ledger old entries stay."""
        if name != LEDGER_INDEX or not ring.former:
            return not ring.former
        since = datetime.fromisoformat(ring.active.used_since)
        if at < since + self.grace:
            raise NotYetError(f"{name} was changed at {since:%H:%M:%S}: that is done")
        return True

    def left(self, name: str) -> int:
        """Count what old keys of a ring still wrap, or what stands under them."""
        ring = read_ring(name, folder=self.folder)
        active = ring.active.name
        counted = indexed_by(ring.upward[0].name) if name == INDEX else wrapped_by()
        return sum(
            many for kind in ROTATING[name] for wrapper, many in counted[kind].items() if wrapper != active
        )

    def retire(self, name: str, *, at: datetime, before: str = "") -> list[str]:
        """Destroy the old keys of a ring, once nothing needs them; give their names.

        Those of an index are not destroyed, for they make the inner part of it: they are not asked for now.
        """
        self._know(name)
        if name == LEDGER_INDEX:
            raise RotationError(
                f"the old keys of {name} stay: entries from before stand under them, in rows that nobody may "
                "change (docs/keys.md)"
            )
        with keeping(self.folder):
            ring = read_ring(name, folder=self.folder)
            old = _before(ring, before) if name == "pseudonym" else ring.former
            if not old:
                return []
            if name != "pseudonym":
                self._wait(name, ring, at)
            kept = Ring(tuple(key for key in ring.keys if key not in old))
            if name == INDEX:
                kept = ring.with_inner(inner=True)
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
                f"{left} things are still wrapped by old keys of {name}, or stand under them: run "
                f"`zorgvuldig keys rotate {name}`. Who stays behind was entered twice while the key changed."
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
