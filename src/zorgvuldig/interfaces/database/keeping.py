"""Whose the backups are: ours for the embedded server, the keeper's for an external one."""

from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from zorgvuldig.interfaces.database.facts import APPLICATION_ROLE, ConnectionFacts, read_facts
from zorgvuldig.interfaces.database.prepare import FACTS
from zorgvuldig.interfaces.database.servers import EmbeddedServer, ServerError, find_server

__all__ = ["own_server", "seen_of_archiving"]

WATCHED = ("archive_mode", "wal_level", "data_checksums", "fsync", "full_page_writes", "synchronous_commit")


def own_server(var: Path) -> EmbeddedServer:
    """Give the embedded server of an installation; an external one is its keeper's, and then say so."""
    facts = read_facts(var / FACTS[APPLICATION_ROLE])
    if facts is not None and facts.kind == "external":
        raise ServerError(
            f"The database at {facts.host} is its keeper's to back up (pg_basebackup or pgBackRest, "
            f"archiving, 35 days at most). What we see there: {seen_of_archiving(facts)}.",
        )
    server = find_server(var=var, url=None)
    if not isinstance(server, EmbeddedServer):  # pragma: no cover — no URL was given
        raise TypeError("own server expected")
    return server


def seen_of_archiving(facts: ConnectionFacts) -> str:
    """Tell what the application's login can see of how safe an external server is."""
    conninfo = make_conninfo("", **facts.words(role=APPLICATION_ROLE))
    with psycopg.connect(conninfo, autocommit=True, connect_timeout=10) as connection:
        seen = {name: connection.execute(f"SHOW {name}".encode()).fetchone() for name in WATCHED}
        archiver = connection.execute(
            "SELECT archived_count, failed_count, last_archived_time FROM pg_stat_archiver",
        ).fetchone()
    told = [f"{name} {row[0]}" for name, row in seen.items() if row]
    if archiver:
        told.append(f"{archiver[0]} segments archived, {archiver[1]} failures, the last at {archiver[2]}")
    return ", ".join(told)
