"""What the database and the disk tell of how the service does: how many and how long ago, never of whom."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import psycopg
from django.db import DatabaseError, connection

from zorgvuldig.interfaces.operations.metrics import Registry
from zorgvuldig.ledger import gate
from zorgvuldig.records.keys import KeyUnavailableError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["figures", "jobs", "measure"]

_JOBS = "SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY status"
_ARCHIVE = "SELECT failed_count, extract(epoch FROM now() - last_archived_time) FROM pg_stat_archiver"


def measure(var: Path) -> Registry:
    """Measure everything once; a part that does not answer is down, and the others are told all the same."""
    registry = Registry()
    registry.put("disk_free_bytes", shutil.disk_usage(var).free)
    for part, ask in (("ledger", _ledger), ("witness", _witness), ("jobs", _jobs), ("database", _archive)):
        try:
            ask(registry)
        except (DatabaseError, psycopg.Error, KeyUnavailableError):
            registry.put("up", 0, part=part)
        else:
            registry.put("up", 1, part=part)
    connection.close()
    return registry


def figures() -> dict[str, Any]:
    """Ask the gate how much there is in the ledger, and prove that the program asks."""
    return gate.ask("default", "figures", "figures", {}) or {}


def jobs() -> dict[str, int]:
    """Count the jobs by state."""
    with connection.cursor() as cursor:
        cursor.execute(_JOBS)
        return {str(state): int(count) for state, count in cursor.fetchall()}


def _ledger(registry: Registry) -> None:
    told = figures()
    for row in told["decisions"]:
        registry.put("decisions", row["count"], purpose=row["purpose"], outcome=row["outcome"])
    registry.put("ledger_waiting", max(0, told["entries"] - told["signed"]))
    registry.put("duties_open", told["duties_open"])
    registry.put("duties_overdue", told["duties_overdue"])
    if told["signed_seconds"] is not None:
        registry.put("ledger_checkpoint_age_seconds", float(told["signed_seconds"]))


def _witness(registry: Registry) -> None:
    silent = _json("SELECT gate.witness_state()").get("silent")
    if silent is not None:
        registry.put("ledger_witness_age_seconds", float(silent))


def _jobs(registry: Registry) -> None:
    for state, count in jobs().items():
        registry.put("jobs", count, state=state)


def _archive(registry: Registry) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_ARCHIVE)
        failed, age = cursor.fetchone() or (0, None)
    registry.put("archive_failures", failed)
    if age is not None:
        registry.put("archive_age_seconds", float(age))


def _json(question: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        row = cursor.fetchone()
    told: dict[str, Any] = json.loads(row[0]) if row and isinstance(row[0], str) else (row[0] if row else {})
    return told
