"""The clock of each class, from its own event: leap days, ends of months, shortest and longest, holds."""

from datetime import date

import pytest

from zorgvuldig.norms import bundle_at
from zorgvuldig.processes.retention.act import classes_held
from zorgvuldig.processes.retention.intake.clocks import (
    Kind,
    NoTermError,
    State,
    clocks,
    due_on,
    first_day,
)
from zorgvuldig.records.erasing import class_of, tables_of_persons
from zorgvuldig.records.models import CaseTerm
from zorgvuldig.records.retention import RETENTION_CLASSES
from zorgvuldig.records.wall.tables import models_behind_the_wall, table_of

#: Class, event, its day, and the last day on which the item may still be there.
LAST_DAYS = [
    ("insurance", "relation-ended", date(2026, 12, 31), date(2033, 12, 31)),
    ("insurance", "relation-ended", date(2028, 2, 29), date(2035, 2, 28)),
    ("wishes", "relation-ended", date(2026, 12, 31), date(2033, 12, 31)),
    ("hold", "relation-ended", date(2026, 12, 31), date(2033, 12, 31)),
    ("case", "case-closed", date(2026, 11, 30), date(2033, 11, 30)),
    ("partner-relation", "relation-ended", date(2027, 1, 1), date(2034, 1, 1)),
    ("applicant-health", "item-supplied", date(2028, 2, 29), date(2029, 2, 28)),
    ("applicant-health", "item-supplied", date(2027, 2, 28), date(2028, 2, 28)),
    ("refusal-fact", "refused", date(2026, 10, 1), date(2028, 10, 1)),
    ("complaint", "case-closed", date(2026, 3, 31), date(2028, 3, 31)),
    ("money-complaint", "case-closed", date(2026, 3, 31), date(2033, 3, 31)),
    ("fraud-investigated", "last-changed", date(2028, 2, 29), date(2036, 2, 29)),
    ("fraud-signal", "last-changed", date(2026, 3, 1), date(2034, 3, 1)),
    ("payment-behaviour", "case-closed", date(2026, 3, 1), date(2033, 3, 1)),
    ("marketing", "relation-ended", date(2026, 3, 1), date(2028, 3, 1)),
    ("declined-offer", "relation-ended", date(2026, 3, 1), date(2027, 3, 1)),
    ("camera", "recorded", date(2028, 2, 10), date(2028, 3, 9)),
    ("camera", "recorded", date(2027, 2, 10), date(2027, 3, 10)),
    ("recording", "recorded", date(2026, 8, 31), date(2027, 2, 28)),
    ("training-recording", "recorded", date(2027, 1, 31), date(2027, 2, 28)),
    ("consent-based", "consent-withdrawn", date(2026, 5, 5), date(2026, 5, 5)),
]


@pytest.mark.parametrize(("name", "event", "day", "last"), LAST_DAYS)
def test_on_the_last_day_an_item_may_be_there_and_on_the_next_it_must_go(name, event, day, last):
    assert due_on(name, {event: day}, last).state is not State.MUST_GO
    after = due_on(name, {event: day}, date.fromordinal(last.toordinal() + 1))
    assert (after.state, after.last_day) == (State.MUST_GO, last)


def test_every_class_with_a_clock_stands_among_the_cases():
    assert {name for name, clock in clocks().items() if clock.kind is not Kind.NONE} == {
        name for name, *_rest in LAST_DAYS
    }


@pytest.mark.parametrize("name", sorted(clocks()))
def test_a_class_waits_for_its_own_event_and_for_no_other(name):
    others = {clock.event for clock in clocks().values()} - {clocks()[name].event}
    found = due_on(name, dict.fromkeys(others, date(2000, 1, 1)), date(2030, 1, 1))
    assert found.state is (State.NO_TERM if clocks()[name].kind is Kind.NONE else State.WAITS)
    assert found.last_day is None


def test_a_file_that_was_not_investigated_stays_four_years_and_is_gone_after_eight():
    events = {"last-changed": date(2026, 3, 1)}
    assert due_on("fraud-signal", events, date(2030, 3, 1)).state is State.STAYS
    assert due_on("fraud-signal", events, date(2030, 3, 2)).state is State.MAY_GO
    assert due_on("fraud-signal", events, date(2034, 3, 1)).state is State.MAY_GO
    assert due_on("fraud-signal", events, date(2034, 3, 2)).state is State.MUST_GO
    assert due_on("fraud-investigated", events, date(2030, 3, 2)).state is State.STAYS


def test_a_longest_term_lets_an_item_go_earlier_and_a_fixed_one_does_not():
    assert due_on("camera", {"recorded": date(2026, 6, 1)}, date(2026, 6, 2)).state is State.MAY_GO
    assert due_on("complaint", {"case-closed": date(2026, 6, 1)}, date(2026, 6, 2)).state is State.STAYS


def test_a_hold_keeps_an_item_before_and_after_its_last_day():
    events = {"last-changed": date(2026, 3, 1)}
    assert due_on("fraud-signal", events, date(2031, 1, 1), held=True).state is State.STAYS
    kept = due_on("fraud-signal", events, date(2034, 3, 2), held=True)
    assert (kept.state, kept.last_day) == (State.HELD, date(2034, 3, 1))


def test_each_item_of_an_application_has_its_own_day():
    on = date(2026, 2, 2)
    assert due_on("applicant-health", {"item-supplied": date(2025, 2, 1)}, on).state is State.MUST_GO
    assert due_on("applicant-health", {"item-supplied": date(2025, 5, 10)}, on).state is State.MAY_GO


def test_before_the_norms_give_a_term_the_first_day_is_named():
    with pytest.raises(NoTermError, match="from 2025-12-22"):
        due_on("camera", {"recorded": date(2025, 1, 1)}, date(2025, 12, 21))
    assert first_day("retention_after_end", "money_complaint_retention") == date(2025, 12, 22)
    assert first_day("retention_after_end") == date(2011, 12, 13)


def test_every_model_behind_the_wall_has_a_class_with_a_clock_or_a_reason():
    held = {table_of(model).declaration.retention for model in models_behind_the_wall()}
    assert held | RETENTION_CLASSES.keys() <= clocks().keys()
    assert all(clock.kept for clock in clocks().values() if clock.kind is Kind.NONE)


@pytest.mark.parametrize("name", sorted(clocks()))
def test_a_clock_names_a_norm_and_parameters_that_stand(name):
    clock, norms = clocks()[name], bundle_at(date(2026, 11, 22))
    assert clock.norm in norms.sections or any(section.startswith(clock.norm) for section in norms.sections)
    assert {each for each in (clock.shortest, clock.longest) if each} <= norms.parameters.keys()


@pytest.mark.parametrize("name", sorted(RETENTION_CLASSES))
def test_a_class_of_the_records_counts_by_the_same_parameter(name):
    assert clocks()[name].longest == RETENTION_CLASSES[name].parameter


def test_what_is_held_is_erased_by_the_run_or_says_that_it_is_not_yet():
    of_persons = {class_of(name) for name in tables_of_persons()}
    here = classes_held() - of_persons
    single = {"partner-relation", *CaseTerm.values}
    assert {name for name in here if clocks()[name].itself} == (single | {"ledger", "reference"}) - of_persons
    assert all(clocks()[name].itself for name in of_persons)
