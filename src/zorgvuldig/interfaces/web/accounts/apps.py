"""The Django application of the accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts and login, in the schema ``web``."""

    name = "zorgvuldig.interfaces.web.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
