"""Every address that shows a page, with real objects behind it, as somebody who may: looked at in a browser.

By day on a wide screen and by night on a phone: axe finds nothing, nobody scrolls sideways, every target can
be hit. Then at twice the size, and on paper.
"""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from browsing import BY_NIGHT, CHROMIUM, faults, serving, small_targets, too_wide
from django.conf import settings as django_settings
from playwright.sync_api import Error as BrowserError
from test_browser import chromium

from proofs.routes import logins, people, world
from proofs.routes.matrix import DESKS, address
from zorgvuldig.interfaces.web.routes import rows

__all__ = ["chromium"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium"),
]


class Place:
    """What the drill's stage asks of its ground: here it is the test's own database."""

    def __init__(self, connection):
        self.connection = connection

    def fresh(self):
        """Nothing was planted yet."""

    @contextmanager
    def superuser(self):
        yield self.connection


@pytest.fixture
def planted(owner_connection, monkeypatch):
    """Give a few insured persons, an employee of every role, and a browser that is logged in for each."""
    monkeypatch.setattr(people, "COUNT", 4)
    monkeypatch.setattr(world, "STATES", ())
    with logins.open_limits():
        yield world.build(Place(owner_connection))


def seat(planted, row):
    """Give whoever may see what a row shows: somebody of its desk in one of its roles, else a visitor."""
    if row.desk not in DESKS | {"login"}:
        return planted.browsers[0]
    wanted = DESKS if row.desk == "login" else row.desks
    fit = [one for one in planted.browsers if one.state == "full" and one.desk in wanted]
    able = [one for one in fit if row.roles is None or one.role in row.roles]
    return next((one for one in able if one.role == "claims-handler"), able[0])


def test_every_page_is_without_fault_by_day_and_by_night_and_on_paper(chromium, planted):
    shown, found, others = set(), [], []
    with serving() as site:
        windows = {}
        for name, row in rows().items():
            if "GET" not in row.verbs or name == "account_logout":
                continue
            who = seat(planted, row)
            page = windows.get(who.name) or windows.setdefault(who.name, window(chromium, site, who, others))
            path = address(row, planted.owner_of(who) or planted.insured[0])
            answer = opened(page, path)
            if answer is None:
                continue
            assert answer.status in row.answers, (name, who.name, answer.status)
            shown.add(name)
            found += [f"{name} for {who.name}: {told}" for told in looked(page)]
    assert not found, "\n".join(found)
    assert others == []
    pages = {name for name, row in rows().items() if "GET" in row.verbs and 200 in row.answers}
    assert {"staff_claim", "my_claims", "oversight_entry", "norm", "gallery", "tour"} <= shown <= pages


def window(chromium, site, who, others):
    """Open a window with the login of somebody; whatever it asks of another host is kept."""
    context = chromium.new_context(base_url=site, reduced_motion="reduce")
    if who.key:
        cookie = {"name": django_settings.SESSION_COOKIE_NAME, "value": who.key, "url": site}
        context.add_cookies([cookie])
    page = context.new_page()
    page.on("request", lambda asked: asked.url.startswith(site) or others.append(asked.url))
    return page


def opened(page, path):
    """Open a page; nothing where it is a file to keep, plain text, or leads elsewhere."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light", media="screen")
    try:
        answer = page.goto(path, wait_until="load")
    except BrowserError:
        # A file to keep: no page.
        return None
    html = "html" in answer.headers.get("content-type", "")
    return answer if html and not answer.request.redirected_from else None


def looked(page):
    """Look at a page as it stands: wide by day, narrow by night, at twice the size, and printed."""
    by_day = faults(page) + small_targets(page)
    page.set_viewport_size({"width": 640, "height": 450})
    by_day += [("at twice the size", told) for _, told in too_wide(page)]
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark")
    by_night = faults(page, BY_NIGHT)
    page.set_viewport_size({"width": 320, "height": 640})
    by_night += [("at four times the size", told) for _, told in too_wide(page)]
    page.emulate_media(media="print", color_scheme="light")
    clicked = page.locator(".skip-link:visible, .button:visible, nav:visible .desk-nav").count()
    on_paper = [("on paper", "what one clicks")] if clicked else []
    return by_day + by_night + on_paper
