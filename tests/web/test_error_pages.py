"""What goes wrong is told in words that help and betray nothing, and nothing is read to say it."""

from __future__ import annotations

import re
import shutil
import statistics
import time
from types import SimpleNamespace

import pytest
import web_samples as samples
from django.db import InterfaceError, OperationalError, connections

from zorgvuldig.interfaces.web import errors
from zorgvuldig.records.keys import KeyUnavailableError

SECRETS = (
    "Traceback",
    "site-packages",
    ".py",
    ".html",
    "django",
    "psycopg",
    "granian",
    "SELECT",
    "/srv",
    "werkzeug",
)
TOKEN = re.compile(r'value="[A-Za-z0-9]{64}"')


def page(answer):
    return TOKEN.sub("", answer.content.decode())


def failing(monkeypatch, error):
    def fail(*_asked, **_more):
        raise error

    monkeypatch.setattr(samples.ClaimsHandling, "list_runs", fail)


@pytest.mark.parametrize("status", sorted(errors.PLAIN))
def test_a_plain_page_has_its_words_and_nothing_of_how_it_was_made(status):
    answer = errors.plain(status)
    told = answer.content.decode()
    assert answer.status_code == status
    assert errors.PLAIN[status][0] in told
    assert 'lang="nl"' in told
    assert told.count("<h1") == told.count("<main") == 1
    assert not re.search(r"\sstyle=|<style|<script|\d+\.\d+\.\d+", told)
    assert not any(secret in told for secret in SECRETS)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ValueError("SELECT secret FROM /srv/place.py"), 500),
        (OperationalError("connection to /srv/socket failed"), 503),
        (InterfaceError("the connection is closed"), 503),
        (KeyUnavailableError("/srv/keys/gate-proof cannot be read"), 503),
    ],
)
def test_an_error_in_a_view_shows_no_data_and_no_trace(at_desk, shown, monkeypatch, error, status):
    client = at_desk("staff")
    client.raise_request_exception = False
    failing(monkeypatch, error)
    answer = client.get("/medewerker/")
    assert answer.status_code == status
    assert ("Retry-After" in answer.headers) == (status == 503)
    assert not any(secret in page(answer) for secret in SECRETS)
    assert "bestand" not in page(answer).lower()


def test_an_outage_behind_another_error_is_an_outage(at_desk, shown, monkeypatch):
    client = at_desk("staff")
    client.raise_request_exception = False
    error = RuntimeError("something")
    error.__cause__ = OperationalError("gone")
    failing(monkeypatch, error)
    assert client.get("/medewerker/").status_code == 503


def test_a_refusal_that_the_ledger_did_not_take_is_told_as_an_outage(at_desk, shown, monkeypatch):
    error = RuntimeError("refused")
    error.decision, error.entry_id = SimpleNamespace(), None
    failing(monkeypatch, error)
    assert at_desk("staff").get("/medewerker/").status_code == 503


def test_without_its_database_every_page_says_so_and_reads_nothing(at_desk, shown):
    client = at_desk("staff")
    client.raise_request_exception = False
    kept = {name: dict(words) for name, words in connections.settings.items()}
    connections.close_all()
    for words in connections.settings.values():
        words.update(HOST="/nonexistent")
    try:
        answers = {path: client.get(path) for path in ("/medewerker/", "/mijn/inzage/", "/", "/healthz")}
    finally:
        connections.close_all()
        for name, words in kept.items():
            connections.settings[name].update(words)
    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(answers, 503)
    assert all(not any(secret in page(answer) for secret in SECRETS) for answer in answers.values())


def test_without_the_key_of_the_gate_no_desk_opens(at_desk, database, settings, tmp_path):
    client = at_desk("staff")
    client.raise_request_exception = False
    shutil.copytree(settings.KEYS_FOLDER, tmp_path / "keys", ignore=shutil.ignore_patterns("gate-proof*"))
    settings.KEYS_FOLDER = tmp_path / "keys"
    answer = client.get("/medewerker/")
    assert answer.status_code == 503
    assert "gate-proof" not in page(answer)


def test_what_is_not_there_and_what_is_not_yours_are_one_page_of_one_length(at_desk, shown):
    client = at_desk("insured")
    samples_of_404 = {
        "nowhere": "/bestaat-niet/",
        "another desk": "/toezicht/",
        "somebody's claim": f"/medewerker/declaraties/{samples.CLAIM}/",
        "no such claim": "/medewerker/declaraties/00000000-0000-4000-8000-000000000001/",
        "no number": "/medewerker/declaraties/geen-nummer/",
    }
    pages = {name: page(client.get(path)) for name, path in samples_of_404.items()}
    assert len(set(pages.values())) == 1


def test_what_is_not_there_takes_about_as_long_as_what_is_not_yours(at_desk, shown):
    client = at_desk("insured")

    def median(path):
        taken = []
        for _ in range(9):
            began = time.perf_counter()
            client.get(path)
            taken.append(time.perf_counter() - began)
        return statistics.median(taken)

    nowhere, hidden = median("/bestaat-niet/"), median("/toezicht/")
    # Not one query more: what differs is noise, and far from what a reading of data takes.
    assert abs(nowhere - hidden) < max(nowhere, hidden)


def test_the_hidden_page_asks_the_database_no_more_than_the_one_that_is_not_there(
    at_desk, shown, django_assert_max_num_queries
):
    client = at_desk("insured")
    with django_assert_max_num_queries(100) as nowhere:
        client.get("/bestaat-niet/")
    with django_assert_max_num_queries(100) as hidden:
        client.get("/toezicht/")
    assert [asked(query) for query in hidden if asked(query)] == [
        asked(query) for query in nowhere if asked(query)
    ]


def asked(query):
    """Give what a statement reads or writes; the frame of a transaction is neither."""
    word, _, rest = query["sql"].partition(" ")
    return "" if word in {"BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"} else f"{word} {rest[:60]}"
