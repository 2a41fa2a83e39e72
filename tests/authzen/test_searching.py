"""Searches for subjects, resources and actions, and their pages (AuthZEN 1.0, section 8)."""

from __future__ import annotations

import base64
import json

import pytest
from asking import TODAY, request

from zorgvuldig.interfaces.authzen.errors import RequestError
from zorgvuldig.interfaces.authzen.evaluating import evaluation
from zorgvuldig.interfaces.authzen.searching import MOST_RESULTS, search
from zorgvuldig.norms import authorised, catalogue

SUBJECT = {"type": "role", "properties": {"unit": "claims", "confidentiality_bound": True}}
RESOURCE = {"type": "data", "properties": {"obtained_lawfully": True}}


def found(sought, **changed):
    return search(sought, request(**changed), TODAY)


def ids(answer):
    return [each["id"] for each in answer["results"]]


def test_a_search_for_subjects_finds_the_roles_that_an_evaluation_permits():
    answer = found("subject", subject=SUBJECT)
    assert "claims-handler" in ids(answer)
    assert {each["type"] for each in answer["results"]} == {"role"}
    permitted = [
        role
        for role in sorted(catalogue().words["actors"])
        if evaluation(request(subject={**SUBJECT, "id": role}), TODAY)["decision"]
    ]
    assert ids(answer) == permitted
    assert list(answer) == ["page", "results"]
    assert answer["page"] == {"next_token": "", "count": len(permitted), "total": len(permitted)}


def test_a_search_for_resources_finds_the_categories_that_an_evaluation_permits():
    answer = found("resource", resource=RESOURCE)
    assert "policy" in ids(answer)
    assert "medical-file" not in ids(answer)
    for category in ids(answer):
        assert evaluation(request(resource={**RESOURCE, "id": category}), TODAY)["decision"] is True


def test_a_search_for_actions_finds_them_with_the_purpose_under_which_they_are_permitted():
    answer = found("action", action=None)
    assert {"name": "consult", "properties": {"purpose": "claims"}} in answer["results"]
    for action in answer["results"]:
        assert evaluation(request(action=action), TODAY)["decision"] is True
        assert authorised("claims-handler", action["properties"]["purpose"], action["name"], ["policy"])


def test_a_search_for_actions_may_name_one_purpose():
    answer = found("action", action={"properties": {"purpose": "marketing"}})
    assert answer["results"] == []
    one = found("action", action={"name": "ignored", "properties": {"purpose": "claims"}})
    assert {each["properties"]["purpose"] for each in one["results"]} == {"claims"}


def test_an_identifier_of_what_is_searched_for_is_ignored():
    with_id = found("subject", subject={**SUBJECT, "id": "marketer"})
    assert with_id == found("subject", subject=SUBJECT)


def test_nothing_found_is_an_empty_list():
    answer = found("subject", subject=SUBJECT, resource={"type": "data", "id": "genetic"})
    assert answer == {"page": {"next_token": "", "count": 0, "total": 0}, "results": []}


def test_pages_together_are_the_whole_each_result_once():
    whole = found("resource", resource=RESOURCE)
    page, results = {"limit": 2}, []
    while True:
        answer = found("resource", resource=RESOURCE, page=page)
        assert answer["page"]["count"] == len(answer["results"]) <= 2
        assert answer["page"]["total"] == whole["page"]["total"]
        results += answer["results"]
        page = {"token": answer["page"]["next_token"]}
        if not page["token"]:
            break
    assert results == whole["results"]
    assert len(results) > 2


def test_a_limit_is_a_whole_number_and_no_more_than_a_page():
    assert found("resource", resource=RESOURCE, page={"limit": 0})["results"] == []
    assert found("resource", resource=RESOURCE, page={"limit": MOST_RESULTS * 10**6})["results"]
    for limit in (-1, "2", True, None):
        with pytest.raises(RequestError, match=r"page\.limit"):
            found("resource", resource=RESOURCE, page={"limit": limit})


def test_a_token_belongs_to_its_search_alone():
    token = found("resource", resource=RESOURCE, page={"limit": 1})["page"]["next_token"]
    again = found("resource", resource=RESOURCE, page={"token": token, "limit": 1})
    assert again["page"]["count"] == 1
    with pytest.raises(RequestError, match="belongs to another search"):
        found("resource", resource=RESOURCE, page={"token": token, "limit": 2})
    with pytest.raises(RequestError, match="belongs to another search"):
        found("resource", resource=RESOURCE, context={"necessary": True}, page={"token": token})
    with pytest.raises(RequestError, match="belongs to another search"):
        found("subject", subject=SUBJECT, page={"token": token})


def token_of(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


@pytest.mark.parametrize(
    "token",
    ["x", "é", "!!!!", token_of(5), token_of([1, 2]), token_of([-1, 2, "a"]), token_of(["a", 2, "a"])],
)
def test_a_token_that_was_made_up_is_refused(token):
    with pytest.raises(RequestError, match=r"page\.token is none that was given"):
        found("resource", resource=RESOURCE, page={"token": token})


@pytest.mark.parametrize(
    ("sought", "changed", "told"),
    [
        ("subject", {"subject": None}, "subject is required"),
        ("subject", {"subject": {"properties": {}}}, r"subject\.type is required"),
        ("subject", {"action": None}, "action is required"),
        ("resource", {"resource": {"type": "book"}}, r"resource\.type 'book'"),
        (
            "resource",
            {"resource": {"type": "data", "properties": {"data": []}}},
            "is what is searched for; leave it out",
        ),
        ("action", {"action": {"propertys": {}}}, "action has no key 'propertys'"),
        ("action", {"action": None, "page": []}, "page is not a JSON object"),
        ("action", {"action": None, "page": {"size": 1}}, "page has no key 'size'"),
        ("action", {"action": None, "page": {"token": 1}}, r"page\.token is not a text"),
        ("action", {"action": None, "page": {"properties": {"sort": "id"}}}, "no properties are known"),
        ("action", {"action": None, "evaluations": []}, "A search has no key 'evaluations'"),
    ],
)
def test_what_is_no_search_is_refused_and_told_why(sought, changed, told):
    with pytest.raises(RequestError, match=told):
        found(sought, **changed)
