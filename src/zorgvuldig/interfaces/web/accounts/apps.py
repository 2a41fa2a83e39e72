"""The Django application of the accounts."""

import importlib
import sys

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    """Accounts and login, in the schema ``web``."""

    name = "zorgvuldig.interfaces.web.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to logins and logouts, and to changes of what lets an account in."""
        importlib.import_module("zorgvuldig.interfaces.web.accounts.signals")
        importlib.import_module("zorgvuldig.interfaces.web.accounts.sealing_changes").listen()
        post_migrate.connect(_after_migration, sender=self)


def _after_migration(*, using: str, **_: object) -> None:
    # Only now: the models must be loaded before this module.
    own_rights = importlib.import_module("zorgvuldig.interfaces.web.accounts.own_rights")
    for note in own_rights.apply(connections[using]):
        sys.stderr.write(f"note: {note}\n")
