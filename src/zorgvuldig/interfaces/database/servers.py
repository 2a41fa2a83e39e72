"""The two kinds of server behind one face: the embedded one, and an external one named by DATABASE_URL.

Each lends its highest login for the length of a block and takes it back: the embedded one by its login map,
the external one by a password that the migrator holds for that block alone.
"""

import contextlib
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from zorgvuldig.interfaces.database.cluster import PORT, Cluster, embedded_cluster
from zorgvuldig.interfaces.database.facts import ConnectionFacts
from zorgvuldig.interfaces.database.identities import BOOTSTRAP, MIGRATOR
from zorgvuldig.interfaces.database.roles import LOGINS

__all__ = ["EmbeddedServer", "ExternalServer", "Server", "ServerError", "find_server"]

DATABASE = "zorgvuldig"
LOWEST_VERSION = 150000
Connection = psycopg.Connection[tuple[Any, ...]]


class ServerError(RuntimeError):
    """The database server cannot be used as asked."""


class Server(Protocol):
    """What preparing and migrating need of a server."""

    @property
    def database(self) -> str:
        """Give the name of the database."""

    @contextlib.contextmanager
    def highest(self) -> Iterator["Highest"]:
        """Lend the login that may make roles and databases, for one block."""

    @contextlib.contextmanager
    def migrator(self) -> Iterator[Mapping[str, str]]:
        """Lend the migrator's login, as Django's words for one database alias, for one block."""

    def facts(self, passwords: Mapping[str, str]) -> ConnectionFacts:
        """Give what the application must know."""

    def make_database(self, highest: "Highest", *, anew: bool) -> None:
        """Make the database where there is none, or in any case `anew`."""

    def new_passwords(self, highest: "Highest") -> Mapping[str, str]:
        """Give the two working logins new passwords where this server asks for one."""


@dataclass(frozen=True)
class Highest:
    """The highest login of a server while it is lent."""

    words: Mapping[str, str]

    def connect(self, database: str) -> Connection:
        """Log in to one database, in autocommit."""
        conninfo = make_conninfo("", **{**self.words, "dbname": database})
        return psycopg.connect(conninfo, autocommit=True, connect_timeout=10)


@dataclass(frozen=True)
class EmbeddedServer:
    """Our own server on a Unix socket: system accounts are the passwords."""

    cluster: Cluster
    database: str = DATABASE

    @contextlib.contextmanager
    def highest(self) -> Iterator[Highest]:
        """Open the login map for the superuser."""
        with self.cluster.maintenance():
            yield Highest({"host": str(self.cluster.socket), "port": PORT, "user": BOOTSTRAP})

    @contextlib.contextmanager
    def migrator(self) -> Iterator[Mapping[str, str]]:
        """Open the login map for the migrator."""
        with self.cluster.maintenance():
            yield {"USER": MIGRATOR, "PASSWORD": ""}

    def facts(self, passwords: Mapping[str, str]) -> ConnectionFacts:
        """Give the socket's place."""
        return ConnectionFacts("embedded", str(self.cluster.socket), PORT, self.database, {}, passwords)

    def make_database(self, highest: Highest, *, anew: bool) -> None:
        """Make our one database."""
        _make_database(highest, self.database, seen_from="postgres", anew=anew)

    def new_passwords(self, highest: Highest) -> Mapping[str, str]:  # noqa: ARG002 — the face of both servers
        """Give none: peer login has no passwords."""
        return {}


@dataclass(frozen=True)
class ExternalServer:
    """A server that somebody else runs; its URL names a role that may make roles."""

    url: str = field(repr=False)

    @property
    def words(self) -> dict[str, str]:
        """Give the URL's words."""
        return {name: str(value) for name, value in conninfo_to_dict(self.url).items() if value is not None}

    @property
    def database(self) -> str:
        """Give the database that the URL names."""
        return self.words.get("dbname", DATABASE)

    @contextlib.contextmanager
    def highest(self) -> Iterator[Highest]:
        """Use the URL's own login."""
        highest = Highest(self.words)
        with highest.connect(self._first_database(highest)) as connection:
            if connection.info.server_version < LOWEST_VERSION:
                raise ServerError(
                    f"{connection.info.host} runs PostgreSQL {connection.info.server_version // 10000}; "
                    f"{LOWEST_VERSION // 10000} or newer is needed.",
                )
        yield highest

    @contextlib.contextmanager
    def migrator(self) -> Iterator[Mapping[str, str]]:
        """Give the migrator a password that lives as long as the block."""
        secret = secrets.token_urlsafe(32)
        with self.highest() as highest, highest.connect(self.database) as connection:
            _set_password(connection, MIGRATOR, secret)
            try:
                yield {"USER": MIGRATOR, "PASSWORD": secret}
            finally:
                connection.execute(
                    sql.SQL("ALTER ROLE {} NOLOGIN PASSWORD NULL").format(sql.Identifier(MIGRATOR)),
                )

    def facts(self, passwords: Mapping[str, str]) -> ConnectionFacts:
        """Give host, name and transport words, without the URL's own login."""
        words = self.words
        own = {"host", "port", "dbname", "user", "password"}
        parameters = {name: value for name, value in words.items() if name not in own}
        return ConnectionFacts(
            "external",
            words.get("host", "localhost"),
            words.get("port", PORT),
            self.database,
            parameters,
            passwords,
        )

    def make_database(self, highest: Highest, *, anew: bool) -> None:
        """Make the database that the URL names."""
        seen_from = "postgres" if anew else self._first_database(highest)
        _make_database(highest, self.database, seen_from=seen_from, anew=anew)

    def new_passwords(self, highest: Highest) -> Mapping[str, str]:
        """Give each working login a new random password."""
        passwords = {role: secrets.token_urlsafe(32) for role in LOGINS if role != MIGRATOR}
        with highest.connect(self.database) as connection:
            for role, secret in passwords.items():
                _set_password(connection, role, secret)
        return passwords

    def _first_database(self, highest: Highest) -> str:
        try:
            highest.connect(self.database).close()
        except psycopg.OperationalError as error:
            if "does not exist" not in str(error):
                raise ServerError(f"DATABASE_URL does not open a database: {error}") from None
            return "postgres"
        return self.database


def find_server(*, var: Path, url: str | None) -> Server:
    """Give the server that an installation uses: the one its URL names, else its own."""
    return ExternalServer(url) if url else EmbeddedServer(embedded_cluster(var))


def _make_database(highest: Highest, database: str, *, seen_from: str, anew: bool) -> None:
    with highest.connect(seen_from) as connection:
        if anew:
            drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
            connection.execute(drop.format(sql.Identifier(database)))
        if connection.execute("SELECT FROM pg_database WHERE datname = %s", [database]).fetchone() is None:
            statement = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'")
            connection.execute(statement.format(sql.Identifier(database)))


def _set_password(connection: Connection, role: str, secret: str) -> None:
    # Hashed here: the plain word never reaches the server, nor its log.
    hashed = connection.pgconn.encrypt_password(secret.encode(), role.encode(), b"scram-sha-256").decode()
    connection.execute(
        sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(role), sql.Literal(hashed)),
    )
