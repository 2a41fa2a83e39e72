"""B11: code that forgets the gate is refused by the database, for every table there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import DatabaseError, connection, transaction

from proofs.ground import ground
from proofs.results import Result
from proofs.wall.world import plant
from zorgvuldig.interfaces.database.identities import BOOTSTRAP

if TYPE_CHECKING:
    import psycopg

NAME = "b11-bypass"
SUMMARY = "a query that forgets the gate is refused, on every table"
GUARDED = ("records", "ledger", "gate")
DENIED = "42501"
#: A value of each kind of column; any other is a text.
_VALUES = {
    "uuid": "gen_random_uuid()",
    "int2": "1",
    "int4": "1",
    "int8": "1",
    "bool": "false",
    "date": "'2026-01-01'",
    "timestamptz": "now()",
    "daterange": "'[2026-01-01,2027-01-01)'",
    "jsonb": "'{}'",
    "_varchar": "'{}'",
    "_text": "'{}'",
}


def run(full: bool) -> Result:  # noqa: FBT001 — the drills' common face
    """Try every table in SQL and every model in Django, as the application that forgot to ask."""
    del full
    with ground() as place:
        place.fresh()
        plant({"USER": BOOTSTRAP})
        with place.superuser() as superuser:
            tables = superuser.execute(
                "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
                "WHERE n.nspname = ANY (%s) AND c.relkind IN ('r', 'p', 'v', 'm') ORDER BY 1, 2",
                [list(GUARDED)],
            ).fetchall()
            for schema, table in tables:
                if schema == "records" and not _rows(superuser, table):
                    _fill(superuser, table)
            filled = [table for schema, table in tables if schema == "records" and _rows(superuser, table)]
        failures = [
            f"{verb} {schema}.{table}: {told}"
            for schema, table in tables
            for verb, statement in _statements(schema, table)
            if (told := _answer(statement)) != DENIED
        ]
        models = [m for m in apps.get_models() if m._meta.db_table.startswith('"')]  # noqa: SLF001 — Django's way in
        failures += [f"model {model.__name__} was read" for model in models if not _model_denied(model)]
        open_web = _answer("SELECT count(*) FROM django_session")
    records = sum(schema == "records" for schema, _ in tables)
    if len(filled) != records:
        failures.append(
            f"only {len(filled)} of {records} tables of records hold rows: the rest shows nothing"
        )
    if open_web != "":
        failures.append("control: the application cannot read its own sessions either")
    return Result(
        NAME,
        {
            "tables": len(tables),
            "with rows": len(filled),
            "statements denied": 4 * len(tables) - sum(not f.startswith("model") for f in failures),
            "models denied": len(models) - sum(f.startswith("model") for f in failures),
        },
        failures,
        bar="every table and model is denied to a view that forgets the gate",
        control="tables hold rows to be denied, and the application does read its own sessions",
    )


def _statements(schema: str, table: str) -> tuple[tuple[str, str], ...]:
    name = f'"{schema}"."{table}"'
    return (
        ("read", f"SELECT count(*) FROM {name}"),
        ("write", f"INSERT INTO {name} DEFAULT VALUES"),
        ("erase", f"DELETE FROM {name}"),
        ("empty", f"TRUNCATE {name}"),
    )


def _answer(statement: str) -> str:
    """Give the database's error code, or nothing when it did as it was told."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as error:
        return str(getattr(error.__cause__, "sqlstate", "unknown"))
    return ""


def _model_denied(model: object) -> bool:
    try:
        with transaction.atomic():
            model._default_manager.count()  # type: ignore[attr-defined]  # noqa: SLF001 — Django's way in
    except DatabaseError as error:
        return getattr(error.__cause__, "sqlstate", "") == DENIED
    return False


def _rows(superuser: psycopg.Connection[Any], table: str) -> bool:
    row = superuser.execute(f'SELECT EXISTS (SELECT FROM records."{table}")'.encode()).fetchone()
    return bool(row and row[0])


def _fill(superuser: psycopg.Connection[Any], table: str) -> None:
    """Plant a row in a table that the small insurer does not know, whatever it refers to."""
    columns = superuser.execute(
        "SELECT column_name, udt_name FROM information_schema.columns "
        "WHERE table_schema = 'records' AND table_name = %s AND is_nullable = 'NO'",
        [table],
    ).fetchall()
    names = ", ".join(f'"{name}"' for name, _ in columns)
    values = ", ".join(_VALUES.get(kind, "'x'") for _, kind in columns)
    checks = superuser.execute(
        "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'",
        [f'records."{table}"'],
    ).fetchall()
    with superuser.transaction():
        superuser.execute("SET LOCAL session_replication_role = replica")
        # The row is there to be denied, not to be right.
        for (check,) in checks:
            superuser.execute(f'ALTER TABLE records."{table}" DROP CONSTRAINT "{check}"'.encode())
        superuser.execute(f'INSERT INTO records."{table}" ({names}) VALUES ({values})'.encode())
