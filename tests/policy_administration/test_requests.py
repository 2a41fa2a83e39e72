"""What policy administration asks, and what the norms say to it."""

from datetime import date
from uuid import UUID

import pytest

from zorgvuldig.decisions import Outcome, ProcessingRequest, authorised, decide
from zorgvuldig.processes.policy_administration.decide import (
    record_logins,
    record_people,
    record_providers,
    record_wishes,
)

PERSON = UUID("11111111-1111-4111-8111-111111111111")
AT = date(2026, 11, 21)


def people(
    *, in_contract: bool = True, from_others: bool = False, informed: bool = True
) -> ProcessingRequest:
    return record_people(
        subject_ids=[PERSON], in_contract=in_contract, from_others=from_others, informed=informed
    )


def outcome(request: ProcessingRequest, **other: object):
    facts = {name: fact.value for name, fact in request.facts.items()}
    facts |= {"role": "system", "purpose": request.purpose, "action": request.action, "data": request.data}
    facts["authorised"] = authorised("system", request.purpose, request.action, request.data)
    return decide(facts | {"confidentiality_bound": True} | other, AT)


REQUESTS = [people(), record_wishes(subject_ids=[PERSON]), record_logins(subject_ids=[]), record_providers()]


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda each: each.purpose)
def test_each_request_is_permitted_and_cites_its_ground(request_):
    decision = outcome(request_)
    assert decision.outcome is Outcome.PERMIT
    assert set(decision.norms) & {"GC-3.4", "GC-3.4b"}


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda each: each.purpose)
def test_no_request_is_permitted_to_who_is_not_bound_to_secrecy(request_):
    assert outcome(request_, confidentiality_bound=False).outcome is Outcome.FORBID


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda each: each.purpose)
def test_every_fact_carries_where_it_comes_from(request_):
    assert all(fact.source for fact in request_.facts.values())


def test_people_without_a_contract_are_forbidden():
    decision = outcome(people(in_contract=False))
    assert decision.outcome is Outcome.FORBID
    assert "GC-3.4" in decision.norms


def test_a_bsn_is_recorded_only_because_a_statute_says_so():
    decision = outcome(people(), legal_obligation=False)
    assert decision.outcome is Outcome.FORBID
    assert "GC-T-4.2.1-bsn" in decision.norms


def test_the_source_of_the_data_and_whether_people_were_told_stand_in_the_request():
    facts = people(from_others=True, informed=False).facts
    assert facts["source"].value == "third-party"
    assert facts["informed"].value is False
    assert people().facts["source"].value == "own"


def test_logins_concern_the_people_behind_them_and_nobody_when_there_are_none():
    assert record_logins(subject_ids=[PERSON]).scope.subject_ids == (PERSON,)
    assert record_logins(subject_ids=[]).scope.kind == "none"
