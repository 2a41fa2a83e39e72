"""One evaluation and many (AuthZEN 1.0, sections 5 to 7): every shape of question and answer."""

from __future__ import annotations

import pytest
from asking import TODAY, request

from zorgvuldig.decisions import decide
from zorgvuldig.interfaces.authzen import entities
from zorgvuldig.interfaces.authzen.errors import RequestError
from zorgvuldig.interfaces.authzen.evaluating import MOST_EVALUATIONS, evaluation, evaluations

NO = {"type": "data", "id": "medical-file"}
YES = request()["resource"]


def answered(**changed):
    return evaluation(request(**changed), TODAY)


def decisions(answer):
    return [each["decision"] for each in answer["evaluations"]]


def many(*resources, **more):
    listed = [{"resource": each} if "resource" not in each else each for each in resources]
    return evaluations({**request(resource=None), "evaluations": listed, **more}, TODAY)


def test_a_permit_is_true_and_carries_norms_reasons_and_bundle():
    answer = answered()
    assert answer["decision"] is True
    context = answer["context"]
    assert context["outcome"] == "permit"
    assert context["norms"] == ["GC-3.4b"]
    assert context["reason_user"]["200"].startswith("Inzien van polisgegevens")
    assert context["reason_admin"]["200"].startswith("permit: GC-3.4b")
    assert (context["missing"], context["at"], len(context["bundle"])) == ([], "2026-11-22", 64)


def test_the_answer_is_that_of_our_own_function_for_the_same_facts():
    facts = {
        "role": "claims-handler",
        "unit": "claims",
        "confidentiality_bound": True,
        "action": "consult",
        "purpose": "claims",
        "data": ["policy"],
        "obtained_lawfully": True,
        "in_contract": True,
        "interpretation": False,
        "necessary": True,
        "authorised": True,
    }
    ours, told = decide(facts, TODAY).as_json(), answered()["context"]
    assert {name: told[name] for name in ("outcome", "norms", "missing", "bundle")} == {
        name: ours[name] for name in ("outcome", "norms", "missing", "bundle")
    }
    assert told["reason_user"] == {"200": ours["reason"]}


@pytest.mark.parametrize(
    ("changed", "outcome"),
    [
        ({"subject": {"type": "role", "id": "marketer", "properties": {"unit": "claims"}}}, "forbid"),
        ({"context": {"necessary": True}}, "gap"),
        ({"resource": NO}, "forbid"),
    ],
)
def test_every_outcome_but_permit_is_false(changed, outcome):
    answer = answered(**changed)
    assert (answer["decision"], answer["context"]["outcome"]) == (False, outcome)
    assert set(answer["context"]["reason_user"]) == {"403"}


def test_duties_of_a_permit_come_with_who_discharges_them():
    answer = answered(context={**request()["context"], "vital_interest": True})
    assert answer["decision"] is True
    assert [duty["id"] for duty in answer["context"]["duties"]] == ["record-vital-interest"]
    assert set(answer["context"]["duties"][0]) == {"id", "norm", "text", "due", "discharger"}


def test_a_client_may_deny_that_the_matrix_grants_something_and_never_claim_it():
    properties = {"unit": "claims", "confidentiality_bound": True}
    denied = {"type": "role", "id": "claims-handler", "properties": {**properties, "authorised": False}}
    claimed = {"type": "role", "id": "marketer", "properties": {**properties, "authorised": True}}
    assert answered(subject=denied)["decision"] is False
    assert answered(subject=claimed)["context"]["norms"] == ["GC-4.0.1"]
    with pytest.raises(RequestError, match="true or false"):
        answered(subject={**claimed, "properties": {**properties, "authorised": "yes"}})


def test_without_a_purpose_the_matrix_says_nothing():
    facts = entities.with_authorisation(
        {"role": "dpo", "action": "consult", "data": ["log"], "authorised": True}
    )
    assert "authorised" not in facts


def test_nothing_is_assumed_of_what_a_client_does_not_state():
    bare = answered(subject={"type": "role", "id": "claims-handler"})
    assert bare["context"]["outcome"] == "gap"
    assert "confidentiality_bound" in bare["context"]["missing"]


def test_a_resource_may_list_several_categories_of_which_it_is_one():
    both = {
        "type": "data",
        "id": "policy",
        "properties": {**YES["properties"], "data": ["policy", "address"]},
    }
    assert answered(resource=both)["decision"] is True
    with_file = {**both, "properties": {**both["properties"], "data": ["policy", "medical-file"]}}
    assert answered(resource=with_file)["decision"] is False
    with pytest.raises(RequestError, match="not one of"):
        answered(resource={**both, "id": "claim"})
    with pytest.raises(RequestError, match="not a list"):
        answered(resource={**both, "properties": {"data": "policy"}})


def test_a_resource_may_hold_no_data():
    assert entities.read_facts(request(resource={"type": "data", "id": "none"}))["data"] == []
    empty = {"type": "data", "id": "none", "properties": {"data": []}}
    assert entities.read_facts(request(resource=empty))["data"] == []


def test_a_moment_gives_the_dutch_day():
    told = entities.read_facts(request(context={"time": "2026-11-21T23:30:00Z"}))
    assert told["now"] == "2026-11-22"
    answer = answered(context={**request()["context"], "time": "2020-05-31T15:22-07:00"})
    assert answer["context"]["at"] == "2020-06-01"
    same = {"time": "2026-11-22T10:00:00+01:00", "now": "2026-11-22"}
    assert entities.read_facts(request(context=same))["now"] == "2026-11-22"


@pytest.mark.parametrize("moment", ["yesterday", "2026-11-22T10:00:00", 5, None, "0001-01-01T00:00:00+14:00"])
def test_a_moment_that_is_none_is_refused(moment):
    with pytest.raises(RequestError, match=r"context\.time is not a moment"):
        answered(context={"time": moment})


def test_two_days_in_one_request_are_refused():
    with pytest.raises(RequestError, match="differs from the day"):
        answered(context={"time": "2026-11-22T10:00:00+01:00", "now": "2026-11-21"})


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"subject": None}, "subject is required"),
        ({"action": None}, "action is required"),
        ({"resource": None}, "resource is required"),
        ({"subject": "alice"}, "subject is not a JSON object"),
        ({"subject": {"id": "dpo"}}, r"subject\.type is required"),
        ({"subject": {"type": "role"}}, r"subject\.id is required"),
        ({"subject": {"type": "role", "id": 5}}, r"subject\.id is required, and is a text"),
        ({"subject": {"type": "user", "id": "a"}}, r"subject\.type 'user' is not known here; it is 'role'"),
        ({"subject": {"type": "role", "id": "docter"}}, "'docter' is not among its values"),
        ({"subject": {"type": "role", "id": "dpo", "name": "x"}}, "subject has no key 'name'"),
        ({"subject": {"type": "role", "id": "dpo", "properties": []}}, r"subject\.properties is not"),
        ({"action": {"name": ""}}, r"action\.name is required"),
        ({"action": {"name": "consult", "properties": {"action": "use"}}}, "stands in the head of action"),
        ({"subject": {"type": "role", "id": "dpo", "properties": {"role": "hr"}}}, "in the head of subject"),
        ({"resource": {"type": "book", "id": "policy"}}, r"resource\.type 'book' is not known here"),
        ({"resource": {"type": "data", "id": "poliecy"}}, "did you mean 'policy'"),
        (
            {"context": {"neccessary": True}},
            "'neccessary' in context: no such fact; did you mean 'necessary'",
        ),
        ({"context": {"xqzw": True}}, "'xqzw' in context: no such fact$"),
        ({"context": {"necessary": "yes"}}, "'yes' is not true or false"),
        ({"context": {"days_announced": 2**60}}, "the number is too large"),
        ({"context": []}, "context is not a JSON object"),
        ({"contxt": {}}, "An evaluation has no key 'contxt'"),
        ({"evaluations": []}, "An evaluation has no key 'evaluations'"),
    ],
)
def test_what_is_no_evaluation_is_refused_and_told_why(changed, told):
    with pytest.raises(RequestError, match=told):
        answered(**changed)


def test_many_are_answered_in_their_order_and_share_what_stands_beside_them():
    assert decisions(many(YES, NO, YES)) == [True, False, True]
    assert "decision" not in many(YES)


def test_each_of_many_may_replace_what_stands_beside_them_a_whole_entity_at_a_time():
    other = {"resource": YES, "subject": {"type": "role", "id": "claims-handler"}}
    first, second = many(YES, other)["evaluations"]
    assert first["decision"] is True
    assert "confidentiality_bound" in second["context"]["missing"]


def test_many_may_stand_without_anything_beside_them():
    answer = evaluations({"evaluations": [request(), request(resource=NO)]}, TODAY)
    assert decisions(answer) == [True, False]


@pytest.mark.parametrize(
    ("semantic", "expected"),
    [
        ("execute_all", [True, False, True]),
        ("deny_on_first_deny", [True, False]),
        ("permit_on_first_permit", [True]),
    ],
)
def test_the_three_semantics_stop_where_the_standard_says(semantic, expected):
    options = {"evaluations_semantic": semantic, "another_option": "value"}
    assert decisions(many(YES, NO, YES, options=options)) == expected


def test_an_error_in_one_of_many_is_a_denial_with_its_error_and_the_others_go_on():
    answer = many(YES, {"type": "data", "id": "poliecy"}, YES)
    assert decisions(answer) == [True, False, True]
    error = answer["evaluations"][1]["context"]["error"]
    assert error["status"] == 400
    assert "did you mean 'policy'" in error["message"]
    stopped = many(NO | {"type": "book"}, YES, options={"evaluations_semantic": "deny_on_first_deny"})
    assert decisions(stopped) == [False]


@pytest.mark.parametrize("told", [{}, {"evaluations": []}])
def test_without_evaluations_it_is_a_single_one(told):
    assert evaluations({**request(), **told}, TODAY)["decision"] is True


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ({"evaluations": {}}, "evaluations is not a list"),
        ({"evaluations": ["x"]}, r"evaluations\[0\] is not a JSON object"),
        ({"subject": 5, "evaluations": [{}]}, "subject is not a JSON object"),
        ({"options": []}, "options is not a JSON object"),
        ({"options": {"evaluations_semantic": "first"}}, "evaluations_semantic is one of execute_all"),
        ({"options": {"evaluations_semantic": []}}, "evaluations_semantic is one of execute_all"),
        ({"evalutions": []}, "has no key 'evalutions'"),
    ],
)
def test_a_message_that_cannot_be_read_as_a_whole_is_refused(told, message):
    with pytest.raises(RequestError, match=message):
        evaluations({**request(), **told}, TODAY)


def test_more_evaluations_than_go_in_one_message_are_refused_unread():
    with pytest.raises(RequestError, match="at most 100") as refusal:
        evaluations({**request(), "evaluations": [{}] * (MOST_EVALUATIONS + 1)}, TODAY)
    assert refusal.value.status == 413


def test_facts_that_cannot_be_true_together_are_an_error_that_names_them_in_one_and_in_many():
    told = {"contract_concluded": False, "insured_on_service_date": True}
    asked = request(context=request()["context"] | told)
    with pytest.raises(RequestError, match=r"'contract_concluded'.*'insured_on_service_date'") as raised:
        evaluation(asked, TODAY)
    assert raised.value.status == 400
    (answer,) = evaluations({"evaluations": [asked]}, TODAY)["evaluations"]
    assert answer["decision"] is False
    assert "leave out what is not known" in answer["context"]["error"]["message"]


def test_a_refusal_that_was_asked_alone_carries_its_way_out():
    asked = request()
    asked["resource"]["properties"]["data"] = ["policy", "medical-file"]
    refused = evaluation(asked, TODAY)
    assert refused["decision"] is False
    assert refused["context"]["way_out"] == {
        "text": "Mag wel als dit wegblijft (medisch dossier).",
        "facts": {"data": ["policy"], "authorised": True},
    }
    (among,) = evaluations({"evaluations": [asked]}, TODAY)["evaluations"]
    assert "way_out" not in among["context"]
    assert "way_out" not in evaluation(request(), TODAY)["context"]
