"""A small insurer, planted as superuser, for tests of the door."""

from datetime import UTC, datetime

import pytest

from proofs.wall.world import plant
from zorgvuldig.interfaces.database.identities import BOOTSTRAP


@pytest.fixture
def world(database):
    return plant({"USER": BOOTSTRAP})


@pytest.fixture
def at():
    return datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
