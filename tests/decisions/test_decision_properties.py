"""What must hold for every request: more consent never closes, unknown never opens, a forbid always wins."""

from datetime import date

import cedarpy
from drawn_requests import consistent, requests, value_of
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from zorgvuldig.decisions import decide
from zorgvuldig.decisions.engine import _fillers
from zorgvuldig.decisions.facts import read_facts
from zorgvuldig.decisions.search import standing
from zorgvuldig.decisions.slices import prepare
from zorgvuldig.norms import bundle_at, catalogue

TODAY = date(2026, 11, 21)
CONSENTS = ("explicit_consent", "unambiguous_consent", "consent_scope_ok", "opt_in")


@settings(max_examples=40, deadline=None)
@given(requests(), st.sampled_from(CONSENTS))
def test_less_consent_never_gives_more(facts, consent):
    with_consent = decide({**facts, consent: True}, TODAY)
    without = decide({**facts, consent: False}, TODAY)
    assert with_consent.permitted or not without.permitted


@settings(max_examples=40, deadline=None)
@given(requests())
def test_withdrawing_consent_never_gives_more(facts):
    given_still = decide({**facts, "consent_withdrawn": False}, TODAY)
    withdrawn = decide({**facts, "consent_withdrawn": True}, TODAY)
    assert given_still.permitted or not withdrawn.permitted


@settings(max_examples=40, deadline=None)
@given(requests())
def test_a_forbid_that_holds_always_wins(facts):
    prepared = prepare(bundle_at(TODAY), facts["purpose"])
    environment = prepared.environment(read_facts(facts, TODAY).facts, facts)
    holding = [rule.rule.norm for rule in prepared.forbids if rule.holds(environment) is True]
    assume(holding)
    decision = decide(facts, TODAY)
    assert decision.outcome == "forbid"
    assert set(holding) == set(decision.norms)


@settings(max_examples=40, deadline=None)
@given(requests(known=0.6), st.data())
def test_no_completion_of_a_decided_request_is_decided_otherwise(facts, data):
    """A permit stays one, and what was refused stays refused, whatever the unknown facts turn out to be."""
    decision = decide(facts, TODAY)
    assume(decision.outcome != "gap")
    prepared = prepare(bundle_at(TODAY), facts["purpose"])
    # Facts that rules ask "was it given" change the request itself; they are not unknown but absent.
    asked = {attribute.fact for attribute in prepared.attributes.values() if attribute.kind == "given"}
    unknown = sorted(prepared.facts_read - asked - set(facts) - {"purpose", "now", "origin_purpose"})
    unknown = [name for name in unknown if catalogue().facts[name].default is None]
    chosen = {name: data.draw(value_of(catalogue().facts[name]), name) for name in unknown}
    assume(consistent({**facts, **chosen}))
    assert decide({**facts, **chosen}, TODAY).permitted is decision.permitted


@settings(max_examples=50, deadline=None)
@given(requests(known=0.5))
def test_what_is_missing_is_never_already_known(facts):
    decision = decide(facts, TODAY)
    if decision.outcome == "gap":
        assert decision.missing
        assert not set(decision.missing) & set(facts)


@settings(max_examples=50, deadline=None)
@given(requests(known=1.0))
def test_the_evaluator_and_cedar_never_differ_on_a_complete_request(facts):
    prepared = prepare(bundle_at(TODAY), facts["purpose"])
    environment = prepared.environment(read_facts(facts, TODAY).facts, facts)
    environment = {**_fillers(prepared, environment), **environment}
    context = {
        name: sorted(value) if isinstance(value, frozenset) else value
        for name, value in environment.items()
        if name in prepared.attributes
    }
    request = {
        "principal": 'Actor::"actor"',
        "action": 'Action::"process"',
        "resource": 'Data::"data"',
        "context": context,
    }
    policies, shape, entities = prepared._handles
    answer = cedarpy.is_authorized(request, policies, entities, shape)
    now = standing(prepared, environment)
    assert answer.diagnostics.errors == []
    assert answer.allowed is now.permitted
    deciding = now.forbidding or now.permitting
    assert set(answer.diagnostics.reasons) == {rule.rule.key for rule in deciding}
