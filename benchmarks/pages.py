"""Pages of a demo that is served as in use: how long each takes for one user, and for fifty at once."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import os
import re
import shutil
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from benchmarks.rows import Row, row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

NAME = "pages"
INSURED, CLAIMS = 500, 1_500
ALONE, CROWD, EACH = 30, 50, 8
"""Turns of one user for each page; users of the crowd, and how many pages each of them asks."""
PLAIN, HANDLER, AWAY = "/healthz", "behandelaar", "away"
#: A page as it is called in the table, whose login of the demo sees it, and where it stands.
PAGES = (
    ("front page", "", "/"),
    ("norms", "", "/normen/"),
    ("handler: today", HANDLER, "/medewerker/"),
    ("handler: a claim", HANDLER, "claim"),
    ("insured: my claims", "verzekerde", "/mijn/declaraties/"),
    ("insured: who looked", "verzekerde", "/mijn/inzage/"),
    ("oversight: what waits", "fg", "/toezicht/"),
    ("oversight: decisions", "fg", "/toezicht/besluiten/"),
)
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_LINK = re.compile(r'href="(/medewerker/(?:bestanden|declaraties)/[0-9a-f-]{36}/)"')
_OK, _FOUND, _BUSY = 200, 302, 503


class BusyError(RuntimeError):
    """The pages said that they are too busy, which is better than letting everybody wait."""


@dataclass
class Visitor:
    """Somebody with a browser: a connection that stays open, and cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Open the connection."""
        self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """Ask for a page, or send a form; give status and text."""
        headers = {"Host": f"localhost:{self.port}"}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if form is None:
            self.line.request("GET", path, headers=headers)
        else:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
            headers |= {"Origin": f"http://localhost:{self.port}"}
            self.line.request("POST", path, body=urlencode(form), headers=headers)
        answer = self.line.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer.status, answer.read().decode(errors="replace")

    def get(self, path: str) -> str:
        """Ask for a page that must be there."""
        status, text = self.ask(path)
        if status == _BUSY:
            raise BusyError(path)
        if status != _OK:
            raise RuntimeError(f"{path} answered {status}")
        return text

    def send(self, path: str, **form: str) -> None:
        """Fill in the form of a page."""
        token = _TOKEN.search(self.get(path))
        status, _ = self.ask(path, {**form, "csrfmiddlewaretoken": token[1] if token else ""})
        if status != _FOUND:
            raise RuntimeError(f"the form of {path} answered {status}")

    def come_in(self, login: dict[str, str]) -> None:
        """Log in with a password and a code."""
        self.send("/inloggen/", login=login["user"], password=login["password"])
        self.send("/inloggen/code/", code=_code(login["totp_secret"]))


@dataclass(frozen=True)
class Page:
    """A page with the cookies of whoever may see it."""

    name: str
    path: str
    cookies: dict[str, str]


def run() -> Iterable[Row]:
    """Build a small demo as `make demo` does, and ask its pages over the network of this machine."""
    with _served() as (port, logins):
        pages = _pages(port, logins)
        plain = Page("health", PLAIN, {})
        alone = {page.name: _one(port, page) for page in (plain, *pages)}
        yield from _rows("1 user", alone)
        (idle, other), (busy, rate) = _crowd(port, [plain]), _crowd(port, pages)
        away = len(busy.pop(AWAY))
        yield from _rows(f"{CROWD} users", {"health": idle["health"], **busy})
        told = f"all pages, {CROWD} users, {away} of {CROWD * EACH} turned away"
        yield row(told, rate, "pages/s", against=PLAIN, other=other)


def _rows(who: str, taken: dict[str, list[float]]) -> Iterator[Row]:
    plain = _percentiles(taken.pop("health"))
    for name, times in taken.items():
        if len(times) < 2:  # noqa: PLR2004 — of one there are no twentieths
            continue
        for word, value, other in zip(("p50", "p95"), _percentiles(times), plain, strict=True):
            yield row(f"{name}, {who}, {word}", value, "ms", against=PLAIN, other=other)


def _percentiles(times: Sequence[float]) -> tuple[float, float]:
    twentieths = statistics.quantiles(times, n=20, method="inclusive")
    return statistics.median(times), twentieths[-1]


def _one(port: int, page: Page) -> list[float]:
    """Ask one page again and again, after a first time that is not counted."""
    visitor = Visitor(port, dict(page.cookies))
    return _timed(visitor, [page] * (ALONE + 1))[page.name][1:]


def _crowd(port: int, pages: Sequence[Page]) -> tuple[dict[str, list[float]], float]:
    """Let fifty ask one page after the other, without a pause; give the times, and answers a second."""
    taken: dict[str, list[float]] = {name: [] for name in (AWAY, *(page.name for page in pages))}
    ready, wrong = threading.Barrier(CROWD), list[Exception]()

    def user(number: int) -> None:
        mine = [pages[(number + turn) % len(pages)] for turn in range(EACH)]
        visitor = Visitor(port)
        try:
            ready.wait(timeout=30)
            for name, times in _timed(visitor, mine).items():
                taken[name].extend(times)
        except (OSError, http.client.HTTPException, RuntimeError, threading.BrokenBarrierError) as error:
            wrong.append(error)

    users = [threading.Thread(target=user, args=(number,)) for number in range(CROWD)]
    begun = time.perf_counter()
    for each in users:
        each.start()
    for each in users:
        each.join()
    if wrong:
        raise wrong[0]
    answers = sum(len(times) for name, times in taken.items() if name != AWAY)
    return taken, answers / (time.perf_counter() - begun)


def _timed(visitor: Visitor, pages: Sequence[Page]) -> dict[str, list[float]]:
    taken: dict[str, list[float]] = {}
    for page in pages:
        visitor.cookies = dict(page.cookies)
        begun = time.perf_counter()
        try:
            visitor.get(page.path)
        except BusyError:
            taken.setdefault(AWAY, []).append(0)
        else:
            taken.setdefault(page.name, []).append((time.perf_counter() - begun) * 1e3)
    return taken


def _pages(port: int, logins: Sequence[dict[str, str]]) -> list[Page]:
    """Log in whoever may see each page, once each, and find a claim."""
    cookies: dict[str, dict[str, str]] = {"": {}}
    for user in sorted({user for _, user, _ in PAGES if user}):
        visitor = Visitor(port)
        visitor.come_in(next(login for login in logins if login["user"] == user))
        cookies[user] = visitor.cookies
    handler = Visitor(port, cookies[HANDLER])
    file = _LINK.findall(handler.get("/medewerker/bestanden/"))[-1]
    claim = _LINK.findall(handler.get(file))[0]
    return [Page(name, claim if path == "claim" else path, cookies[user]) for name, user, path in PAGES]


@contextmanager
def _served() -> Iterator[tuple[int, list[dict[str, str]]]]:
    """Serve a demo of its own until the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="zv-bench-"))
    folder.chmod(0o755)
    (folder / "var").mkdir(mode=0o755)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = {**os.environ, "ZORGVULDIG_VAR": str(folder / "var"), "PORT": str(port)}
    environment.pop("DATABASE_URL", None)
    program = [sys.executable, "-m", "zorgvuldig.interfaces.command_line"]
    size = ["--insured", str(INSURED), "--claims", str(CLAIMS)]
    words = [*program, "demo", str(folder / "demo"), *size]
    try:
        with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True) as demo:
            if not any(line.startswith("READY") for line in demo.stdout or ()):
                raise RuntimeError("the demo did not come up; what it said stands above")
            try:
                yield port, json.loads((folder / "demo" / "logins.json").read_text(encoding="utf-8"))
            finally:
                demo.terminate()
    finally:
        subprocess.run([*program, "stop"], env=environment, check=False, stdout=subprocess.DEVNULL)
        shutil.rmtree(folder, ignore_errors=True)


def _code(secret: str) -> str:
    """Compute the six digits of this half minute (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"
