"""What a program must know to reach the database, written by `database prepare` and read by the settings."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg

__all__ = ["ConnectionFacts", "django_databases", "forget_session", "read_facts", "write_facts"]

APPLICATION_ROLE = "zv_app"
SEQUENCER_ROLE = "zv_sequencer"
WITNESS_ROLE = "zv_witness"
#: The rest holds whatever somebody laid down for the login itself (ALTER ROLE … SET): what was sent never
#: comes back in the text of an error, a check sees what was committed before it, and nobody stops all work.
SESSION_OPTIONS = (
    "-c search_path=web -c TimeZone=UTC -c DateStyle=ISO,DMY -c IntervalStyle=postgres "
    "-c log_parameter_max_length_on_error=0 -c row_security=on -c role=none "
    r"-c default_transaction_isolation=read\ committed -c default_transaction_read_only=off "
    "-c statement_timeout=0 -c lock_timeout=0 -c idle_in_transaction_session_timeout=0 "
    "-c idle_session_timeout=0 -c exit_on_error=off -c local_preload_libraries="
)
#: As above; only a server of 17 or newer knows it, and an older one would refuse the session.
NEWER_OPTIONS, NEWER = "-c transaction_timeout=0", 170_000
#: What is written apart waits for nobody longer than this, and is kept in a file then (`ledger.apart`).
APART_OPTIONS = "-c statement_timeout=30s -c lock_timeout=10s"
#: Nobody waits longer for a page; and a page that hangs does not hold what others need (API4:2023).
PAGE_OPTIONS = "-c statement_timeout=30s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s"


@dataclass(frozen=True)
class ConnectionFacts:
    """Place and name of one database; `parameters` are further libpq words such as sslmode."""

    kind: str
    host: str
    port: str
    name: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    passwords: Mapping[str, str] = field(default_factory=dict)
    version: int = 0
    """Of an external server, as `database prepare` met it (180004 for 18.4)."""

    def words(self, *, role: str, password: str | None = None) -> dict[str, str]:
        """Give the libpq connection words for one role."""
        words = {"host": self.host, "port": self.port, "dbname": self.name, "user": role, **self.parameters}
        secret = password or self.passwords.get(role)
        return {**words, "password": secret} if secret else words


def read_facts(path: Path) -> ConnectionFacts | None:
    """Read the connection facts, or give None when no database was prepared yet."""
    try:
        return ConnectionFacts(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


def write_facts(path: Path, facts: ConnectionFacts) -> None:
    """Write the connection facts in one step, readable by their owner alone while they hold a password."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    mode = 0o600 if facts.passwords else 0o644
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w", encoding="utf-8"
    ) as file:
        json.dump(asdict(facts), file, indent=2)
    draft.chmod(mode)
    draft.replace(path)


def django_databases(
    facts: ConnectionFacts | None, *, sequencer: bool, pool: bool, witness: bool = False
) -> dict[str, dict[str, Any]]:
    """Give Django's DATABASES: `default` for the work, `refusals` apart, the log's in their process alone.

    Without facts the aliases exist and every connection fails: commands that need no database still run.
    """
    known = facts or ConnectionFacts("none", "/nonexistent/zorgvuldig", "5432", "zorgvuldig")
    databases = {
        "default": _alias(known, APPLICATION_ROLE, pool=pool) | {"ATOMIC_REQUESTS": True},
        "refusals": _alias(known, APPLICATION_ROLE, pool=pool, options=APART_OPTIONS),
    }
    if sequencer:
        databases["sequencer"] = _alias(known, SEQUENCER_ROLE, pool=False)
    if witness:
        databases["witness"] = _alias(known, WITNESS_ROLE, pool=False)
    return databases


def _alias(facts: ConnectionFacts, role: str, *, pool: bool, options: str = "") -> dict[str, Any]:
    newer = facts.kind != "external" or facts.version >= NEWER
    parts = (SESSION_OPTIONS, NEWER_OPTIONS if newer else "", options, PAGE_OPTIONS if pool else "")
    pinned = " ".join(filter(None, parts))
    words: dict[str, Any] = {**facts.parameters, "options": pinned}
    # Else names and numbers stand in the text of a statement, which every session of this login can overhear.
    words["server_side_binding"] = True
    if pool:
        words["pool"] = {"min_size": 1, "max_size": 8, "timeout": 10, "reset": forget_session}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": facts.name,
        "USER": role,
        "PASSWORD": facts.passwords.get(role, ""),
        "HOST": facts.host,
        "PORT": facts.port,
        "CONN_MAX_AGE": 0,
        # A session that was ended from outside is thrown away, not handed to the next request.
        "CONN_HEALTH_CHECKS": pool,
        "OPTIONS": words,
    }


def forget_session(connection: "psycopg.Connection[Any]") -> None:
    """Wipe what a request left on its connection before another gets it: role, settings, plans, locks."""
    connection.autocommit = True
    connection.execute("DISCARD ALL")
