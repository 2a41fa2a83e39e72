"""A small insurer, planted as superuser, for tests of the door."""

from datetime import UTC, datetime

import pytest


@pytest.fixture
def at():
    return datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
