"""Bring the tables up to date: as the migrator, who acts as owner, with the doors closed again behind it."""

import importlib
from importlib.util import find_spec

from django.core.management import call_command
from django.db import connection

from zorgvuldig.interfaces.database.servers import Server

__all__ = ["migrate"]

WALL = "zorgvuldig.records.wall"


def migrate(server: Server, *, verbosity: int = 1) -> None:
    """Run every migration, then lay the wall's rights; the calling process must have no connection open."""
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
        finally:
            connection.close()
            connection.settings_dict.update(before)
