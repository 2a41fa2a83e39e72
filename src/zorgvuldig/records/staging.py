"""Let rows in by the thousand: copy them to where they land, then let the wall take them in as a whole.

PostgreSQL refuses COPY on a table with row-level security. So the rows land in a temporary table that the
gate makes for this grant alone (`gate.stage`), and go from there into the records by one INSERT … SELECT
under the family's own role: each row must pass the policy of the table. One row of another run or person, and
none is let in.
"""

from __future__ import annotations

from contextlib import contextmanager
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import psycopg
from django.db import connections
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from zorgvuldig.records.models import Held

_SCHEMA = "records"


def record_run(rows: Sequence[Held], *, using: str = "default") -> None:
    """Record rows of one table, all or none (vastleggen), inside the grant that they belong to."""
    if not rows:
        return
    fields: list[Any] = list(type(rows[0])._meta.local_concrete_fields)  # noqa: SLF001 — Django's documented way in
    values = attrgetter(*(field.attname for field in fields))
    with _landing(type(rows[0]), [field.column for field in fields], "", using) as copy:
        for row in rows:
            copy.write_row(values(row))


def record_text(
    model: type[Held], columns: Sequence[str], text: memoryview, *, using: str = "default"
) -> None:
    """Record rows of one table that stand in a text as CSV, all or none, inside their grant."""
    with _landing(model, columns, " WITH (FORMAT csv)", using) as copy:
        copy.write(text)


@contextmanager
def _landing(model: type[Held], columns: Sequence[str], form: str, using: str) -> Iterator[psycopg.Copy]:
    """Give where rows land, and take in what landed when the block ends."""
    name = model._meta.db_table.removeprefix(f'"{_SCHEMA}"."').removesuffix('"')  # noqa: SLF001 — Django's documented way in
    listed = sql.SQL(", ").join(map(sql.Identifier, columns))
    connection = connections[using]
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute("SELECT gate.stage(%s)", [name])
        landing = sql.Identifier("pg_temp", f"staged_{name}")
        with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN{}").format(landing, listed, sql.SQL(form))) as copy:
            yield copy
        target = sql.Identifier(_SCHEMA, name)
        cursor.execute(
            sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}").format(target, listed, listed, landing)
        )
