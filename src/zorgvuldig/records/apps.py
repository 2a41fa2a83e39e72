"""Django's entry for the room of records."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.core import checks


class RecordsConfig(AppConfig):
    """The room that holds what the insurer holds."""

    name = "zorgvuldig.records"
    label = "records"
    verbose_name = "Records"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let Django's own check, which every command and build runs, stop at an undeclared model."""
        checks.register(_declared)


def _declared(**_: object) -> list[checks.CheckMessage]:
    # Only now: the models must be loaded before this module.
    problems = import_module("zorgvuldig.records.wall").problems()
    return [checks.Error(problem, id="records.E001") for problem in problems]
