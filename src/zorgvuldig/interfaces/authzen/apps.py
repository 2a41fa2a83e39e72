"""The Django application of the clients that may ask for decisions: one table, in the schema ``web``."""

from django.apps import AppConfig


class AuthzenConfig(AppConfig):
    """Systems that ask for decisions."""

    name = "zorgvuldig.interfaces.authzen"
    label = "authzen"
    default_auto_field = "django.db.models.BigAutoField"
