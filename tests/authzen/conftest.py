"""A client of AuthZEN with its token, and a way to ask as that system would."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from django.test import Client

from zorgvuldig.interfaces.authzen import clients

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def token(database):
    return clients.add("billing-portal", NOW)


@pytest.fixture
def ask(token):
    """Give a function that sends a request; it takes the place, the body and more headers."""

    def asking(place, told, *, kind="application/json", bearer=token, **headers):
        body = told if isinstance(told, bytes) else json.dumps(told).encode()
        if bearer:
            headers["Authorization"] = f"Bearer {bearer}"
        browser = Client(enforce_csrf_checks=True)
        return browser.generic("POST", f"/access/v1/{place}", body, kind, headers=headers)

    return asking
