"""Raise the wall: after migrating, as the owner, as often as one likes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from zorgvuldig.records.wall.declarations import problems
from zorgvuldig.records.wall.leaks import set_statistics
from zorgvuldig.records.wall.statements import statements
from zorgvuldig.records.wall.tables import SCHEMA, tables

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

_TABLES = """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = %s AND c.relkind IN ('r', 'p', 'v', 'm', 'f') ORDER BY 1
"""
_POLICIES = "SELECT policyname, tablename FROM pg_policies WHERE schemaname = %s ORDER BY 2, 1"


class WallIncompleteError(RuntimeError):
    """A table or a declaration that the wall does not cover; nothing was changed."""


def apply(connection: BaseDatabaseWrapper) -> int:
    """Apply the whole wall in one transaction and give the number of policies on it.

    Call it as the owner of the tables, after migrating. It drops and rebuilds every policy and right of the
    families, so that what was granted by hand disappears.
    """
    faults = problems()
    known = () if faults else tables()
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(_TABLES, [SCHEMA])
        names = {table.name for table in known}
        faults += [
            f"table {SCHEMA}.{name} stands in no model: declare it, or drop it"
            for (name,) in cursor.fetchall()
            if not faults and name not in names
        ]
        if faults:
            raise WallIncompleteError("The wall does not close:\n" + "\n".join(faults))
        cursor.execute(_POLICIES, [SCHEMA])
        for policy, table in cursor.fetchall():
            cursor.execute(f'DROP POLICY "{policy}" ON "{SCHEMA}"."{table}"')
        for statement in statements(known):
            cursor.execute(statement)
        set_statistics(cursor)
        cursor.execute("SELECT count(*) FROM pg_policies WHERE schemaname = %s", [SCHEMA])
        (count,) = cursor.fetchone()
    return int(count)
