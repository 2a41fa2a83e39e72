"""A small insurer, planted as superuser, for tests of the door."""

import copy
from datetime import UTC, datetime

import pytest


@pytest.fixture
def template(small_insurer):
    return small_insurer[0]


@pytest.fixture
def world(database, small_insurer):
    return copy.deepcopy(small_insurer[1])


@pytest.fixture
def at():
    return datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
