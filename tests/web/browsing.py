"""A real browser for the tests: the program served on this machine, and axe that looks at a page."""

from __future__ import annotations

import shutil
import threading
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from axe_playwright_python.base import AXE_SCRIPT
from django.core.wsgi import get_wsgi_application

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: What is another by night and on a phone; the rest was looked at by day.
BY_NIGHT = ["color-contrast", "scrollable-region-focusable"]
# Without fetching the styles again, and without a path to every element: that took half of the time.
_ASK = """only => axe.run(document, {
    runOnly: only, resultTypes: ['violations'], preload: false, selectors: false,
}).then(told => told.violations.map(fault => [fault.id, fault.nodes[0].html.slice(0, 200)]))"""
_UNFOLD = "document.querySelectorAll('details').forEach(part => { part.open = true })"
_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
#: Targets that one cannot hit well: less than 24 pixels, unless they stand in a sentence (WCAG 2.2, 2.5.8).
_SMALL = """[...document.querySelectorAll('a[href], button, summary, input:not([type=hidden]), select')]
    .filter(part => part.checkVisibility() && getComputedStyle(part).display !== 'inline')
    .filter(part => Math.min(part.getBoundingClientRect().height, part.getBoundingClientRect().width) < 24)
    .filter(part => !part.closest('.visually-hidden, label'))
    .map(part => ['small target', part.outerHTML.slice(0, 120)])"""


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


def faults(page, rules=RULES):
    """Tell what axe finds with every fold open, and whether the page is wider than the window."""
    # A click returns when the answer begins: on a busy machine there is no element to look at yet.
    page.wait_for_load_state()
    page.evaluate(_UNFOLD)
    # Once for each page: it is half a megabyte.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = [tuple(fault) for fault in page.evaluate(_ASK, rules)]
    return [*found, *too_wide(page)]


def too_wide(page):
    """Tell whether one must scroll sideways."""
    wide = page.evaluate(_WIDE)
    return [("wider than the screen", str(wide))] if wide > 0 else []


def small_targets(page):
    """List what a finger would miss."""
    return [tuple(told) for told in page.evaluate(_SMALL)]
