"""The Django application of the web desks: templates and static files only, no tables."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The web desks."""

    name = "zorgvuldig.interfaces.web"
    label = "web"
