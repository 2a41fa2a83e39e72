"""Intake and lead times by week: counts alone, few claims withheld, a history left out."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from zorgvuldig.processes.claims_handling.explain.figures import LEAST, WEEKS, figures_of
from zorgvuldig.records.stored import StoredFile

TODAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def stored(*, at=NOON, claims=40, accepted=30, **other):
    told = {
        "run_id": uuid4(),
        "name": "juni.asc",
        "message": "GZ321",
        "received_at": at,
        "state": "processed",
        "claims": claims,
        "accepted": accepted,
        "charged_cents": claims * 100,
        "approved_cents": accepted * 100,
        "findings": (),
        "decisions": (),
    }
    return StoredFile(**(told | other))


def test_twelve_weeks_end_with_that_of_today_and_hold_what_came_in_them():
    older = stored(at=NOON - timedelta(weeks=WEEKS - 1))
    too_old = stored(at=NOON - timedelta(weeks=WEEKS))
    found = figures_of([stored(), stored(), older, too_old], {}, today=TODAY)
    assert len(found.weeks) == WEEKS
    assert found.weeks[-1].monday == TODAY
    assert (found.weeks[-1].files, found.weeks[-1].claims, found.weeks[-1].refused) == (2, 80, 20)
    assert found.weeks[0].claims == 40
    assert found.claims == 120
    assert found.accepted == 90


def test_a_sunday_night_belongs_to_the_week_before_in_dutch_time():
    # 22:30 in Greenwich on Sunday is 23:30 here; half past eleven in Greenwich is Monday.
    late = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)
    found = figures_of([stored(at=late), stored(at=late + timedelta(hours=1))], {}, today=TODAY)
    assert [week.files for week in found.weeks[-2:]] == [1, 1]


def test_few_claims_are_withheld_and_stand_in_no_total():
    found = figures_of([stored(claims=LEAST - 1, accepted=LEAST - 1)], {}, today=TODAY)
    assert found.weeks[-1].withheld
    assert (found.claims, found.accepted) == (0, 0)
    assert not figures_of([stored(claims=LEAST)], {}, today=TODAY).weeks[-1].withheld
    assert not figures_of([], {}, today=TODAY).weeks[-1].withheld


def test_a_history_that_was_taken_over_is_no_intake_and_a_refused_file_is_counted():
    refused = replace(stored(claims=0, accepted=0), state="refused")
    found = figures_of([stored(taken_over=True), refused], {}, today=TODAY)
    assert found.claims == 0
    assert found.refused_files == 1


def test_reasons_stand_in_order_of_how_often_and_what_was_withheld_stays_out():
    cells = [
        {"key": [None], "lines": 90},
        {"key": ["already-claimed"], "lines": 20},
        {"key": ["too-late"], "lines": None},
        {"key": ["tariff-differs"], "lines": 60},
    ]
    found = figures_of([], {}, today=TODAY, counted=(NOON, {"cells": cells, "minimum_persons": 10})).refusals
    assert found.reasons == (("tariff-differs", 60), ("already-claimed", 20))
    assert figures_of([], {}, today=TODAY).refusals is None


def test_the_lead_time_is_the_middle_over_files_that_are_paid():
    files = [stored(), stored(), stored(), stored()]
    paid = {each.run_id: TODAY + timedelta(days=days) for each, days in zip(files, (1, 2, 9), strict=False)}
    found = figures_of(files, paid, today=TODAY)
    assert found.weeks[-1].days_to_payment == 2
    assert found.weeks[-2].days_to_payment is None
