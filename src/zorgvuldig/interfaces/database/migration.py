"""Bring the tables up to date: as the migrator, who acts as owner, with the doors closed again behind it."""

import importlib
from importlib.util import find_spec

from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from zorgvuldig.interfaces.database.servers import Server

__all__ = ["NewerDatabaseError", "migrate", "migrations_to_come"]

WALL = "zorgvuldig.records.wall"
TOMBSTONES = "zorgvuldig.records.tombstones"


class NewerDatabaseError(RuntimeError):
    """The database was made by a newer program than this one."""


def migrations_to_come() -> list[str] | None:
    """List the migrations that this database still lacks; None when it holds nothing at all.

    A database that knows migrations which this program does not know is newer: an older program would write
    into tables of which it does not know the meaning.
    """
    try:
        applied = set(MigrationRecorder(connection).applied_migrations())
    except DatabaseError:
        applied = set()
    finally:
        connection.close()
    if not applied:
        return None
    known = set(MigrationLoader(None).disk_migrations or {})
    if newer := sorted(f"{app}.{name}" for app, name in applied - known):
        raise NewerDatabaseError(
            f"This database is newer than the program: it knows {', '.join(newer)}. Install the program that "
            "made it, or restore a backup from before; nothing was changed.",
        )
    return sorted(f"{app}.{name}" for app, name in known - applied)


def migrate(server: Server, *, verbosity: int = 1) -> None:
    """Run every migration, lay the wall's rights, and erase anew what was erased since.

    The calling process must have no connection open.
    """
    with server.migrator() as words:
        before = dict(connection.settings_dict)
        connection.close()
        connection.settings_dict.update(
            words,
            OPTIONS={
                **{name: value for name, value in before["OPTIONS"].items() if name != "pool"},
                "options": "-c role=zv_owner -c search_path=web -c TimeZone=UTC",
            },
        )
        try:
            call_command("migrate", interactive=False, verbosity=verbosity)
            if find_spec(WALL):
                importlib.import_module(WALL).apply(connection)
            # What was erased stays erased, also in a database that an old backup brought back.
            if find_spec(TOMBSTONES):
                importlib.import_module(TOMBSTONES).replay_tombstones(connection)
        finally:
            connection.close()
            connection.settings_dict.update(before)
