"""What must hold for every request: more consent never closes, unknown never opens, a forbid always wins."""

from datetime import date, timedelta

import cedarpy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from zorgvuldig.decisions import decide
from zorgvuldig.decisions.engine import _fillers
from zorgvuldig.decisions.facts import read_facts
from zorgvuldig.decisions.search import standing
from zorgvuldig.decisions.slices import prepare
from zorgvuldig.norms import bundle_at, catalogue

TODAY = date(2026, 11, 21)
PURPOSES = (
    "acceptance",
    "claims",
    "compliance",
    "data-subject-rights",
    "formal-control",
    "marketing",
    "material-control",
    "policy-administration",
    "prior-authorisation",
    "recourse",
    "retention",
    "shielding",
)
CONSENTS = ("explicit_consent", "unambiguous_consent", "consent_scope_ok", "opt_in")
LIKELY = {
    "authorised": True,
    "confidentiality_bound": True,
    "obtained_lawfully": True,
    "necessary": True,
    "in_contract": True,
    "interpretation": False,
    "consent_withdrawn": False,
    "under_ma": True,
    "identity_verified": True,
}
WORDS = {
    "role": ["claims-handler", "insured", "policyholder", "medical-adviser", "underwriter", "dpo", "system"],
    "recipient": ["insured", "policyholder", "provider", "employer", "group-company", "processor", "court"],
    "action": ["collect", "record", "consult", "use", "decide", "disclose", "send", "request", "retain"],
    "unit": ["claims", "medical"],
    "record_unit": ["claims", "medical"],
    "regime_from": ["Zvw", "AV", "Wlz"],
    "regime_to": ["Zvw", "AV", "Wlz"],
    "sub_purpose": ["payment", "deductible", "training"],
}
DATA = ["identification", "address", "bsn", "claim", "diagnosis", "health", "policy", "log", "ethnicity"]


def value_of(fact):
    """Give values of a fact that rules can tell apart."""
    if fact.type == "boolean":
        return st.booleans()
    if fact.type == "integer":
        return st.integers(0, 30)
    if fact.type == "date":
        return st.integers(-4000, 4000).map(lambda days: TODAY + timedelta(days=days))
    if fact.type == "set":
        values = DATA if fact.name == "data" else sorted(fact.values)
        return st.frozensets(st.sampled_from(values), max_size=3)
    return st.sampled_from(WORDS.get(fact.name) or sorted(fact.values))


@st.composite
def requests(draw, *, known=0.8):
    """Give requests that are often lawful, with some facts left out."""
    purpose = draw(st.sampled_from(PURPOSES))
    facts = {"purpose": purpose}
    prepared = prepare(bundle_at(TODAY), purpose)
    for name in sorted(prepared.facts_read - {"purpose", "now", "contract_performance"}):
        if draw(st.floats(0, 1)) > known:
            continue
        likely = name in LIKELY and draw(st.integers(0, 9)) > 0
        facts[name] = LIKELY[name] if likely else draw(value_of(catalogue().facts[name]))
    return facts


@settings(max_examples=60, deadline=None)
@given(requests(), st.sampled_from(CONSENTS))
def test_less_consent_never_gives_more(facts, consent):
    with_consent = decide({**facts, consent: True}, TODAY)
    without = decide({**facts, consent: False}, TODAY)
    assert with_consent.permitted or not without.permitted


@settings(max_examples=60, deadline=None)
@given(requests())
def test_withdrawing_consent_never_gives_more(facts):
    given_still = decide({**facts, "consent_withdrawn": False}, TODAY)
    withdrawn = decide({**facts, "consent_withdrawn": True}, TODAY)
    assert given_still.permitted or not withdrawn.permitted


@settings(max_examples=60, deadline=None)
@given(requests())
def test_a_forbid_that_holds_always_wins(facts):
    prepared = prepare(bundle_at(TODAY), facts["purpose"])
    environment = prepared.environment(read_facts(facts, TODAY).facts)
    holding = [rule.rule.norm for rule in prepared.forbids if rule.holds(environment) is True]
    assume(holding)
    decision = decide(facts, TODAY)
    assert decision.outcome == "forbid"
    assert set(holding) == set(decision.norms)


@settings(max_examples=60, deadline=None)
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
    assert decide({**facts, **chosen}, TODAY).permitted is decision.permitted


@settings(max_examples=50, deadline=None)
@given(requests(known=0.5))
def test_what_is_missing_is_never_already_known(facts):
    decision = decide(facts, TODAY)
    if decision.outcome == "gap":
        assert decision.missing
        assert not set(decision.missing) & set(facts)


@settings(max_examples=80, deadline=None)
@given(requests(known=1.0))
def test_the_evaluator_and_cedar_never_differ_on_a_complete_request(facts):
    prepared = prepare(bundle_at(TODAY), facts["purpose"])
    environment = prepared.environment(read_facts(facts, TODAY).facts)
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
