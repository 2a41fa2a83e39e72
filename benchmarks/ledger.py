"""The ledger against what it replaces: entries beside plain rows, checking a proof beside one signature."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from unittest.mock import patch
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benchmarks.rows import TURNS, Row, per_second, row
from proofs.log.growing import leaf
from zorgvuldig.ledger import merkle
from zorgvuldig.ledger.checkpoint import Checkpoint
from zorgvuldig.ledger.note import SigningKey
from zorgvuldig.ledger.proof import ProcessingProof
from zorgvuldig.ledger.verifier import verify

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import psycopg

NAME = "ledger"
AT = datetime(2026, 11, 21, tzinfo=UTC)
SINGLE, BULK, PROOFS, DECIDED = 500, 20_000, 500, 200_000
#: Rows a second: in PostgreSQL, and in a file under one leaf, which those in PostgreSQL stand for.
BAR_DECIDED, BAR_FILE = 100_000, 250_000
_COLUMNS = "(entry_id, leaf, purpose, outcome) VALUES (%s, %s, 'formal-control', 'permit')"


def run() -> Iterable[Row]:
    """Measure in a process of its own, with a scratch installation and a database that really syncs."""
    folder = Path(tempfile.mkdtemp(prefix="zv-bench-"))
    folder.chmod(0o755)
    environment = {**os.environ, "ZORGVULDIG_VAR": str(folder), "ZORGVULDIG_PROCESS": "sequencer"}
    environment |= {"DJANGO_SETTINGS_MODULE": "zorgvuldig.interfaces.settings"}
    environment.pop("DATABASE_URL", None)
    child = partial(subprocess.run, env=environment, check=True, stdout=subprocess.PIPE)
    program = [sys.executable, "-m", "zorgvuldig.interfaces.command_line"]
    try:
        child([*program, "database", "prepare"])
        child([*program, "migrate", "--quiet"])
        measured = child([sys.executable, "-m", "benchmarks.ledger"])
    finally:
        subprocess.run([*program, "database", "stop"], env=environment, check=False)
        shutil.rmtree(folder, ignore_errors=True)
    rows: list[Row] = json.loads(measured.stdout)
    return rows


def _proof_rows() -> Iterator[Row]:
    key = SigningKey.generate("bench.example/log")
    leaves = [leaf for _, leaf in _entries(1_024)]
    hashes = [merkle.leaf_hash(leaf) for leaf in leaves]
    note = key.sign(Checkpoint(key.name, len(leaves), merkle.root(hashes)).as_text())
    path = tuple(merkle.inclusion_path(hashes, 700))
    proof = ProcessingProof(leaf=leaves[700], index=700, path=path, note=note).as_text().encode()
    published = str(key.verifier_key).encode()
    private = Ed25519PrivateKey.from_private_bytes(key.seed)
    public, signature = private.public_key(), private.sign(proof)
    bare = per_second(lambda: [public.verify(signature, proof) for _ in range(PROOFS)], count=PROOFS)
    ours = per_second(lambda: [verify(proof, published) for _ in range(PROOFS)], count=PROOFS)
    yield row("check a proof in a tree of 1,024", ours, "proofs/s", against="one signature", other=bare)


def _append_rows(connection: psycopg.Connection[Any]) -> Iterator[Row]:
    """Compare one commit a row, and many rows a commit, with the sequencer's work included."""
    keys = importlib.import_module("zorgvuldig.ledger.keys")
    sequencer = importlib.import_module("zorgvuldig.ledger.sequencer").Sequencer(keys.signing_key())
    connection.execute(
        "CREATE TABLE public.bench (entry_id uuid PRIMARY KEY, leaf bytea, purpose text, outcome text)"
    )

    def add(table: str, batches: Iterator[list[tuple[UUID, bytes]]], *, together: bool, place: bool) -> None:
        # Made beforehand: what it costs to write a leaf is no part of what it costs to keep it.
        entries = next(batches)
        with connection.cursor() as cursor:
            if together:
                with connection.transaction():
                    cursor.executemany(f"INSERT INTO {table} {_COLUMNS}", entries)
            else:
                for words in entries:
                    cursor.execute(f"INSERT INTO {table} {_COLUMNS}", words)
        while place and sequencer.run_once(at=AT).taken:
            pass

    for name, count, together in (("one a commit", SINGLE, False), (f"{BULK:,} a commit", BULK, True)):
        batches = iter([_entries(count) for _ in range(3 * TURNS)])
        work = partial(add, batches=batches, together=together)
        plain = per_second(partial(work, "public.bench", place=False), count=count)
        taken = per_second(partial(work, "ledger.intake", place=False), count=count)
        while sequencer.run_once(at=AT).taken:
            pass
        ours = per_second(partial(work, "ledger.intake", place=True), count=count)
        yield row(f"take in, {name}", taken, "entries/s", against="plain INSERT", other=plain)
        yield row(f"take in and sequence, {name}", ours, "entries/s", against="plain INSERT", other=plain)


def _bulk_rows(connection: psycopg.Connection[Any]) -> Iterator[Row]:
    """Measure the log rows of a bulk decision: their tree and their sealing, and both with PostgreSQL."""
    people = importlib.import_module("zorgvuldig.ledger.decided_rows")
    keys = importlib.import_module("zorgvuldig.ledger.keys")
    index_key, wrapping_key = keys.subject_index_key(), keys.wrapping_key()
    said = [{"outcome": "permit", "norms": ["GC-4.0.6"], "class": number} for number in range(8)]
    subjects = [uuid4() for _ in range(DECIDED)]
    rows = people.DecidedRows(subjects, [number % 8 for number in range(DECIDED)], said)
    gate = importlib.import_module("zorgvuldig.ledger.gate")
    trip, here = importlib.import_module("zorgvuldig.ledger.trip"), SimpleNamespace(connection=connection)
    connection.execute("SET TimeZone TO 'UTC'")

    def written() -> None:
        ordered = rows.ordered(entry_id=uuid4(), index_key=index_key)
        session = patch.object(gate, "_session", lambda _: connection.info.backend_pid)
        with connection.transaction(), session:
            parts = ordered.parts(wrapping_key)
            calls = ((*gate.prove("segment-packed", body), packed) for body, packed in parts)
            trip.meanwhile(here, "SELECT gate.segment_packed($1, $2, $3)", calls)
            words = [ordered.entry_id, ordered.root.root]
            connection.execute(f"INSERT INTO ledger.intake {_COLUMNS}", words)

    def made() -> None:
        for _ in rows.ordered(entry_id=uuid4(), index_key=index_key).parts(wrapping_key):
            pass

    tree = per_second(made, count=DECIDED)
    yield row("rows of a bulk decision made, none kept", tree, "rows/s", against="bar", other=BAR_FILE)
    spent = _spent(connection)
    written()
    figure = DECIDED / (_spent(connection) - spent)
    yield row("the same, a second of processor time", figure, "rows/s", against="bar", other=BAR_DECIDED)
    both = per_second(written, count=DECIDED)
    name = "log rows of a bulk decision in PostgreSQL"
    yield row(name, both, "rows/s", against="bar", other=BAR_DECIDED)
    yield row(f"{name}, for a file", both, "rows/s", against="bar", other=BAR_FILE)


def _spent(connection: psycopg.Connection[Any]) -> float:
    """Give the processor time of this process and its database session: a busy machine adds little."""
    numbers = Path(f"/proc/{connection.info.backend_pid}/stat").read_text().rpartition(")")[2].split()
    return time.process_time() + sum(map(int, numbers[11:13])) / os.sysconf("SC_CLK_TCK")


def _verify_rows() -> Iterator[Row]:
    """Compare verifying all that was just appended with reading it."""
    connections = importlib.import_module("django.db").connections
    keys = importlib.import_module("zorgvuldig.ledger.keys")
    verify_ledger = importlib.import_module("zorgvuldig.ledger.verifying").verify_ledger
    size = importlib.import_module("zorgvuldig.ledger.storage").log_size("sequencer")

    def read() -> None:
        with connections["sequencer"].cursor() as cursor:
            cursor.execute("SELECT l.index, i.leaf FROM ledger.leaf l JOIN ledger.intake i USING (entry_id)")
            cursor.fetchall()

    bare = per_second(read, count=size, turns=1)
    whole = partial(verify_ledger, key=keys.published_key(), using="sequencer")
    ours = per_second(whole, count=size, turns=1)
    yield row(f"verify a log of {size:,}", ours, "entries/s", against="reading it", other=bare)


def _entries(count: int) -> list[tuple[UUID, bytes]]:
    return [(entry_id, leaf(entry_id)) for entry_id in (uuid4() for _ in range(count))]


@contextmanager
def _highest() -> Iterator[psycopg.Connection[Any]]:
    """Open the scratch database with all power: only there may rows come in past the gate."""
    places = importlib.import_module("zorgvuldig.interfaces.places")
    servers = importlib.import_module("zorgvuldig.interfaces.database.servers")
    server = servers.find_server(var=places.VAR, url=None)
    with server.highest() as highest, highest.connect(server.database) as connection:
        yield connection


def _measure() -> list[Row]:
    importlib.import_module("django").setup()
    with _highest() as connection:
        return [
            *_proof_rows(),
            *_append_rows(connection),
            *_verify_rows(),
            *_bulk_rows(connection),
        ]


if __name__ == "__main__":
    json.dump(_measure(), sys.stdout)
