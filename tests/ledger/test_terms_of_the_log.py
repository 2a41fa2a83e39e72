"""The dated terms of the log are read whole from their file, and each day has one."""

from datetime import date

import pytest

from zorgvuldig.ledger.parameters import LOG_RETENTION, WITNESS_PATIENCE, in_force, parameters


@pytest.fixture(autouse=True)
def read_anew():
    """Read the file itself: another test may have left its terms behind."""
    parameters.cache_clear()


@pytest.mark.parametrize("name", [LOG_RETENTION, WITNESS_PATIENCE])
def test_each_day_has_a_term_with_its_reason(name):
    named = [row for row in parameters() if row.name == name]
    first = min(row.valid_from for row in named)
    assert in_force(name, first).valid_from == first
    assert in_force(name, date(1990, 1, 1)) == in_force(name, first)
    assert all(row.value and row.why for row in named)


def test_no_term_is_given_twice_for_a_day():
    days = [(row.name, row.valid_from) for row in parameters()]
    assert len(days) == len(set(days)) >= 2
