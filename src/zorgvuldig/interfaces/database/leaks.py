"""Take the leakproof marks off a database, or write down what its keeper must run."""

from pathlib import Path
from typing import Any

import psycopg

from zorgvuldig.records.wall import leaks

__all__ = ["KEEPER_FILE", "close_leaks", "told_to_the_keeper"]

#: In the installation folder while something is left to do.
KEEPER_FILE = "for-the-keeper.sql"
LEFT_OPEN = (
    "On this server only a superuser can take the leakproof marks off {database}. Until that is done, SQL\n"
    "that was smuggled into a page can learn, while that page's own grant is open, whether rows of other\n"
    "people exist and what stands in them. Without a grant it learns nothing; statistics are off, so\n"
    "estimates tell nothing. Let the keeper of the server run, as superuser:\n"
    "    psql --dbname={database} --file={file}\n"
    "and then run `database prepare` and `migrate` again; prepare is silent once it is done."
)


def close_leaks(connection: psycopg.Connection[Any], *, database: str, var: Path) -> None:
    """Take the marks off as superuser; as anyone else keep the statements ready for who is."""
    file = var / KEEPER_FILE
    with connection.cursor() as cursor:
        if leaks.marks(cursor) and _is_superuser(connection):
            cursor.execute(leaks.TAKE_OFF)
        if leaks.marks(cursor):
            file.write_text(leaks.keeper_statements(database), encoding="utf-8")
        else:
            file.unlink(missing_ok=True)


def told_to_the_keeper(*, database: str, var: Path) -> str:
    """Say what is left open and what closes it; nothing when nothing is."""
    file = var / KEEPER_FILE
    return LEFT_OPEN.format(database=database, file=file) if file.exists() else ""


def _is_superuser(connection: psycopg.Connection[Any]) -> bool:
    told = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = CURRENT_USER").fetchone()
    return told == (True,)
