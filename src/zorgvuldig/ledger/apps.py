"""The ledger as Django knows it."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The room of what was decided and done (logboek)."""

    name = "zorgvuldig.ledger"
    label = "ledger"
    verbose_name = "logboek"
    default_auto_field = "django.db.models.BigAutoField"
