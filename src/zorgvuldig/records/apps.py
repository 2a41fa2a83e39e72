"""Django's entry for the room of records."""

from __future__ import annotations

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The room that holds what the insurer holds."""

    name = "zorgvuldig.records"
    label = "records"
    verbose_name = "Records"
    default_auto_field = "django.db.models.BigAutoField"
