"""The Django application of claim files on their way in: two tables, in the schema ``web``."""

from django.apps import AppConfig


class DeliveriesConfig(AppConfig):
    """Claim files on their way in (aanleveringen)."""

    name = "zorgvuldig.interfaces.deliveries"
    label = "deliveries"
    default_auto_field = "django.db.models.BigAutoField"
