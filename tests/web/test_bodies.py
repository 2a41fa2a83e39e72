"""What is refused before Django makes a request of it, and what ends when a body does not come."""

from __future__ import annotations

import base64
import io
import json
import logging
import os
import socket
import subprocess
import sys
import textwrap
import threading
import time
from contextlib import ExitStack, contextmanager

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError
from django.test import Client, RequestFactory
from test_every_answer import faults

from zorgvuldig.interfaces.serving import Address, members
from zorgvuldig.interfaces.web import rates
from zorgvuldig.interfaces.web.wsgi_bounds import THREADS, UNFINISHED, Body, Bounds, content_rule
from zorgvuldig.interfaces.web.wsgi_lines import BYTES_A_SECOND, LAST_SECONDS, Reading, SlowBodies

FORM = "application/x-www-form-urlencoded"
STATIC = "/static/web/base.css"
ENCODINGS = ("punycode", "idna", "zlib_codec", "rot13", "hex", "undefined", "latin-1", "utf-7", "UTF-16")


class Answered:
    """An answer as the web server would send it."""

    def __init__(self, application, verb, path, body=b"", **words):
        environ = RequestFactory().generic(verb, path, body).environ
        environ = {**environ, "CONTENT_TYPE": "", "HTTP_HOST": "localhost", **words}
        self.headers = {}
        self.content = b"".join(application(environ, self._start))

    def _start(self, status, headers, _error=None):
        self.status_code = int(status.split()[0])
        self.headers = dict(headers)


@pytest.fixture
def served(database):
    """Give the application as the web server calls it."""
    return Bounds(WSGIHandler())


@pytest.mark.parametrize(
    "told",
    [
        *(f"text/plain; charset={name}" for name in ENCODINGS),
        f'{FORM}; charset="punycode"',
        f"{FORM}; CHARSET=Punycode",
        f"{FORM};charset=utf-8;charset=punycode",
        f"{FORM}; charset=utf-8 ; Charset=utf-8",
        f"{FORM}; charset*=utf-8''punycode",
        "text/plain; x*=bogus''%41",
        "text/plain; x*0*=bogus''%41",
        "text/plain; charset",
        'text/plain; x="open',
        "text/plain; x=a b",
        "text/plain; x=\xe9",
        "text/plain, text/plain",
        "text",
        ";charset=punycode",
        f"text/plain; x={'a' * 300}",
    ],
)
def test_another_character_set_or_an_unreadable_parameter_is_refused(told):
    assert content_rule(told)


@pytest.mark.parametrize(
    "told",
    [
        "",
        FORM,
        f"{FORM}; charset=utf-8",
        f'{FORM}; charset="UTF-8"',
        "multipart/form-data; boundary=----WebKitFormBoundaryAb1",
        'multipart/form-data; boundary="a b:c"',
        "application/json;charset=Utf-8",
    ],
)
def test_what_browsers_send_is_taken(told):
    assert content_rule(told) == ""


@pytest.mark.parametrize("path", ["/", STATIC, "/inloggen/?next=/a/", "/bestaat-niet/"])
@pytest.mark.parametrize("told", ["text/plain; charset=zlib_codec", "text/plain; x*=bogus''%41"])
def test_such_a_request_gets_the_ordinary_refusal_with_all_headers(served, caplog, path, told):
    caplog.set_level(logging.INFO, "zorgvuldig.security")
    answer = Answered(served, "GET", path, CONTENT_TYPE=told)
    assert (answer.status_code, faults(answer)) == (400, [])
    assert b"begrepen" in answer.content
    (row,) = [json.loads(r.getMessage()) for r in caplog.records if r.name == "zorgvuldig.security"]
    assert row["rule"] in {"character-set", "kind-of-content"}


def test_a_form_in_a_costly_character_set_is_refused_before_it_is_read(served):
    boundary = "multipart/form-data; boundary=g; charset=punycode"
    body = b'--g\r\nContent-Disposition: form-data; name="login"\r\n\r\n' + b"a-" + b"9" * 400_000
    words = {"CONTENT_TYPE": boundary, "CONTENT_LENGTH": str(len(body)), "wsgi.input": Unreadable()}
    assert Answered(served, "POST", "/inloggen/", **words).status_code == 400


class Unreadable:
    """A body that must not be touched."""

    def read(self, *_size):
        raise AssertionError("this body was read")

    readline = read


def test_a_form_in_parts_is_refused_unread_where_no_file_is_taken(database, client):
    words = {"CONTENT_LENGTH": "5000", "wsgi.input": Unreadable()}
    answer = client.generic("POST", "/inloggen/", b"x", "multipart/form-data; boundary=g", **words)
    assert answer.status_code == 400


def test_other_servers_than_ours_refuse_the_same(database, client):
    assert client.generic("POST", "/inloggen/", b"a=b", f"{FORM}; charset=utf-7").status_code == 400


def test_what_is_refused_counts_as_often_as_what_is_not(database, settings, monkeypatch):
    settings.RATE_LIMITS = {"address": 2}
    client = Client(REMOTE_ADDR="203.0.113.9")
    assert [client.get("/?onbekend=1").status_code for _ in range(4)] == [400, 400, 429, 429]
    assert client.get("/").status_code == 429

    def gone(*_words, **_more):
        raise OperationalError("the database is gone")

    monkeypatch.setattr(rates, "exceeded", gone)
    assert client.get("/?onbekend=1").status_code == 400


def _answer_of_a_key(**more):
    encoded = {name: base64.urlsafe_b64encode(value).decode().rstrip("=") for name, value in more.items()}
    return {"id": "YQ", "rawId": "YQ", "type": "public-key", "response": encoded}


@pytest.mark.parametrize(
    "told",
    [
        {"id": "a"},
        [],
        "a",
        1,
        {"response": 1},
        _answer_of_a_key(clientDataJSON=b"[" * 9_000, authenticatorData=b"a", signature=b"a"),
        _answer_of_a_key(clientDataJSON=b"{}", authenticatorData=b"a", signature=b"a", userHandle=b"a"),
    ],
)
def test_an_unreadable_answer_of_a_key_gets_the_ordinary_refusal(database, client, told):
    answer = client.post("/inloggen/toegangssleutel/", {"credential": json.dumps(told)})
    assert answer.status_code < 500
    assert "_auth_user_id" not in client.session


def test_a_body_too_many_is_told_to_come_later_and_looks_go_on(database):
    inside, go_on = threading.Event(), threading.Event()

    class Waiting:
        def read(self, _size):
            inside.set()
            go_on.wait(5)
            return b""

    pages = WSGIHandler()

    def application(environ, start):
        if "wait" in environ:
            with pytest.raises(ConnectionResetError):
                environ["wsgi.input"].read()
            return []
        return pages(environ, start)

    bounded = Bounds(application, unfinished=1)
    words = {"CONTENT_TYPE": FORM, "CONTENT_LENGTH": "900", "wsgi.input": Waiting()}
    environ = {**words, "wait": True, "REMOTE_ADDR": "192.0.2.1", "SERVER_PORT": "0"}
    thread = threading.Thread(target=bounded, args=(environ, None))
    thread.start()
    assert inside.wait(5)
    answer = Answered(bounded, "POST", "/inloggen/", **words)
    assert (answer.status_code, faults(answer), answer.headers["Retry-After"]) == (503, [], "30")
    assert Answered(bounded, "GET", "/").status_code == 200
    go_on.set()
    thread.join()
    body = {**words, "CONTENT_LENGTH": "3", "wsgi.input": io.BytesIO(b"a=b")}
    assert Answered(bounded, "POST", "/inloggen/", **body).status_code != 503


def test_a_body_gives_its_place_back_once_when_it_is_in():
    places = threading.BoundedSemaphore(1)
    places.acquire()
    body = Body({"wsgi.input": io.BytesIO(b"x" * 40_000)}, 40_000, places, SlowBodies())
    assert len(body.read(10)) == 10
    assert not places.acquire(blocking=False)
    assert len(body.read()) == 39_990
    assert places.acquire(blocking=False)
    places.release()
    assert body.read() == body.read(5) == b""
    body.leave()


def test_a_body_can_be_read_by_lines():
    places = threading.BoundedSemaphore(1)
    places.acquire()
    body = Body({"wsgi.input": io.BytesIO(b"a\nbcd\ne")}, 7, places, SlowBodies())
    assert [body.readline(), body.readline(2), body.readline(), body.readline(), body.readline()] == [
        b"a\n",
        b"bc",
        b"d\n",
        b"e",
        b"",
    ]


def test_a_body_is_late_by_what_came_and_at_last_whatever_came():
    reading = Reading("192.0.2.1", "1", 0.0)
    assert not reading.late(10, first=10)
    assert reading.late(10.1, first=10)
    reading.received = 20 * BYTES_A_SECOND
    assert not reading.late(30, first=10)
    assert reading.late(30.1, first=10)
    reading.received = 10**9
    assert reading.late(LAST_SECONDS + 1, first=10)


def test_the_pages_keep_threads_free_whatever_bodies_wait():
    (web,) = [each for each in members(Address("127.0.0.1", 8000), workers=2) if each.name == "web"]
    words = " ".join(web.words)
    assert f"--blocking-threads {THREADS} " in words
    # Lines are told apart as one request each: in HTTP/2 one line carries many.
    assert "--http 1 " in words
    assert THREADS - UNFINISHED >= 8


SLOW = """
    from zorgvuldig.interfaces.web.wsgi_bounds import Bounds
    from zorgvuldig.interfaces.web.wsgi_lines import SlowBodies

    def page(environ, start):
        try:
            told = environ["wsgi.input"].read() if environ["REQUEST_METHOD"] == "POST" else b"page"
            told = environ.get("zorgvuldig.refused", "").encode() or told
        except ConnectionResetError:
            told = b"late"
        start("200 OK", [("Content-Length", str(len(told)))])
        return [told]

    application = Bounds(page, unfinished=3, slow=SlowBodies(first=1.0))
"""


@contextmanager
def granian(folder, port):
    (folder / "slow_page.py").write_text(textwrap.dedent(SLOW))
    words = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--http", "1"]
    words += ["--workers", "1", "--blocking-threads", "4", "--no-ws", "slow_page:application"]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    with subprocess.Popen(
        words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            yield
        finally:
            server.terminate()


def _line(lines, port, request, *, until=10.0):
    latest = time.monotonic() + until
    while True:
        try:
            line = socket.create_connection(("127.0.0.1", port), timeout=5)
        except ConnectionRefusedError:
            if time.monotonic() > latest:
                raise
            time.sleep(0.05)
        else:
            lines.enter_context(line)
            line.sendall(request)
            return line


def test_slow_bodies_do_not_stop_the_pages_and_are_ended(tmp_path, port):
    head = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
    look = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with granian(tmp_path, port), ExitStack() as lines:

        def asked(request):
            return _line(lines, port, request).recv(1000)

        assert asked(look).endswith(b"page")
        slow = [_line(lines, port, head % 900_000 + b"login=") for _ in range(3)]
        time.sleep(0.3)
        # All places for bodies are taken: looks go on, and the next body waits for nobody.
        assert asked(look).endswith(b"page")
        assert asked(head % 3 + b"a=b").endswith(b"too-many-bodies")
        began = time.monotonic()
        for line in slow:
            line.settimeout(5)
            assert _ended(line)
        assert time.monotonic() - began < 4
        assert _soon(lambda: asked(head % 3 + b"a=b").endswith(b"a=b"))


def _soon(holds):
    """Tell whether something holds within some seconds: a line of the same address may be ended along."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            if holds():
                return True
        except ConnectionResetError:
            pass
        time.sleep(0.2)
    return False


def _ended(line):
    try:
        return line.recv(1000) == b""
    except ConnectionResetError:
        return True
