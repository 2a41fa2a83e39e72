"""The application that the web server calls."""

import os

from django.core.wsgi import get_wsgi_application

from zorgvuldig.interfaces.hygiene import harden_process
from zorgvuldig.interfaces.operations.logs import install_hooks

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zorgvuldig.interfaces.settings")
install_hooks()
harden_process()
application = get_wsgi_application()
