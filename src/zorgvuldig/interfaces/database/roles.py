"""The roles, schemas and standing rights of the wall; idempotent, for PostgreSQL 15 and newer.

Only four roles log in. Tables belong to `zv_owner`, who cannot; the application's login owns nothing,
inherits nothing and may only step into one family role at a time.
"""

from collections.abc import Iterator
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from zorgvuldig.records.wall.matrix import FAMILIES, GATE, PRUNER

__all__ = ["LOGINS", "OWNER", "SCHEMAS", "RoleError", "close_others", "lay_database_rights"]
__all__ += ["lay_roles", "lay_schemas", "let_owner_act"]

OWNER = "zv_owner"
LOGINS = ("zv_migrator", "zv_app", "zv_sequencer", "zv_witness")
MIGRATOR, APPLICATION, SEQUENCER, WITNESS = LOGINS
#: What every server is made with, and what is in them is what every server has.
OTHERS = ("postgres", "template1")
SCHEMAS = ("web", "records", "ledger", "gate")

Connection = psycopg.Connection[tuple[Any, ...]]


class RoleError(RuntimeError):
    """A role of ours exists with powers that the wall forbids."""


def lay_roles(connection: Connection) -> None:
    """Make every role that is missing, grant the memberships, and refuse to go on with a role too mighty."""
    there = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
    for name in (OWNER, GATE, PRUNER, *LOGINS, *FAMILIES):
        if name not in there:
            login = "LOGIN" if name in LOGINS else "NOLOGIN"
            _run(connection, f"CREATE ROLE {{}} {login} NOINHERIT", name)
    for group, member in _memberships():
        _run(connection, "GRANT {} TO {}", group, member)
    _refuse_might(connection)


def lay_schemas(connection: Connection, *, database: str) -> None:
    """Make the schemas in the connected database and say what a new table or function allows to whom."""
    lay_database_rights(connection, database=database)
    connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    for schema in SCHEMAS:
        _run(connection, "CREATE SCHEMA IF NOT EXISTS {} AUTHORIZATION {}", schema, OWNER)
    _run(connection, "SET ROLE {}", OWNER)
    try:
        for statement, *names in _standing_rights():
            _run(connection, statement, *names)
    finally:
        connection.execute("RESET ROLE")


def lay_database_rights(connection: Connection, *, database: str) -> None:
    """Open a database to our own logins alone; no working role may make tables in a session's own schema.

    The gate may: it makes the place where the rows of a run land (`gate.stage`), and nobody becomes the gate.
    """
    _run(connection, "REVOKE ALL ON DATABASE {} FROM PUBLIC", database)
    _run(connection, "GRANT CONNECT ON DATABASE {} TO {}, {}, {}, {}", database, *LOGINS)
    _run(connection, "GRANT TEMPORARY ON DATABASE {} TO {}", database, GATE)


def close_others(connection: Connection) -> None:
    """Close the databases that came with our own server: nobody but its superuser has work there."""
    for database in OTHERS:
        _run(connection, "REVOKE ALL ON DATABASE {} FROM PUBLIC", database)


def let_owner_act(connection: Connection, *, on: bool) -> None:
    """Let a role that is no superuser act as the owner while it prepares, and take that back after."""
    superuser = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    if superuser != (True,):
        _run(connection, "GRANT {} TO CURRENT_USER" if on else "REVOKE {} FROM CURRENT_USER", OWNER)


def _memberships() -> Iterator[tuple[str, str]]:
    yield OWNER, MIGRATOR
    # The owner hands its definer functions to the gate; the gate never becomes the owner.
    yield GATE, OWNER
    yield PRUNER, OWNER
    for family in FAMILIES:
        yield family, APPLICATION


def _standing_rights() -> Iterator[tuple[LiteralString, *tuple[str, ...]]]:
    yield "GRANT USAGE ON SCHEMA web TO {}", APPLICATION
    yield "GRANT USAGE, CREATE ON SCHEMA gate TO {}", GATE
    yield "GRANT USAGE, CREATE ON SCHEMA gate TO {}", PRUNER
    # A new function may be called by nobody until somebody is named.
    yield ("ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",)
    yield ("ALTER DEFAULT PRIVILEGES REVOKE USAGE ON TYPES FROM PUBLIC",)
    web: LiteralString = "ALTER DEFAULT PRIVILEGES IN SCHEMA web GRANT "
    yield web + "SELECT, INSERT, UPDATE, DELETE ON TABLES TO {}", APPLICATION
    yield web + "USAGE, SELECT ON SEQUENCES TO {}", APPLICATION
    yield web + "EXECUTE ON FUNCTIONS TO {}", APPLICATION
    yield web + "USAGE ON TYPES TO {}", APPLICATION


def _refuse_might(connection: Connection) -> None:
    mighty = connection.execute(
        "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s) AND "
        "(rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)",
        [[OWNER, GATE, PRUNER, *LOGINS, *FAMILIES]],
    ).fetchall()
    owners = connection.execute(
        "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s) AND pg_has_role(oid, %s, 'MEMBER')",
        [[APPLICATION, SEQUENCER, WITNESS, GATE, PRUNER, *FAMILIES], OWNER],
    ).fetchall()
    if mighty or owners:
        names = ", ".join(sorted(name for (name,) in mighty + owners))
        raise RoleError(f"On this server {names} may do more than the wall allows. Drop those rights first.")


def _run(connection: Connection, statement: LiteralString, *names: str) -> None:
    connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
