"""Who may ask the key server for what, and how much of it in a while."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

__all__ = ["Bucket", "Peers", "Rates", "RefusedError"]

#: Statements about keys themselves are proved for their keeper only (gate_sql/70_keys.sql).
KEEPERS_KIND = "keys-"


class RefusedError(RuntimeError):
    """The key server does not do this, or not for this peer."""


@dataclass(frozen=True)
class Peers:
    """The system accounts that may speak: those that use keys, and those that keep them."""

    users: frozenset[int]
    keepers: frozenset[int]

    def admit(self, uid: int) -> None:
        """Refuse an account that has nothing to do here."""
        if uid not in self.users | self.keepers:
            raise RefusedError(f"the key server does not speak with user {uid}")

    def admit_keeper(self, uid: int) -> None:
        """Refuse who only uses keys."""
        if uid not in self.keepers:
            raise RefusedError(f"only the keeper of the keys may do this, not user {uid}")

    def admit_proof(self, uid: int, payload: bytes) -> None:
        """Refuse to prove a statement about keys for an account that only uses them."""
        try:
            kind = json.loads(payload)["kind"]
        except (ValueError, KeyError, TypeError):
            raise RefusedError("what is to be proved is no statement of the gate") from None
        if str(kind).startswith(KEEPERS_KIND):
            self.admit_keeper(uid)


@dataclass
class Bucket:
    """What one account may still take; it fills with time."""

    rate: float
    burst: float
    left: float
    since: float

    def wait_for(self, count: int, now: float) -> float:
        """Take from the bucket, and give how long that has to wait."""
        self.left = min(self.burst, self.left + (now - self.since) * self.rate)
        self.since = now
        self.left -= count
        return max(0.0, -self.left / self.rate)


@dataclass
class Rates:
    """How many items a second each account may have, and how long it may be made to wait for them.

    An application that is in use stays far below. Who uses a hole in it to open everything, or to try every
    number that exists, is slowed to this rate, and stands in the audit.
    """

    rate: float
    burst: float
    patience: float
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _buckets: dict[int, Bucket] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, uid: int, count: int) -> None:
        """Wait until an account may have so many, or refuse when that takes too long."""
        with self._lock:
            now = self.clock()
            bucket = self._buckets.setdefault(uid, Bucket(self.rate, self.burst, self.burst, now))
            wait = bucket.wait_for(count, now)
            if wait > self.patience:
                bucket.left += count
                raise RefusedError(f"user {uid} asks too much at once: at most {self.rate:.0f} a second")
        if wait:
            self.sleep(wait)
