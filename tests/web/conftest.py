"""Fixtures for the desks: accounts with a second factor, and pages that show made-up views."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import sys
import time
from pathlib import Path

import pytest
from django.test import Client

sys.path.insert(0, str(Path(__file__).parent))

import samples

from zorgvuldig.interfaces.web import desks
from zorgvuldig.interfaces.web.accounts.creation import create_account
from zorgvuldig.interfaces.web.views import insured, oversight, staff

PASSWORD = "een-lang-wachtwoord-voor-de-proef"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
DESKS = ("staff", "insured", "oversight")


def one_time_code(secret=SECRET, *, at=None):
    """Compute the code of an authenticator app (RFC 6238), apart from the library under test."""
    counter = int((time.time() if at is None else at) // 30)
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", counter), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def log_in(client, username, *, password=PASSWORD, code=None):
    client.post("/inloggen/", {"login": username, "password": password})
    return client.post("/inloggen/code/", {"code": code or one_time_code()})


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
    monkeypatch.setattr(desks, "actor_of", lambda *_login: samples.ACTOR)
    monkeypatch.setattr(staff, "claims_handling", samples.ClaimsHandling())
    monkeypatch.setattr(insured, "rights", samples.Rights())
    monkeypatch.setattr(oversight, "compliance", samples.Compliance())
    return samples
