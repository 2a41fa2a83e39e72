"""One read, plain and through the gate, and the CPU time that client and server spend on it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import connections, transaction

from proofs.wall.attempt import FACTS, handler
from proofs.wall.world import MOMENT
from zorgvuldig.decisions import ProcessingRequest, Scope
from zorgvuldig.interfaces.database.identities import BOOTSTRAP
from zorgvuldig.ledger.processing import processing
from zorgvuldig.records.models import ClaimLine

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    import psycopg

#: A login past the wall, to read the same rows without any gate.
BARE = "bare"
#: So many that a table of lines is looked up by its index, as an insurer's is, and not read from end to end.
PERSONS, LINES, ASKED = 10_000, 5, 200
_SEEN = frozenset({"claim", "identification", "birthdate", "policy"})

# Persons of all ages, so that not every decision is the same one; each with a claim of some lines.
_PLANT = f"""
    CREATE TEMP TABLE old AS SELECT id FROM records.person WHERE family_name = 'Aalbers';
    CREATE TEMP TABLE young AS SELECT n, gen_random_uuid() AS person, gen_random_uuid() AS claim
    FROM generate_series(1, {PERSONS}) AS n;
    CREATE TEMP TABLE line AS SELECT person, claim, gen_random_uuid() AS id
    FROM young, generate_series(1, {LINES});
    INSERT INTO records.person SELECT r.* FROM young, old JOIN records.person p USING (id),
        LATERAL jsonb_populate_record(p, jsonb_build_object('id', person,
            'bsn_index', sha256(n::text::bytea)::text,
            'birthdate', p.birthdate - (n % 200 * 120 - 10000))) AS r;
    INSERT INTO records.claim SELECT r.* FROM young, old JOIN records.claim c ON c.subject_id = old.id,
        LATERAL jsonb_populate_record(c, jsonb_build_object('id', claim, 'subject_id', person)) AS r;
    INSERT INTO records.claim_line SELECT r.*
        FROM line, old JOIN records.claim_line l ON l.subject_id = old.id, LATERAL jsonb_populate_record(l,
            jsonb_build_object('id', line.id, 'claim_id', claim, 'subject_id', person)) AS r;
    ANALYZE;
"""


def plant_many(superuser: psycopg.Connection[Any]) -> None:
    """Add persons with claims to the small insurer."""
    superuser.execute(_PLANT.encode())


def open_bare() -> None:
    """Let Django reach the same database past the wall, for comparison."""
    settings = connections.settings
    settings[BARE] = {**settings["default"], "USER": BOOTSTRAP, "ATOMIC_REQUESTS": False}


def persons() -> list[UUID]:
    """Give some of the persons, about whom is read."""
    lines = "SELECT subject_id FROM records.claim_line GROUP BY 1 HAVING count(*) = %s LIMIT %s"
    with transaction.atomic(using=BARE), connections[BARE].cursor() as cursor:
        cursor.execute(lines, [LINES, ASKED])
        return [person for (person,) in cursor.fetchall()]


def plain(person: UUID) -> int:
    """Read somebody's lines past the wall."""
    with transaction.atomic(using=BARE):
        return len(ClaimLine.objects.using(BARE).filter(subject_id=person))


def gated(person: UUID) -> int:
    """Decide, write it in the ledger, open, read somebody's lines, and close."""
    request = ProcessingRequest("claims", "consult", _SEEN, Scope.subject(person), FACTS)
    with transaction.atomic(), processing(request, actor=handler(), at=MOMENT):
        return len(ClaimLine.objects.filter(subject_id=person))


@dataclass(frozen=True)
class Cost:
    """What one read took, in milliseconds."""

    client: float
    server: float
    wall: float

    @property
    def spent(self) -> float:
        """Give the CPU time of client and server together: what the machine did, not what it waited for."""
        return self.client + self.server


def cost(read: Callable[[UUID], int], person: UUID, *, using: str) -> Cost:
    """Measure one read of this process, which does nothing else meanwhile."""
    backend = _backend(using)
    server, client, wall = server_nanoseconds(backend), time.process_time_ns(), time.perf_counter_ns()
    found = read(person)
    took = time.perf_counter_ns() - wall, time.process_time_ns() - client
    spent = server_nanoseconds(backend) - server
    if found != LINES:
        raise RuntimeError(f"a read gave {found} lines, not {LINES}: there is nothing to measure")
    return Cost(took[1] / 1e6, spent / 1e6, took[0] / 1e6)


def server_nanoseconds(process: int) -> int:
    """Give the CPU time that a process of the server spent until now, to the nanosecond (Linux)."""
    return int(Path(f"/proc/{process}/schedstat").read_text(encoding="ascii").split()[0])


def _backend(using: str) -> int:
    connection = connections[using]
    connection.ensure_connection()
    process: int = connection.connection.info.backend_pid
    return process
