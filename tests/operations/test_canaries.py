"""A thousand planted names, numbers and addresses: none in a log, a figure or the database's own log."""

import io
import logging
import random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver

from zorgvuldig.interfaces.operations import logs, watching
from zorgvuldig.interfaces.operations.metrics import render

CANARIES = 1000


def canaries():
    """Make a thousand that look like what people type: names, BSNs, IBANs, addresses, dates of birth."""
    chance = random.Random(20)  # noqa: S311 — a test that can be repeated
    kinds = (
        lambda n: f"Kanarie{n}stra",
        lambda n: f"kanarie.{n}@voorbeeld.example",
        lambda n: f"NL91KANA{n:010d}",
        lambda n: f"77{n:07d}",
        lambda n: f"kanarie\r\n{n}\x1b[31m",
    )
    return [chance.choice(kinds)(7_000_000 + number) for number in range(CANARIES)]


@pytest.fixture
def written():
    """Give everything that is logged, as it would be written."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonLines())
    names = ["", "django", "django.request", "django.security", "zorgvuldig", "procrastinate"]
    before = {name: (logging.getLogger(name).level, logging.getLogger(name).propagate) for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    logging.getLogger().addHandler(handler)
    yield stream.getvalue
    logging.getLogger().removeHandler(handler)
    for name, (level, propagate) in before.items():
        logging.getLogger(name).setLevel(level)
        logging.getLogger(name).propagate = propagate


def addresses():
    for pattern in get_resolver().url_patterns:
        route = str(pattern.pattern)
        yield "/" + route.replace("<uuid:", "<").split("<")[0]


def plant(client, address, planted):
    """Put canaries wherever a request can carry something."""
    path, query, field, value, header, agent, cookie, user, name = (next(planted) for _ in range(9))
    client.cookies["zv-session"] = "".join(letter for letter in cookie if letter.isalnum())
    plain = {"HTTP_USER_AGENT": agent.splitlines()[0], "HTTP_REFERER": header.splitlines()[0]}
    client.get(address, {field: query}, **plain)
    client.post(address, {"login": user, "password": value, field: query}, **plain)
    client.get(f"{address}{path}", **plain)
    upload = SimpleUploadedFile(name.splitlines()[0], value.encode())
    client.post(address, {"bewijs": upload, "proof": upload}, **plain)


def test_a_thousand_canaries_through_every_address_leave_no_trace(database, written, test_server):
    everything = canaries()
    # What was there before this test was written by others.
    log = test_server.cluster.log
    before = log.stat().st_size
    client = Client(raise_request_exception=False)
    found = sorted(set(addresses()))
    planted = iter(everything * 2)
    rounds = -(-CANARIES // (9 * len(found)))
    for _ in range(rounds):
        for address in found:
            plant(client, address, planted)
    told = written() + render(watching.REGISTRY.samples)
    with log.open("rb") as file:
        file.seek(before)
        told += file.read().decode(errors="replace")
    assert told.count('"event": "request"') >= 4 * rounds * len(found)
    marks = [part for canary in everything for part in canary.split() if len(part) > 6]
    assert [mark for mark in marks if mark in told] == []
    assert "anarie" not in told
    assert all(line.isprintable() for line in written().splitlines())


def test_a_page_that_breaks_on_what_it_was_given_tells_its_class_and_no_word(database, written, monkeypatch):
    def breaks(*_):
        raise RuntimeError("Kanarie7stra 1980-05-06")

    monkeypatch.setattr("zorgvuldig.interfaces.operations.readiness.states", breaks)
    told = Client(raise_request_exception=False).get("/readyz?naam=Kanarie7stra")
    assert told.status_code >= 400
    told = Client(raise_request_exception=False).get("/readyz")
    assert told.status_code == 500
    assert "builtins.RuntimeError" in written()
    assert "Kanarie7" not in written()
    assert "1980" not in written()
