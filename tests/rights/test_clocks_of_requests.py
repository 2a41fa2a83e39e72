"""The clock of a request at the decision: whole months, whatever their length (GC-5.2c, VGZ-termijn)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from zorgvuldig.decisions import DUTCH_TIME, decide
from zorgvuldig.decisions.periods import later
from zorgvuldig.norms import bundle_at
from zorgvuldig.norms.catalogue import ordinary_facts

#: Received, last day without and with one extension: a month that is too short ends on its own last day.
CLOCKS = [
    (date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)),
    (date(2027, 12, 31), date(2028, 1, 31), date(2028, 2, 29)),
    (date(2028, 1, 31), date(2028, 2, 29), date(2028, 3, 31)),
    (date(2028, 2, 29), date(2028, 3, 29), date(2028, 4, 29)),
    (date(2026, 2, 28), date(2026, 3, 28), date(2026, 4, 28)),
    (date(2026, 7, 31), date(2026, 8, 31), date(2026, 9, 30)),
    (date(2026, 12, 15), date(2027, 1, 15), date(2027, 2, 15)),
]


def answer(received, answered, **facts):
    told = {
        **ordinary_facts("service-agent"),
        "purpose": "data-subject-rights",
        "action": "decide",
        "role": "service-agent",
        "unit": "rights",
        "data": ["identification", "policy"],
        "legal_obligation": True,
        "balancing_ok": False,
        "received_at": received,
        "answered_at": answered,
        **facts,
    }
    return decide(told, answered)


def is_late(received, answered, **facts):
    decision = answer(received, answered, **facts)
    if decision.permitted:
        return False
    assert set(decision.norms) == {"GC-5.2c", "VGZ-termijn"}
    return True


@pytest.mark.parametrize(("received", "last", "extended"), CLOCKS)
def test_the_last_day_of_the_month_is_in_time_and_the_next_is_late(received, last, extended):
    assert not is_late(received, last)
    assert is_late(received, last + timedelta(days=1))


@pytest.mark.parametrize(("received", "last", "extended"), CLOCKS)
def test_one_extension_told_in_time_reaches_a_month_further_and_no_day_more(received, last, extended):
    told = {"complex": True, "extension_notified": True, "extension_notice_at": last}
    assert not is_late(received, extended, **told)
    assert is_late(received, extended + timedelta(days=1), **told)


@pytest.mark.parametrize(("received", "last", "extended"), CLOCKS)
def test_an_extension_told_a_day_too_late_is_none(received, last, extended):
    told = {"complex": True, "extension_notified": True, "extension_notice_at": last + timedelta(days=1)}
    assert is_late(received, extended, **told)


@pytest.mark.parametrize(("received", "last", "extended"), CLOCKS)
def test_a_request_that_is_not_complex_is_not_extended(received, last, extended):
    told = {"complex": False, "extension_notified": True, "extension_notice_at": received}
    assert is_late(received, extended, **told)


@pytest.mark.parametrize(("received", "last", "extended"), CLOCKS)
def test_the_aim_of_four_weeks_is_never_later_than_the_limit(received, last, extended):
    parameters = bundle_at(received).parameters
    aim = later(received, str(parameters["access_term"]))
    assert aim == received + timedelta(weeks=4)
    assert aim <= later(received, str(parameters["answer_limit"])) == last


@pytest.mark.parametrize(
    ("sent", "day"),
    [
        (datetime(2026, 3, 28, 23, 30, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 3, 29, 22, 30, tzinfo=UTC), date(2026, 3, 30)),
        (datetime(2026, 10, 24, 22, 30, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 22, 30, tzinfo=UTC), date(2026, 10, 25)),
    ],
)
def test_the_day_of_receipt_is_the_dutch_one_on_both_sides_of_the_change_of_the_clock(sent, day):
    received = sent.astimezone(DUTCH_TIME).date()
    assert received == day
    assert not is_late(received, later(received, "P1M"))
    assert is_late(received, later(received, "P1M") + timedelta(days=1))
