"""Calendar arithmetic with ISO 8601 periods, as terms in the law are counted: whole months, not days."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from zorgvuldig.norms import PERIOD


def later(day: date, period: str) -> date:
    """Return the day one period later; a month that is too short ends the count on its last day."""
    return _moved(day, period, 1)


def earlier(day: date, period: str) -> date:
    """Return the day one period earlier, counted the same way."""
    return _moved(day, period, -1)


def _moved(day: date, period: str, direction: int) -> date:
    found = PERIOD.match(period)
    if found is None:
        raise ValueError(f"{period!r} is no period of years, months, weeks and days, such as P4W or P12M")
    years, months, weeks, days = (direction * int(part or 0) for part in found.groups())
    month_index = day.year * 12 + day.month - 1 + years * 12 + months
    year, month = divmod(month_index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last)) + timedelta(weeks=weeks, days=days)
