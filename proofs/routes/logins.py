"""Browsers in every state that a login can be in, made by logging in as people do."""

from __future__ import annotations

import base64
import hashlib
import hmac
import importlib
import struct
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.test.utils import override_settings
from django.utils.http import urlencode

from zorgvuldig.interfaces.web.accounts.creation import create_account
from zorgvuldig.ledger import login_sessions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

PASSWORD = "een-lang-wachtwoord-voor-de-proef"  # noqa: S105 — of a made-up account
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 — of a made-up account
FORM = "application/x-www-form-urlencoded"
#: Where django-allauth notes which steps of the login were taken, and when.
STEPS_KEY = "account_authentication_methods"
ACCOUNT_KEY = "_auth_user_id"
LONG_AGO = 11 * 60 * 60
COOKIES = ("zv-session", "__Host-zv-session")
#: The drill asks thousands of pages from one place; that there are limits is shown by tests of their own.
QUICK = {
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    "ACCOUNT_RATE_LIMITS": False,
    "RATE_LIMITS": {"account": 10**9, "address": 10**9, "form": 10**9},
    "ALLOWED_HOSTS": ["testserver", "localhost"],
}


@dataclass(frozen=True)
class Answer:
    """What came back, read to its end."""

    status_code: int
    headers: Mapping[str, str]
    content: bytes


@dataclass
class Browser:
    """One browser: who sits there, at which desk, in which role and in which state of login."""

    state: str
    desk: str
    role: str
    username: str
    client: Client = field(repr=False, default_factory=Client)
    kept: dict[str, Any] = field(repr=False, default_factory=dict)
    key: str = field(repr=False, default="")
    stirred: bool = field(repr=False, default=False)
    """Whether a form was sent since the session was whole: many of them end or change a login."""

    @property
    def name(self) -> str:
        """Give a name for reports."""
        return f"{self.state} {self.role or 'nobody'} at {self.desk or 'no desk'}"

    def ask(self, verb: str, path: str, body: bytes = b"", **more: Any) -> Answer:  # noqa: ANN401 — Django's words
        """Send one request and read the whole answer; after a form or age the login is made anew."""
        if self.kept and (self.state == "expired" or self.stirred):
            self._put_back()
        self.stirred = verb == "POST"
        kind = "application/x-www-form-urlencoded" if body or verb == "POST" else "application/octet-stream"
        answer: Any = self.client.generic(verb, path, body, kind, **more)
        if answer.streaming:
            content = b"".join(answer.streaming_content)
            answer.close()
        else:
            # Closed by the client already; once more would close the database's connection too.
            content = answer.content
        return Answer(answer.status_code, answer.headers, content)

    def _put_back(self) -> None:
        # Under a new key, proved to the gate: a session that ended never lives again.
        store = _sessions()()
        store._session_cache = dict(self.kept)  # noqa: SLF001 — what a login would have filled
        store.create()
        login_sessions.begin(store.kept_key, self.kept[ACCOUNT_KEY], "")
        self.key = store.session_key
        self.client.cookies[settings.SESSION_COOKIE_NAME] = self.key


@contextmanager
def open_limits() -> Iterator[None]:
    """Lift what would slow a drill down, for the block."""
    with override_settings(**QUICK):
        yield


def nobody() -> Browser:
    """Give a browser that never logged in."""
    return Browser("none", "", "", "", _client("none"))


def account(username: str, desk: str) -> None:
    """Make an account with a second factor."""
    create_account(username, PASSWORD, SECRET, desk)


def log_in(username: str, desk: str, role: str, *, state: str = "full") -> Browser:
    """Log in with password and code, and bring the login in the state that is asked."""
    browser = Browser(state, desk, role, username, _client(username))
    cache.clear()
    client = browser.client
    first = client.post("/inloggen/", urlencode({"login": username, "password": PASSWORD}), FORM)
    if first.status_code != 302:  # noqa: PLR2004 — on to the code
        raise RuntimeError(f"{username} could not log in: {first.status_code}")
    if state == "half":
        return browser
    second = client.post("/inloggen/code/", urlencode({"code": one_time_code()}), FORM)
    if second.status_code != 302:  # noqa: PLR2004 — on to the desk
        raise RuntimeError(f"{username} could not give the code: {second.status_code}")
    browser.key = client.cookies[settings.SESSION_COOKIE_NAME].value
    if state == "ended":
        client.post("/uitloggen/", "", FORM)
        client.cookies[settings.SESSION_COOKIE_NAME] = browser.key
        return browser
    store = _sessions()(session_key=browser.key)
    browser.kept = dict(store.items())
    if state == "expired":
        browser.kept[STEPS_KEY] = [{**step, "at": step["at"] - LONG_AGO} for step in store[STEPS_KEY]]
    return browser


def one_time_code() -> str:
    """Compute the code of an authenticator app (RFC 6238)."""
    digest = hmac.new(
        base64.b32decode(SECRET), struct.pack(">Q", int(time.time() // 30)), hashlib.sha1
    ).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def of_state(browsers: Sequence[Browser], state: str) -> list[Browser]:
    """Give the browsers in one state of login."""
    return [browser for browser in browsers if browser.state == state]


def _client(word: str) -> Client:
    # An address of its own for everybody, so that no limit by address speaks of another.
    mark = hashlib.sha256(word.encode()).digest()
    client = Client(REMOTE_ADDR=f"10.{mark[0]}.{mark[1]}.{mark[2]}")
    client.raise_request_exception = False
    return client


def _sessions() -> Any:  # noqa: ANN401 — the engine that the settings name
    return importlib.import_module(settings.SESSION_ENGINE).SessionStore
