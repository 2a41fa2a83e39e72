"""The application that the web server calls."""

import os

from django.core.wsgi import get_wsgi_application

from zorgvuldig.interfaces.hygiene import harden_process
from zorgvuldig.interfaces.memory import keep_within
from zorgvuldig.interfaces.operations.logs import install_hooks
from zorgvuldig.interfaces.web.wsgi_bounds import Bounds

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zorgvuldig.interfaces.settings")
install_hooks()
harden_process()
keep_within()
application = Bounds(get_wsgi_application())
