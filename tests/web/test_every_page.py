"""Every address that shows a page, with real objects behind it, as somebody who may: looked at in a browser.

By day on a wide screen and by night on a phone: axe finds nothing, nobody scrolls sideways, every target can
be hit. Then at twice the size, and on paper.
"""

from __future__ import annotations

import pytest
from browsing import BY_NIGHT, CHROMIUM, faults, small_targets, too_wide
from playwright.sync_api import Error as BrowserError
from test_browser import chromium
from web_house import planted, seat, site, window

from proofs.routes.matrix import address
from zorgvuldig.interfaces.web.routes import rows

__all__ = ["chromium", "planted", "site"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium"),
]
#: Which parts a page has, each with what it stands in.
INKS = """[...new Set([...document.querySelectorAll('body *')].map(
    part => [part.tagName, part.className, part.parentElement.className].join(' ')))]"""


def test_every_page_is_without_fault_by_day_and_by_night_and_on_paper(chromium, planted, site):
    shown, found, others, windows, inks = set(), [], [], {}, set()
    for name, row in rows().items():
        if "GET" not in row.verbs or name == "account_logout":
            continue
        who = seat(planted, row)
        page = windows.get(who.name) or windows.setdefault(who.name, window(chromium, site, who, others))
        answer = opened(page, address(row, planted.owner_of(who) or planted.insured[0]))
        if answer is None:
            continue
        # Who may see what is held by test_access.py; a refusal is a page too, and is looked at as it is.
        assert answer.status < 500, (name, who.name)
        shown.add(name)
        found += [f"{name} for {who.name}: {told}" for told in looked(page, inks)]
    assert not found, "\n".join(found)
    assert others == []
    pages = {name for name, row in rows().items() if "GET" in row.verbs}
    assert {"staff_claim", "my_claims", "oversight_entry", "norm", "gallery", "tour"} <= shown <= pages


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


def looked(page, inks):
    """Look at a page as it stands: wide by day, narrow by night, at twice the size, and printed.

    By night only where it has a part, in a place, that no earlier page had: contrast was found there.
    """
    by_day = faults(page) + small_targets(page)
    page.set_viewport_size({"width": 640, "height": 450})
    by_day += [("at twice the size", told) for _, told in too_wide(page)]
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark")
    here = set(page.evaluate(INKS))
    by_night = faults(page, BY_NIGHT) if here - inks else too_wide(page)
    inks |= here
    page.set_viewport_size({"width": 320, "height": 640})
    by_night += [("at four times the size", told) for _, told in too_wide(page)]
    page.emulate_media(media="print", color_scheme="light")
    clicked = page.locator(".skip-link:visible, .button:visible, nav.desk-nav:visible").count()
    on_paper = [("on paper", "what one clicks")] if clicked else []
    return by_day + by_night + on_paper
