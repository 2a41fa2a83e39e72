"""Let a run in by the thousand: copy its rows to where they land, then let the wall take them in as a whole.

PostgreSQL refuses COPY on a table with row-level security. So the rows land in a temporary table that the
gate makes for this grant alone (`gate.stage`), and go from there into the records by one INSERT … SELECT
under the family's own role: each row must pass the policy of the table. One row of another run, and none is
let in.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

import psycopg
from django.db import connections
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zorgvuldig.records.models import Held

_SCHEMA = "records"


def record_run(rows: Sequence[Held], *, using: str = "default") -> None:
    """Record rows of one table that came in with a run, all or none (vastleggen), inside its grant."""
    if not rows:
        return
    meta = type(rows[0])._meta  # noqa: SLF001 — Django's documented way in
    name = meta.db_table.removeprefix(f'"{_SCHEMA}"."').removesuffix('"')
    fields: list[Any] = list(meta.local_concrete_fields)
    columns = sql.SQL(", ").join([sql.Identifier(field.column) for field in fields])
    values = attrgetter(*(field.attname for field in fields))
    connection = connections[using]
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute("SELECT gate.stage(%s)", [name])
        landing = sql.Identifier("pg_temp", f"staged_{name}")
        with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(landing, columns)) as copy:
            for row in rows:
                copy.write_row(values(row))
        target = sql.Identifier(_SCHEMA, name)
        take_in = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}").format(target, columns, columns, landing)
        cursor.execute(take_in)
