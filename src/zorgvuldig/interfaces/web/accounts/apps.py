"""The Django application of the accounts."""

import importlib

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts and login, in the schema ``web``."""

    name = "zorgvuldig.interfaces.web.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to logins and logouts."""
        importlib.import_module("zorgvuldig.interfaces.web.accounts.signals")
