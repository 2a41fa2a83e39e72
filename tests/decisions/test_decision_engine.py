"""The engine: receipts that compute again, and errors that refuse."""

import json
import subprocess
import sys
from datetime import date
from uuid import UUID

import cedarpy
import pytest
from decision_samples import CLAIM_VIEW, PAYMENT

import zorgvuldig.decisions
from zorgvuldig.decisions import Actor, ProcessingRequest, Scope, Sourced, decide, recompute, slices
from zorgvuldig.decisions.slices import EngineError, prepare
from zorgvuldig.norms import bundle_at

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    "facts",
    [CLAIM_VIEW, PAYMENT, {**CLAIM_VIEW, "authorised": False}, {"purpose": "claims"}, {}],
    ids=["view", "payment", "forbidden", "gap", "nothing known"],
)
def test_a_receipt_computes_the_same_decision_again(facts):
    decision = decide(facts, TODAY)
    receipt = json.loads(json.dumps(decision.receipt()))
    assert recompute(receipt) == decision
    assert recompute(receipt).receipt() == receipt


def test_a_receipt_tells_sources_engine_bundle_and_day():
    receipt = decide({**CLAIM_VIEW, "authorised": Sourced(value=True, source="matrix")}, TODAY).receipt()
    assert receipt["facts"]["authorised"] == {"source": "matrix", "value": True}
    assert receipt["facts"]["data"] == {"source": "given", "value": ["claim", "diagnosis"]}
    assert receipt["at"] == "2026-11-21"
    assert receipt["bundle"] == bundle_at(TODAY).id
    assert "cedarpy" in receipt["engine"]


def test_a_decision_prints_what_the_public_command_promises():
    told = decide(PAYMENT, TODAY).as_json()
    assert list(told) == ["outcome", "norms", "duties", "reason", "missing", "bundle"]
    assert list(told["duties"][0]) == ["id", "norm", "text", "due"]


def test_the_mark_of_a_second_rule_is_never_shown():
    assert all("#" not in norm for norm in decide(CLAIM_VIEW).norms)


def test_a_decision_of_the_past_follows_the_edition_of_its_day():
    facts = {
        "purpose": "data-subject-rights",
        "action": "consult",
        "role": "insured",
        "data": ["claim"],
        "authorised": True,
        "necessary": True,
        "legal_obligation": True,
        "identity_verified": True,
        "fee_charged": True,
    }
    assert decide(facts, date(2018, 5, 24)).outcome == "permit"
    assert decide(facts, date(2018, 5, 25)).norms == ("GC-5.6",)


@pytest.fixture
def cedar_has_said_nothing():
    """Forget what Cedar said of requests that other tests made."""
    prepare.cache_clear()
    yield
    prepare.cache_clear()


@pytest.mark.usefixtures("cedar_has_said_nothing")
@pytest.mark.parametrize("error", [ValueError("broken"), RecursionError(), MemoryError(), KeyError("x")])
def test_whatever_fails_inside_is_a_refusal(monkeypatch, error):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr(cedarpy, "is_authorized", fail)
    decision = decide(CLAIM_VIEW)
    assert (decision.outcome, decision.norms, decision.duties) == ("no-permit", ("GC-3.1",), ())
    assert "kon niet veilig" in decision.reason


@pytest.mark.usefixtures("cedar_has_said_nothing")
def test_what_cedar_said_is_kept_and_a_stream_of_ever_other_requests_does_not_grow(monkeypatch):
    monkeypatch.setattr(slices, "_ALLOWED", 2)
    asked = []
    answer = cedarpy.is_authorized
    monkeypatch.setattr(cedarpy, "is_authorized", lambda *words: asked.append(1) or answer(*words))
    # Requests of one shape: only their yes and no differ.
    kinds = [
        {**PAYMENT, "balancing_ok": balanced, "vital_interest": vital}
        for balanced in (True, False)
        for vital in (True, False)
    ]
    assert {decide(facts, TODAY).outcome for facts in kinds} == {"permit"}
    assert len(asked) > 2
    decide(kinds[-1], TODAY)
    before = len(asked)
    decide(kinds[-1], TODAY)
    assert len(asked) == before
    prepared = prepare(bundle_at(TODAY), PAYMENT["purpose"], PAYMENT["action"])
    assert all(len(kept._allowed) <= 2 for kept in (prepared, *prepared.shapes.values()) if kept)


class Answer:
    """What Cedar might say."""

    def __init__(self, decision, reasons=(), errors=()):
        self.decision = decision
        self.diagnostics = cedarpy.Diagnostics({"reason": list(reasons), "errors": list(errors)})


@pytest.mark.parametrize(
    "answer",
    [
        Answer(cedarpy.Decision.Deny),
        Answer(cedarpy.Decision.NoDecision),
        Answer(cedarpy.Decision.Allow, errors=["a forbid was skipped"]),
        Answer(cedarpy.Decision.Allow, reasons=["policy0"]),
    ],
    ids=["deny", "no decision", "an error skipped a forbid", "other grounds"],
)
@pytest.mark.usefixtures("cedar_has_said_nothing")
def test_cedar_has_the_last_word_on_a_permit(monkeypatch, answer):
    monkeypatch.setattr(cedarpy, "is_authorized", lambda *_: answer)
    assert decide(CLAIM_VIEW).outcome == "no-permit"


def test_a_request_that_its_schema_does_not_know_is_an_engine_error():
    prepared = prepare(bundle_at(TODAY), "claims")
    with pytest.raises((EngineError, ValueError)):
        prepared.confirm({"authorised": "yes"}, [])


def test_a_rule_that_cedar_would_skip_on_an_error_can_never_open_anything(monkeypatch, norms_of):
    # A number too large overflows inside a forbid: Cedar skips it and allows. The engine must not.
    norms_of(
        """
## GC-3.4 · Grondslag

*Art. 3.4*

Een grond.

```cedar
@norm("GC-3.4")
@reason("a")
@english("a")
permit (principal, action, resource);
```
"""
    )
    monkeypatch.setattr(
        slices.Slice,
        "_handles",
        (
            cedarpy.PolicySet.from_str(
                "permit(principal, action, resource);"
                "forbid(principal, action, resource) when { 9223372036854775807 + 1 > 0 };"
            ),
            cedarpy.Schema.from_str(
                "entity Actor; entity Data; action process appliesTo"
                " { principal: [Actor], resource: [Data], context: {} };"
            ),
            cedarpy.Entities.from_json_str("[]"),
        ),
    )
    assert decide({"purpose": "claims"}).outcome == "no-permit"


def test_the_scopes_say_whom_they_concern():
    one, other = UUID(int=1), UUID(int=2)
    assert Scope.subject(one) == Scope("subject", (one,))
    assert Scope.subjects([one, other]).subject_ids == (one, other)
    assert Scope.run(one, [b"x"]) == Scope("run", (), one, (b"x",))
    assert Scope.none() == Scope("none")


def test_an_actor_and_a_request_start_without_facts_that_could_be_changed():
    actor = Actor("system", "intake", "system", None)
    request = ProcessingRequest("claims", "consult", frozenset({"claim"}), Scope.none())
    for facts in (actor.facts, request.facts):
        with pytest.raises(TypeError):
            facts["authorised"] = Sourced(value=True, source="me")


def test_an_unknown_name_of_the_room_is_an_error():
    with pytest.raises(AttributeError, match="has no attribute 'decide_all'"):
        zorgvuldig.decisions.decide_all  # noqa: B018 — looking it up is the test


def test_a_single_decision_loads_neither_arrow_nor_django():
    program = (
        "import sys; from zorgvuldig.decisions import decide; decide({'purpose': 'claims'});"
        "sys.exit(bool({'pyarrow', 'django', 'numpy'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
