"""A small insurer, planted as superuser, for tests of the door."""

import copy
from datetime import UTC, datetime

import pytest
from django.db import connections

from zorgvuldig.interfaces.database.identities import MIGRATOR


@pytest.fixture
def template(small_insurer):
    return small_insurer[0]


@pytest.fixture
def world(database, small_insurer):
    return copy.deepcopy(small_insurer[1])


@pytest.fixture
def at():
    return datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture
def as_owner(database):
    """Django's connection as an installation migrates: it acts as the owner of the tables."""
    settings = connections.settings
    options = {**settings["default"]["OPTIONS"], "options": "-c role=zv_owner -c search_path=web"}
    settings["owner"] = {**settings["default"], "USER": MIGRATOR, "OPTIONS": options}
    yield connections["owner"]
    connections["owner"].close()
    del connections["owner"], settings["owner"]
