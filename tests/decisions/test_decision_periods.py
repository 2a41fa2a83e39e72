"""Terms are counted on the calendar."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zorgvuldig.decisions.periods import earlier, later


@pytest.mark.parametrize(
    ("day", "period", "end"),
    [
        (date(2026, 6, 1), "P4W", date(2026, 6, 29)),
        (date(2025, 2, 1), "P12M", date(2026, 2, 1)),
        (date(2024, 2, 29), "P1Y", date(2025, 2, 28)),
        (date(2026, 1, 31), "P1M", date(2026, 2, 28)),
        (date(2026, 12, 31), "P14D", date(2027, 1, 14)),
        (date(2018, 12, 31), "P7Y", date(2025, 12, 31)),
        (date(2026, 11, 30), "P1Y2M3W4D", date(2028, 2, 24)),
    ],
)
def test_a_period_ends_on_the_calendar(day, period, end):
    assert later(day, period) == end


@pytest.mark.parametrize("period", ["", "P", "4W", "P4", "PT4H", "P-1D", "P1W1Y"])
def test_what_is_no_period_is_an_error(period):
    with pytest.raises(ValueError, match="is no period"):
        later(date(2026, 1, 1), period)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 400))
def test_days_and_weeks_count_back_exactly(day, number):
    assert earlier(later(day, f"P{number}D"), f"P{number}D") == day


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_a_later_day_never_ends_earlier(first, second):
    first, second = sorted((first, second))
    assert later(first, "P7Y") <= later(second, "P7Y")
