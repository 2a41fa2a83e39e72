"""The ledger as Django knows it."""

from importlib import import_module

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class LedgerConfig(AppConfig):
    """The room of what was decided and done (logboek)."""

    name = "zorgvuldig.ledger"
    label = "ledger"
    verbose_name = "logboek"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Lay rights, terms and the gate's proof key after every migration."""
        post_migrate.connect(_after_migration, sender=self)


def _after_migration(*, using: str, **_: object) -> None:
    # Only now: the models must be loaded before these modules.
    import_module("zorgvuldig.ledger.rights").apply(connections[using])
    import_module("zorgvuldig.ledger.parameters").lay(connections[using])
    import_module("zorgvuldig.ledger.gate").install_key(connections[using])
