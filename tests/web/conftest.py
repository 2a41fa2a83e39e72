"""Fixtures for the desks: accounts with a second factor, and pages that show made-up views."""

from __future__ import annotations

import shutil

import effect_samples
import letter_samples
import oversight_samples
import party_samples
import psycopg
import pytest
import request_figure_samples
import retention_samples
import special_ground_samples
import web_samples as samples
import wish_samples
from django.conf import settings
from django.db import connection
from django.test import Client
from web_logins import PASSWORD, SECRET, log_in

from zorgvuldig.interfaces.command_line import main
from zorgvuldig.interfaces.web import desks as doors
from zorgvuldig.interfaces.web import waiting
from zorgvuldig.interfaces.web.accounts.creation import create_account
from zorgvuldig.interfaces.web.views import (
    deliveries,
    duties,
    figures,
    holds,
    home,
    insured,
    ledger,
    party_data,
    request_handling,
    requests,
    search,
    staff,
)

CAST = {
    "verzekerde": "insured",
    "partner": "insured",
    "jongere": "insured",
    "behandelaar": "staff",
    "service": "staff",
    "service-collega": "staff",
    "marketing": "staff",
    "inkoop": "staff",
    "fg": "oversight",
    "zorgaanbieder": "provider",
    "apotheek": "provider",
    "tussenpersoon": "partner",
    "werkgever": "partner",
}

DESKS = ("staff", "medical", "insured", "provider", "partner", "oversight")


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Hash passwords the quick way: the slow one is Django's and costs a second for each test."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def accounts(database):
    return {desk: create_account(f"{desk}-account", PASSWORD, SECRET, desk) for desk in DESKS}


@pytest.fixture
def client():
    return Client()


@pytest.fixture
def attacker(database):
    """Give a connection of the attacker's own, under the application's login."""
    facts = {**connection.get_connection_params(), "cursor_factory": None}
    with psycopg.connect(**facts, autocommit=True) as session:
        yield session


@pytest.fixture
def at_desk(accounts):
    """Give a browser that is logged in at a desk."""

    def logged_in(desk):
        client = Client()
        answer = log_in(client, accounts[desk].username)
        assert answer.status_code == 302, answer.content.decode()
        return client

    return logged_in


@pytest.fixture
def shown(monkeypatch):
    """Let the desks show made-up views; what the use cases do has tests of its own."""
    monkeypatch.setattr(doors, "actor_of", lambda *_login: samples.ACTOR)
    monkeypatch.setattr(staff, "claims_handling", samples.ClaimsHandling())
    monkeypatch.setattr(waiting, "claims_handling", samples.ClaimsHandling())
    monkeypatch.setattr(deliveries, "claims_handling", samples.ClaimsHandling())
    for module in (waiting, search, duties, figures):
        monkeypatch.setattr(module, "access_control", samples.AccessControl())
    monkeypatch.setattr(insured, "rights", samples.Rights())
    monkeypatch.setattr(party_data, "rights", samples.Rights())
    monkeypatch.setattr(requests, "rights", samples.Rights())
    monkeypatch.setattr(request_handling, "rights", samples.Rights())
    monkeypatch.setattr(home, "rights", samples.Rights())
    oversight_samples.show(monkeypatch)
    letter_samples.show(monkeypatch)
    effect_samples.show(monkeypatch)
    party_samples.show(monkeypatch)
    wish_samples.show(monkeypatch)
    retention_samples.show(monkeypatch)
    request_figure_samples.show(monkeypatch)
    special_ground_samples.show(monkeypatch)
    monkeypatch.setattr(ledger, "compliance", samples.Compliance())
    monkeypatch.setattr(holds, "compliance", samples.Compliance())
    return samples


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """Make the insurer once; every test loads it into a database of its own."""
    folder = tmp_path_factory.mktemp("insurer") / "made"
    assert main(["synth", "--insured", "150", "--claims", "60", "--seed", "11", "--out", str(folder)]) == 0
    return folder


@pytest.fixture
def desks(made, once_built):
    """Load the insurer, receive its claim files, and let its cast log in."""
    ledger, memory = settings.VAR_FOLDER / "ledger", made.parent / "ledger"

    def build():
        # A database of its own begins a log of its own; the memory of the last one is not of this one.
        shutil.rmtree(ledger, ignore_errors=True)
        assert main(["load", str(made)]) == 0
        files = sorted(str(path) for path in (made / "claims").iterdir())
        assert main(["claims", "receive", *files, "--respond", str(made.parent)]) in {0, 1, 2}
        assert main(["ledger", "sequence"]) == 0
        for username, desk in CAST.items():
            create_account(username, PASSWORD, SECRET, desk)
        shutil.copytree(ledger, memory)

    once_built("desks", build)
    shutil.rmtree(ledger, ignore_errors=True)
    shutil.copytree(memory, ledger)

    def come_in(username):
        client = Client()
        assert log_in(client, username).status_code == 302
        return client

    return come_in
