"""A database server of the drill's own: prepared and migrated as an installation is, thrown away afterwards.

The attacker's seat is the application's login. The superuser's seat, which the program never has at run time,
plants what there is to steal and builds faults into the wall.
"""

from __future__ import annotations

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
    folder.mkdir(exist_ok=True)
    cluster = embedded_cluster(folder, tuning=TUNING if tuning is None else dict(tuning))
    server = EmbeddedServer(cluster, TEMPLATE)
    try:
        prepare.prepare(server, var=folder)
        _migrate()
        # From here on the drill may log in as superuser, which an installation never allows.
        cluster._write("pg_ident.conf", open_map())  # noqa: SLF001 — the drill opens what the program keeps shut
        cluster._reload()  # noqa: SLF001 — as above
        cluster._await_login(possible=True)  # noqa: SLF001 — as above
        yield Ground(server, folder)
    finally:
        connections.close_all()
        cluster.stop()
        shutil.rmtree(cluster.home, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def _migrate() -> None:
    """Migrate by the program's own command, as an installation does."""
    done = subprocess.run(
        [sys.executable, "-m", "zorgvuldig.interfaces.command_line", "migrate"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"migrations failed: {done.stdout[-1000:]} {done.stderr[-2000:]}")
