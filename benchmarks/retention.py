"""Erasing what is due: rows a second, beside ten million rows in ten minutes (issue of retention)."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
from typing import TYPE_CHECKING, Any

from benchmarks.rows import Row, row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

NAME = "retention"
PERSONS, LARGE, LINES = 2_000, 20_000, 40
#: Ten million due rows in ten minutes.
ASKED = 10_000_000 / 600
_CLAIMS = (
    """INSERT INTO records.claim (id, run_id, label_id, subject_id, bsn_index, message, message_version,
    invoice_number, claim_number, provider_id, provider_agb, regime, care_code, charged_cents, approved_cents,
    own_share_cents, state, received_at, file_digest, row)
    SELECT gen_random_uuid(), c.run_id, c.label_id, i.policyholder_id, c.bsn_index, c.message,
    c.message_version, c.invoice_number, c.claim_number, c.provider_id, c.provider_agb, c.regime,
    c.care_code, c.charged_cents, c.approved_cents, c.own_share_cents, c.state, c.received_at, i.number, 1
    FROM records.claim c, records.insurance_policy i WHERE c.subject_id = %(like)s AND i.number LIKE 'B%%'""",
    """INSERT INTO records.claim_line (id, claim_id, run_id, subject_id, row, reference, service_code_list,
    service_code, service_name, started_on, distinction, quantity, charged_cents, approved_cents,
    own_share_cents, state)
    SELECT gen_random_uuid(), c.id, c.run_id, c.subject_id, n, l.reference, l.service_code_list,
    l.service_code, l.service_name, l.started_on, l.distinction, l.quantity, l.charged_cents,
    l.approved_cents, l.own_share_cents, l.state
    FROM records.claim c, generate_series(1, %(lines)s) n, records.claim_line l
    WHERE l.subject_id = %(like)s AND c.subject_id IN
    (SELECT i.policyholder_id FROM records.insurance_policy i WHERE i.number LIKE 'B%%')""",
    "ANALYZE",
)


def run() -> Iterable[Row]:
    """Measure in a process of its own, on a server that is thrown away; without waiting for the disk."""
    return _apart(PERSONS)


def run_large() -> Iterable[Row]:
    """Measure ten times as many."""
    return _apart(LARGE)


def _apart(persons: int) -> Iterable[Row]:
    folder = tempfile.mkdtemp(prefix="zv-bench-")
    environment = {**os.environ, "ZORGVULDIG_VAR": folder, "ZORGVULDIG_PROCESS": "sequencer"}
    environment |= {"DJANGO_SETTINGS_MODULE": "zorgvuldig.interfaces.settings"}
    environment.pop("DATABASE_URL", None)
    os.chmod(folder, 0o755)  # noqa: S103, PTH101 — the server's account passes through
    measured = subprocess.run(
        [sys.executable, "-m", "benchmarks.retention", str(persons)],
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
    )
    rows: list[Row] = json.loads(measured.stdout)
    return rows


def _measure(persons: int) -> Iterator[Row]:
    """Measure; Django is set up, so its models can be read only now."""
    drill: Any = importlib.import_module("proofs.b20_retention")
    planting: Any = importlib.import_module("proofs.wall.world")
    erasing: Any = importlib.import_module("zorgvuldig.interfaces.erasing")
    bootstrap = importlib.import_module("zorgvuldig.interfaces.database.identities").BOOTSTRAP
    with importlib.import_module("proofs.ground").ground() as place:
        place.fresh()
        world = planting.plant({"USER": bootstrap})
        with place.superuser() as superuser:
            drill.let_leave(superuser, world.anna.id, persons)
            for statement in _CLAIMS:
                superuser.execute(statement, {"like": world.anna.id, "lines": LINES})
        begun = time.perf_counter()
        done = erasing.erase_all_due(day=drill.DAY)
        spent = time.perf_counter() - begun
    if done.failures or done.left:
        raise SystemExit("; ".join(done.failures) or "something was left")
    gone = sum(sum(tables.values()) for tables in done.rows.values())
    yield row(
        f"rows erased with decision, entry, keys and look ({persons} persons)",
        gone / spent,
        "rows/s",
        against="10 million in 10 minutes",
        other=ASKED,
    )


if __name__ == "__main__":
    importlib.import_module("django").setup()
    print(json.dumps(list(_measure(int(sys.argv[1])))))
