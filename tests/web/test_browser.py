"""The pages in a real browser: no accessibility fault, nothing off the screen, nothing from elsewhere."""

from __future__ import annotations

import shutil
import threading
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
import web_samples as samples
from axe_playwright_python.sync_playwright import Axe
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import sync_playwright
from web_logins import PASSWORD, one_time_code

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium"),
]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PUBLIC = ["/", "/privacy/", "/controleren/", "/inloggen/", "/bestaat-niet/"]
BY_DESK = {
    "staff": [
        "/medewerker/",
        f"/medewerker/bestanden/{samples.RUN}/?pagina=2",
        f"/medewerker/declaraties/{samples.CLAIM}/",
    ],
    "insured": ["/mijn/declaraties/", "/mijn/inzage/"],
    "oversight": [
        "/toezicht/",
        "/toezicht/weigeringen/",
        "/toezicht/bewaren/",
        f"/toezicht/besluiten/{samples.ENTRY}/",
    ],
}
SCREENS = [(390, "dark"), (1280, "light")]


class Quiet(WSGIRequestHandler):
    """A request handler that prints nothing."""

    def log_message(self, *_words):
        pass


class Server(ThreadingMixIn, WSGIServer):
    """A thread for each connection: a browser opens some ahead, and says nothing on them for a while."""

    daemon_threads = True


@contextmanager
def serving():
    """Serve the program on a free port of this machine."""
    server = make_server("localhost", 0, get_wsgi_application(), server_class=Server, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def chromium():
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        # The browser library runs an event loop in this thread, and Django fears for its connections.
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture
def site(chromium, accounts, shown):
    with serving() as address:
        yield address


@pytest.fixture
def open_page(chromium, site):
    """Open a browser window; whatever it asks of another host, or complains about, is kept."""
    contexts = []

    def opened(width=1280, scheme="light", **more):
        # Without motion: a colour that is judged halfway its change is a colour that nobody reads.
        context = chromium.new_context(
            base_url=site,
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            reduced_motion="reduce",
            **more,
        )
        contexts.append(context)
        page = context.new_page()
        page.strangers, page.complaints = [], []
        page.on("request", lambda asked: asked.url.startswith(site) or page.strangers.append(asked.url))
        page.on("console", lambda told: told.type == "error" and page.complaints.append(told.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()


def come_in(page, desk):
    page.goto("/inloggen/")
    page.get_by_label("Gebruikersnaam").fill(f"{desk}-account")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Verder").click()
    page.get_by_label("Code uit uw app").fill(one_time_code())
    page.get_by_role("button", name="Inloggen").click()
    page.get_by_role("button", name="Uitloggen").wait_for()


def faults(page):
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    found = Axe().run(page, options=RULES).response["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [(fault["id"], fault["nodes"][0]["html"][:200]) for fault in found] + (
        [("wider than the screen", str(wide))] if wide > 0 else []
    )


@pytest.mark.parametrize("desk", [None, *BY_DESK])
def test_no_page_has_an_accessibility_fault_or_runs_off_the_screen(open_page, desk):
    page = open_page()
    if desk:
        come_in(page, desk)
    found = {}
    for path in BY_DESK[desk] if desk else PUBLIC:
        page.goto(path)
        # The same page, as if the window had been made smaller and the evening had come.
        for width, scheme in SCREENS:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            found[f"{path} at {width}, {scheme}"] = faults(page)
    assert found == {seen: [] for seen in found}
    assert len(found) == len(SCREENS) * len(BY_DESK[desk] if desk else PUBLIC)
    assert page.strangers == []
    assert [told for told in page.complaints if "404" not in told] == []


def test_the_way_in_has_no_accessibility_fault_when_something_is_wrong(open_page):
    page = open_page()
    page.goto("/inloggen/")
    page.get_by_role("button", name="Verder").click()
    page.locator(".error-summary").wait_for()
    assert faults(page) == []
    page.get_by_label("Gebruikersnaam").fill("staff-account")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Verder").click()
    page.get_by_label("Code uit uw app").fill("000000")
    page.get_by_role("button", name="Inloggen").click()
    page.locator(".error-summary").wait_for()
    assert faults(page) == []


def test_the_first_tab_offers_to_skip_to_the_content(open_page):
    page = open_page()
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Naar de inhoud"
    assert page.locator(".skip-link").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "inhoud"


def test_everything_works_without_a_script(open_page):
    page = open_page(java_script_enabled=False)
    come_in(page, "oversight")
    page.get_by_role("link", name="Besluiten", exact=True).click()
    page.get_by_label("Uitkomst").select_option("forbid")
    page.get_by_role("button", name="Toon").click()
    assert "uitkomst=forbid" in page.url
    shown = page.locator("tbody .badge").all_inner_texts()
    assert shown
    assert set(shown) == {"Verboden"}
    page.get_by_role("button", name="Uitloggen").click()
    assert page.get_by_role("link", name="Inloggen").is_visible()


def test_with_a_script_a_filter_answers_at_once_and_keeps_its_address(open_page):
    page = open_page()
    come_in(page, "oversight")
    page.get_by_role("link", name="Besluiten", exact=True).click()
    page.get_by_label("Uitkomst").select_option("gap")
    page.wait_for_url("**uitkomst=gap**")
    page.wait_for_function(
        "word => [...document.querySelectorAll('tbody .badge')].every(badge => badge.innerText === word)",
        arg="Gegeven ontbreekt",
    )
    assert page.locator("h1").inner_text() == "Besluiten in het logboek"
    assert page.complaints == []
