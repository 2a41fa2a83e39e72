"""Own choices: laid by date, part of the bundle, and never above what a text fixes."""

from datetime import date

import pytest

from zorgvuldig.decisions import decide
from zorgvuldig.decisions.engine import recompute
from zorgvuldig.norms import (
    Choice,
    ChoiceError,
    bundle_at,
    choices,
    is_own_choice,
    lay_choices,
    parameters_at,
    read_choice,
)

BEFORE, FROM, AFTER = date(2026, 11, 30), date(2026, 12, 1), date(2027, 3, 1)


@pytest.fixture(autouse=True)
def none_after():
    yield
    lay_choices(())


def parameter(name):
    return parameters_at(AFTER)[name]


def test_a_choice_holds_from_its_day_on_and_changes_the_id_of_the_bundle():
    earlier, later = bundle_at(BEFORE).id, bundle_at(AFTER).id
    assert earlier == later
    lay_choices([Choice("break_glass_minutes", FROM, 20)])
    assert choices() == (Choice("break_glass_minutes", FROM, 20),)
    assert bundle_at(BEFORE).parameters["break_glass_minutes"] == 30
    assert bundle_at(FROM).parameters["break_glass_minutes"] == 20
    assert bundle_at(BEFORE).id == earlier
    assert bundle_at(FROM).id == bundle_at(AFTER).id != later


def test_the_later_of_two_choices_holds_whatever_order_they_come_in():
    lay_choices([Choice("break_glass_minutes", AFTER, 10), Choice("break_glass_minutes", FROM, 20)])
    assert bundle_at(FROM).parameters["break_glass_minutes"] == 20
    assert bundle_at(AFTER).parameters["break_glass_minutes"] == 10


@pytest.mark.parametrize(
    "choice",
    [
        Choice("retention_after_end", FROM, "P99Y"),
        Choice("no_such_parameter", FROM, 3),
        Choice("break_glass_minutes", date(1999, 1, 1), 3),
    ],
    ids=["the law fixes it", "no parameter", "before the norm itself"],
)
def test_a_choice_that_is_not_the_insurers_holds_nowhere(choice):
    plain = bundle_at(AFTER)
    lay_choices([choice])
    assert bundle_at(AFTER).parameters == plain.parameters
    assert bundle_at(AFTER).id == plain.id


def test_the_parameters_of_the_files_are_shown_without_choices_and_say_whose_they_are():
    lay_choices([Choice("break_glass_minutes", FROM, 20)])
    assert parameter("break_glass_minutes").value == 30
    assert is_own_choice(parameter("break_glass_minutes"))
    assert not is_own_choice(parameter("access_term"))


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("break_glass_minutes", "20", 20),
        ("access_review_lapses", "ja", True),
        ("access_review_lapses", "nee", False),
        ("training_validity", "P6M", "P6M"),
    ],
)
def test_a_choice_is_read_as_the_kind_of_value_that_the_norms_give(name, text, value):
    assert read_choice(text, parameter(name)) == value


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("access_term", "P6W", "Gedragscode art. 5.2 onder a"),
        ("emergency_data", "address", "lijst"),
        ("access_review_lapses", "true", "ja of nee"),
        ("break_glass_minutes", "0", "van 1 tot en met"),
        ("break_glass_minutes", "10001", "van 1 tot en met"),
        ("break_glass_minutes", "٣", "van 1 tot en met"),
        ("training_validity", "een jaar", "P12M"),
    ],
)
def test_what_cannot_be_chosen_says_why(name, text, told):
    with pytest.raises(ChoiceError, match=told):
        read_choice(text, parameter(name))


FACTS = {
    "role": "claims-handler",
    "purpose": "claims",
    "action": "consult",
    "data": ["claim"],
    "basis": "b",
}


def test_an_old_decision_is_computed_again_as_it_was_after_a_choice():
    told = decide(FACTS, BEFORE)
    lay_choices([Choice("training_validity", FROM, "P1M")])
    again = recompute(told.receipt())
    assert (again.bundle, again.outcome, again.norms) == (told.bundle, told.outcome, told.norms)
    assert decide(FACTS, FROM).bundle != told.bundle
