"""An insurer with a few persons and an employee in every role, each with a browser that is logged in."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from browsing import serving
from django.conf import settings as django_settings
from django.db import connection

from proofs.routes import logins, people, world
from proofs.routes.matrix import DESKS
from zorgvuldig.interfaces.database.identities import BOOTSTRAP

_built = {}


class Place:
    """What the drill's stage asks of its ground: here it is the test's own database."""

    def __init__(self, server, name):
        self.server, self.name = server, name

    def fresh(self):
        """Nothing was planted yet."""

    @contextmanager
    def superuser(self):
        with self.server.cluster.connect(role=BOOTSTRAP, database=self.name) as connection:
            yield connection


@pytest.fixture
def planted(once_built, test_server, monkeypatch):
    """Give the insurer; it is built once, and every test changes a copy of its own."""
    monkeypatch.setattr(people, "COUNT", 4)
    monkeypatch.setattr(world, "STATES", ())
    name = connection.settings_dict["NAME"]
    with logins.open_limits():
        once_built("house", lambda: _built.update(house=world.build(Place(test_server, name))))
        yield _built["house"]


@pytest.fixture
def site(chromium, planted):
    """Serve the insurer."""
    with serving() as address:
        yield address


def seat(planted, row):
    """Give whoever may see what a row shows: somebody of its desk in one of its roles, else a visitor."""
    if row.desk not in DESKS | {"login"}:
        return planted.browsers[0]
    wanted = DESKS if row.desk == "login" else row.desks
    fit = [one for one in planted.browsers if one.state == "full" and one.desk in wanted]
    able = [one for one in fit if row.roles is None or one.role in row.roles]
    return next((one for one in able if one.role == "claims-handler"), able[0])


def window(chromium, site, who, others):
    """Open a window with the login of somebody; whatever it asks of another host is kept."""
    context = chromium.new_context(base_url=site, reduced_motion="reduce")
    if who.key:
        cookie = {"name": django_settings.SESSION_COOKIE_NAME, "value": who.key, "url": site}
        context.add_cookies([cookie])
    page = context.new_page()
    page.on("request", lambda asked: asked.url.startswith(site) or others.append(asked.url))
    return page
