"""How often somebody may ask: counted for all server processes together, and without keeping who asked."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client

from zorgvuldig.interfaces.web import rates, security_log
from zorgvuldig.interfaces.web.accounts import pseudonyms

ADDRESS = "203.0.113.7"


@pytest.fixture
def still(monkeypatch):
    """Stop the clock of the counts, so that no minute ends inside a test."""
    monkeypatch.setattr(rates, "time", SimpleNamespace(time=lambda: 1_800_000_000.0))


def asked(client, times, path="/privacy/", verb="GET"):
    return [client.generic(verb, path).status_code for _ in range(times)]


def test_a_visitor_is_turned_away_after_the_limit_and_another_is_not(database, settings, still):
    settings.RATE_LIMITS = {"address": 3}
    assert asked(Client(REMOTE_ADDR=ADDRESS), 5) == [200, 200, 200, 429, 429]
    assert asked(Client(REMOTE_ADDR="203.0.113.8"), 1) == [200]


def test_the_limit_begins_anew_with_the_next_minute(database, settings, monkeypatch):
    settings.RATE_LIMITS = {"address": 1}
    moment = [1_800_000_000.0]
    monkeypatch.setattr(rates, "time", SimpleNamespace(time=lambda: moment[0]))
    client = Client(REMOTE_ADDR=ADDRESS)
    assert asked(client, 2) == [200, 429]
    moment[0] += rates.WINDOW_SECONDS
    assert asked(client, 1) == [200]


def test_an_account_has_its_own_count_wherever_it_asks_from(at_desk, shown, settings, still):
    client = at_desk("staff")
    settings.RATE_LIMITS = {"account": 2, "address": 0}
    assert asked(client, 3, "/medewerker/") == [200, 200, 429]
    client.defaults["REMOTE_ADDR"] = ADDRESS
    assert asked(client, 1, "/medewerker/") == [429]


def test_forms_have_a_limit_of_their_own(database, settings, still):
    settings.RATE_LIMITS = {"form": 2}
    client = Client(REMOTE_ADDR=ADDRESS)
    assert asked(client, 3, "/uitloggen/", "POST") == [302, 302, 429]
    assert asked(client, 1) == [200]


def test_the_count_stands_in_the_database_where_every_process_sees_it(database, settings, still):
    settings.RATE_LIMITS = {"address": 2}
    assert asked(Client(REMOTE_ADDR=ADDRESS), 1) == [200]
    # Another process: other connections, nothing remembered.
    connections.close_all()
    assert asked(Client(REMOTE_ADDR=ADDRESS), 2) == [200, 429]


def test_no_address_and_no_account_stands_in_the_count(at_desk, shown, owner_connection):
    client = at_desk("staff")
    client.defaults["REMOTE_ADDR"] = ADDRESS
    client.get("/medewerker/")
    Client(REMOTE_ADDR=ADDRESS).get("/")
    kept = owner_connection.execute(
        "SELECT cache_key || coalesce(value::text, '') FROM web.web_cache"
    ).fetchall()
    text = " ".join(row[0] for row in kept)
    assert "rate:account:" in text
    assert "rate:address:" in text
    assert ADDRESS not in text
    assert "staff-account" not in text


def test_the_mark_of_an_address_is_keyed_and_of_one_day(rf, settings, monkeypatch):
    request = rf.get("/", REMOTE_ADDR=ADDRESS)
    today = security_log.address_mark(request)
    monkeypatch.setattr(pseudonyms.timezone, "localdate", lambda: "another day")
    tomorrow = security_log.address_mark(request)
    settings.SECRET_KEY = "another installation"
    assert len({today, tomorrow, security_log.address_mark(request)}) == 3


def test_a_request_without_an_address_is_counted_with_its_like(rf):
    request = rf.get("/")
    del request.META["REMOTE_ADDR"]
    assert security_log.address_mark(request) is None


def test_the_probe_of_machines_is_not_counted(database, settings, still):
    settings.RATE_LIMITS = {"address": 0}
    assert Client().get("/healthz").status_code == 200


def test_an_address_that_is_not_there_is_counted_too(database, settings, still):
    settings.RATE_LIMITS = {"address": 1}
    assert asked(Client(REMOTE_ADDR=ADDRESS), 2, "/bestaat-niet/") == [404, 429]


def test_a_count_that_was_cleared_in_between_begins_anew(database, monkeypatch):
    monkeypatch.setattr(cache, "add", lambda *_row: False)
    assert rates._count("rate:nobody") == 1
