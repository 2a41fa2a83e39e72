"""Evaluation with unknown facts: strong Kleene logic, and which facts an answer hangs on."""

import pytest

from zorgvuldig.decisions.domains import Domain, representatives
from zorgvuldig.decisions.evaluation import Unknown, evaluator, number
from zorgvuldig.norms import Attribute, catalogue
from zorgvuldig.norms.blocks import expression
from zorgvuldig.norms.model import Place

PLACE = Place("made_up.md", 1)


def value(text, **environment):
    return evaluator(expression(text, PLACE))(environment)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("context.a && context.b", {"b"}),
        ("context.b && context.a", {"b"}),
        ("context.b && context.c", {"b", "c"}),
        ("context.b || context.c", {"b", "c"}),
        ("context.f || context.b", {"b"}),
        ("!context.b", {"b"}),
        ("context.b == context.c", {"b", "c"}),
        ("context.n > context.m", {"m"}),
        ("context.m > context.n", {"m"}),
        ('["x"].contains(context.w)', {"w"}),
    ],
)
def test_an_answer_that_hangs_on_facts_names_them(text, answer):
    assert value(text, a=True, f=False, n=3) == Unknown(frozenset(answer))


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("context.f && context.b", False),
        ("context.b && context.f", False),
        ("context.a || context.b", True),
        ("context.b || context.a", True),
        ("context.a && context.f", False),
        ("context.f || context.f", False),
        ("!context.f", True),
        ("context.n >= 3", True),
        ("context.n < 3", False),
        ("context.n <= 2", False),
        ("context.n != 4", True),
        ('context.s.contains("x")', True),
        ('context.s.containsAll(["x", "z"])', False),
        ('context.s.containsAny(["z", "y"])', True),
        ("true", True),
    ],
)
def test_an_answer_that_hangs_on_nothing_unknown_is_known(text, answer):
    assert value(text, a=True, f=False, n=3, s=frozenset({"x", "y"})) is answer


def test_a_number_is_a_number():
    assert number(3) == 3
    with pytest.raises(TypeError, match="'3' is no number"):
        number("3")


def values(name, domain, environment=None, kind="fact", period=""):
    attribute = Attribute(name, name, kind, period)
    return representatives(attribute, catalogue().facts[name], domain, environment or {})


def test_a_closed_list_is_represented_by_what_rules_name_and_two_more():
    assert values("action", Domain(constants={"send", "ghost"})) == ("send", "collect", "consult")


def test_an_open_list_is_represented_by_two_words_that_nobody_named():
    assert values(
        "unit", Domain(constants={"claims"}, beside={"record_unit"}), {"record_unit": "medical"}
    ) == (
        "claims",
        "medical",
        "~other",
        "~another",
    )


def test_a_number_is_represented_on_both_sides_of_its_marks():
    assert set(values("subject_age", Domain(constants={16}))) >= {15, 16, 17}
    assert values("subject_age", Domain()) == tuple(range(-3, 4))


def test_a_moved_date_is_represented_on_both_sides_of_the_day_that_counts():
    found = values("ends_on", Domain(beside={"now"}), {"now": 737000}, kind="moved", period="P1D")
    assert {736998, 736999, 737000} <= set(found)


def test_a_set_is_represented_by_members_that_rules_can_tell_apart():
    domain = Domain(sets={frozenset({"claim", "health"}), frozenset({"claim"})})
    found = values("data", domain, {})
    assert frozenset() in found
    assert frozenset({"claim", "health"}) in found
    assert len(found) == 8  # claim, health and one that no rule names
    near = values("data", Domain(beside={"requested_fields"}), {"requested_fields": frozenset({"bsn"})})
    assert frozenset({"bsn"}) in near
