"""Requests of one shape share folded rules: no decision differs from one by the rules as they stand."""

from datetime import date

from drawn_requests import requests
from hypothesis import given, settings

from zorgvuldig.decisions import decide, narrowing
from zorgvuldig.decisions.facts import read_facts
from zorgvuldig.decisions.narrowing import folded, narrowed
from zorgvuldig.decisions.slices import prepare
from zorgvuldig.norms import bundle_at

TODAY = date(2026, 11, 21)
FACTS = {"purpose": "claims", "action": "consult", "data": ["claim"], "role": "claims-handler"}


def shaped(facts):
    """Give the rules as they stand, and folded for requests of this shape."""
    whole = prepare(bundle_at(TODAY), facts["purpose"])
    whole.shapes.clear()
    told = read_facts(facts, TODAY)
    return whole, narrowed(whole, told), narrowed(whole, told)


def test_a_shape_is_folded_once_it_comes_back():
    whole, first, second = shaped(FACTS)
    assert first is whole
    assert second is not whole
    assert narrowed(whole, read_facts(FACTS, TODAY)) is second
    assert len(second.attributes) < len(whole.attributes)


def test_other_words_and_other_facts_stated_are_another_shape():
    whole, _, second = shaped(FACTS)
    for other in ({**FACTS, "role": "marketer"}, {**FACTS, "necessary": True}):
        assert narrowed(whole, read_facts(other, TODAY)) is whole
    assert narrowed(whole, read_facts(FACTS, TODAY)) is second


def test_a_stream_of_ever_other_shapes_does_not_grow(monkeypatch):
    monkeypatch.setattr(narrowing, "_SHAPES", 2)
    whole, _, _ = shaped(FACTS)
    for role in ("dpo", "marketer", "underwriter", "insured"):
        narrowed(whole, read_facts({**FACTS, "role": role}, TODAY))
    assert len(whole.shapes) <= 2


@settings(max_examples=40, deadline=None)
@given(requests())
def test_a_request_that_comes_back_is_decided_as_the_first_time(facts):
    prepare(bundle_at(TODAY), facts["purpose"], facts.get("action")).shapes.clear()
    first = decide(facts, TODAY)
    decide(facts, TODAY)
    assert decide(facts, TODAY) == first


def test_a_constant_folds_through_every_operator():
    hold = {".": {"left": {"Var": "context"}, "attr": "hold"}}
    role = {".": {"left": {"Var": "context"}, "attr": "role"}}
    tree = {
        "&&": {
            "left": {"!": {"arg": hold}},
            "right": {"contains": {"left": {"Set": [{"Value": "dpo"}]}, "right": role}},
        }
    }
    assert folded(tree, {"role": {"Value": "dpo"}}) == {"!": {"arg": hold}}
    assert folded(tree, {"role": {"Value": "court"}}) == {"Value": False}
    assert folded(tree, {"hold": {"Value": True}}) == {"Value": False}
