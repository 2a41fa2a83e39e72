"""A database server of the drill's own: prepared and migrated as an installation is, thrown away afterwards.

All drills of a run are poured from one mold: an installation that is prepared and migrated once, by the
program's own commands, and stopped. A drill gets copies of all its files, and a server of its own on them.

The attacker's seat is the application's login. The superuser's seat, which the program never has at run time,
plants what there is to steal and builds faults into the wall.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from django.db import connections
from psycopg import sql

from proofs import work
from zorgvuldig.interfaces.database import prepare, roles
from zorgvuldig.interfaces.database.cluster import embedded_cluster
from zorgvuldig.interfaces.database.facts import write_facts
from zorgvuldig.interfaces.database.identities import BOOTSTRAP, open_map
from zorgvuldig.interfaces.database.servers import EmbeddedServer
from zorgvuldig.ledger import traces

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TEMPLATE = "zorgvuldig"
COPY = "zorgvuldig_drill"
#: The drill asks what the wall opens, not what survives a power cut.
TUNING = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
#: Names the folder of a mold that several drills share; without it a drill makes its own beside its folder.
MOLD = "ZORGVULDIG_PROOFS_MOLD"
#: What of a server belongs to its place, and is not copied.
OF_ITS_PLACE = ("postgres",)


@dataclass(frozen=True)
class Ground:
    """The drill's server."""

    server: EmbeddedServer
    folder: Path

    def fresh(self) -> None:
        """Give Django a new copy of the migrated database."""
        connections.close_all()
        traces.forget()
        with self.superuser("postgres") as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(COPY))
            )
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                    sql.Identifier(COPY), sql.Identifier(TEMPLATE)
                )
            )
            roles.lay_database_rights(connection, database=COPY)
        facts = EmbeddedServer(self.server.cluster, COPY).facts({})
        write_facts(self.folder / "database.json", facts)
        for alias in connections.settings.values():
            alias.update(NAME=facts.name, HOST=facts.host, PORT=facts.port)

    @contextmanager
    def superuser(self, database: str = COPY) -> Iterator[psycopg.Connection[Any]]:
        """Log in with all power, in autocommit."""
        with self.server.cluster.connect(role=BOOTSTRAP, database=database) as connection:
            yield connection


@contextmanager
def ground(tuning: Mapping[str, str] | None = None) -> Iterator[Ground]:
    """Start a server for a drill in the folder that the settings point to, and remove it at the end.

    Args:
        tuning: settings of the server; without them it is fast and forgets at a power cut.
    """
    folder = Path(os.environ["ZORGVULDIG_VAR"])
    own_mold = MOLD not in os.environ
    mold = folder.with_name(f"{folder.name}-mold") if own_mold else Path(os.environ[MOLD])
    folder.mkdir(exist_ok=True)
    cluster = embedded_cluster(folder, tuning=TUNING if tuning is None else dict(tuning))
    server = EmbeddedServer(cluster, TEMPLATE)
    try:
        _pour(mold, folder, cluster.home)
        prepare.start(server, var=folder)
        # From here on the drill may log in as superuser, which an installation never allows.
        cluster._write("pg_ident.conf", open_map())  # noqa: SLF001 — the drill opens what the program keeps shut
        cluster._reload()  # noqa: SLF001 — as above
        cluster._await_login(possible=True)  # noqa: SLF001 — as above
        yield Ground(server, folder)
    finally:
        connections.close_all()
        work.note_server(cluster.data)
        cluster.stop()
        shutil.rmtree(cluster.home, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
        if own_mold:
            break_mold(mold)


def break_mold(mold: Path) -> None:
    """Remove a mold with its server's files, which may stand elsewhere."""
    if mold.exists():
        shutil.rmtree(embedded_cluster(mold).home, ignore_errors=True)
        shutil.rmtree(mold, ignore_errors=True)


def _pour(mold: Path, folder: Path, home: Path) -> None:
    """Copy the mold's files, made first where there is none; owners and rights stay as they are."""
    mold.mkdir(exist_ok=True)
    # The server may run under another account, which must be able to pass through.
    mold.chmod(0o755)
    with (mold / "lock").open("a", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (mold / "made").exists():
            _make(mold)
            (mold / "made").touch()
    skipped = {"lock", "made", *OF_ITS_PLACE}
    files = [path for path in mold.iterdir() if path.name not in skipped]
    copy = [shutil.which("cp") or "/bin/cp", "-a"]
    subprocess.run([*copy, *files, folder], check=True)
    subprocess.run([*copy, embedded_cluster(mold).data, home], check=True)


def _make(mold: Path) -> None:
    """Prepare and migrate by the program's own commands, as an installation does."""
    cluster = embedded_cluster(mold, tuning=TUNING)
    words = [sys.executable, "-m", "zorgvuldig.interfaces.command_line"]
    environment = {**os.environ, "ZORGVULDIG_VAR": str(mold)}
    try:
        prepare.prepare(EmbeddedServer(cluster, TEMPLATE), var=mold)
        done = subprocess.run(
            [*words, "migrate"], capture_output=True, text=True, check=False, env=environment
        )
        if done.returncode:
            raise RuntimeError(f"migrations failed: {done.stdout[-1000:]} {done.stderr[-2000:]}")
    finally:
        cluster.stop()
