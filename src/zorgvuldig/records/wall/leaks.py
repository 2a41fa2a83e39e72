"""What PostgreSQL may try on a row before it asks whether the row may be seen: nothing.

A function that is marked leakproof may run on rows that the wall hides, may look them up in an index, and may
use what statistics say of them. PostgreSQL marks some three hundred of its own so: =, < and >= on keys,
names, dates and amounts. Each shows nothing of a row by itself. But whether a row met the condition shows in
time, in the counts of EXPLAIN and in its estimates, and by halves that gives every name and date. So the
marks go off, which only a superuser can do. Where the server is somebody else's, its keeper runs
`keeper_statements` once; until then at least the statistics are off, so that an estimate says the same of
everyone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, LiteralString

if TYPE_CHECKING:
    from typing import Any

    from django.db.backends.utils import CursorWrapper
    from psycopg import Cursor

__all__ = ["LEAK_INVARIANTS", "TAKE_OFF", "keeper_statements", "marks", "set_statistics"]

_MARKS: LiteralString = "SELECT count(*) FROM pg_proc WHERE proleakproof"
#: Safe to repeat, and nothing when there is nothing to do. The marks belong to one database.
TAKE_OFF: LiteralString = """
DO $$
DECLARE
    marked regprocedure;
BEGIN
    FOR marked IN SELECT p.oid FROM pg_proc p WHERE p.proleakproof ORDER BY p.oid LOOP
        EXECUTE format('ALTER FUNCTION %s NOT LEAKPROOF', marked);
    END LOOP;
END
$$"""
_USABLE: LiteralString = """
    SELECT p.oid::regprocedure || ' is marked leakproof: it may run on rows that the wall hides'
    FROM pg_proc p WHERE p.proleakproof ORDER BY 1
"""
# Only together do they tell: without a mark PostgreSQL keeps statistics from whoever row security binds.
_TELLING: LiteralString = """
    SELECT c.oid::regclass || '.' || a.attname || ' has statistics that a leakproof function may use'
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relnamespace IN ('records'::regnamespace, 'ledger'::regnamespace) AND c.relkind = 'r'
        AND a.attnum > 0 AND NOT a.attisdropped AND coalesce(a.attstattarget, -1) <> 0
        AND EXISTS (SELECT FROM pg_proc WHERE proleakproof)
    ORDER BY 1
"""
_OTHERWISE: LiteralString = """
    SELECT c.oid::regclass::text, array_agg(quote_ident(a.attname) ORDER BY a.attnum)
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relnamespace IN ('records'::regnamespace, 'ledger'::regnamespace) AND c.relkind = 'r'
        AND a.attnum > 0 AND NOT a.attisdropped AND coalesce(a.attstattarget, -1) <> %s GROUP BY c.oid
"""

_WAITING: LiteralString = """
    SELECT 'gate.opened is not worked out while a statement is planned'
    WHERE NOT EXISTS (
        SELECT FROM pg_proc p WHERE p.oid = to_regproc('gate.opened') AND p.provolatile = 'i'
    )
"""

LEAK_INVARIANTS: dict[str, LiteralString] = {
    "the grant is looked at while a statement is planned": _WAITING,
    "no leakproof function that a family could use": _USABLE,
    "no statistics where a leakproof function stands": _TELLING,
}


def marks(cursor: CursorWrapper | Cursor[Any]) -> int:
    """Count the functions that are marked leakproof in this database."""
    cursor.execute(_MARKS)
    found = cursor.fetchone()
    return int(found[0]) if found else 0


def set_statistics(cursor: CursorWrapper) -> None:
    """Switch statistics off while a leakproof mark stands, and on again once none does; as the owner."""
    wanted = 0 if marks(cursor) else -1
    cursor.execute(_OTHERWISE, [wanted])
    for table, columns in cursor.fetchall():
        changes = ", ".join(f"ALTER COLUMN {column} SET STATISTICS {wanted}" for column in columns)
        cursor.execute(f"ALTER TABLE {table} {changes}")


def keeper_statements(database: str) -> str:
    """Write what the keeper of a server runs once, as superuser, in the database of this name."""
    return f"""-- For the keeper of this PostgreSQL server.
-- Run once, as superuser, in the database "{database}". It takes the mark LEAKPROOF off every function of
-- this one database. Queries on tables without row-level security are planned as before.
{TAKE_OFF.strip()};
"""
