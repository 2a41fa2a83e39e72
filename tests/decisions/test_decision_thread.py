"""The requests of the first thread: permitted by the right articles, their nearest unlawful twins refused."""

import pytest
from decision_samples import CLAIM_VIEW, MAILING, OWN_VIEW, PAYMENT

from zorgvuldig.decisions import decide

CLAIM_ARTICLES = {"GC-3.4b", "GC-4.0.2", "GC-4.0.3-declaraties", "GC-4.0.4a"}
RUN = {
    "purpose": "formal-control",
    "action": "consult",
    "role": "system",
    "unit": "claims",
    "data": ["identification", "bsn", "birthdate", "policy", "claim", "diagnosis", "professional"],
    "authorised": True,
    "confidentiality_bound": True,
    "basis": "c",
    "legal_obligation": True,
    "necessary": True,
    "obtained_lawfully": True,
    "interpretation": False,
}
STATUTE = {"GC-3.4", "GC-4.0.4a", "GC-4.0.5", "GC-T-3.4-wettelijk"}
EXCHANGE = {**CLAIM_VIEW, "action": "use", "regime_from": "Zvw", "regime_to": "AV", "sub_purpose": "payment"}


@pytest.mark.parametrize("action", ["consult", "use", "decide"])
def test_a_run_of_formal_control_is_a_statutory_duty(action):
    decision = decide({**RUN, "action": action})
    assert (decision.outcome, set(decision.norms)) == ("permit", STATUTE)


def test_a_run_records_what_came_in_with_its_free_text_unread():
    decision = decide({**RUN, "purpose": "claims", "action": "record", "data": ["claim", "health"]})
    assert (decision.outcome, set(decision.norms)) == ("permit", STATUTE)


def test_a_handler_views_one_claim_by_the_articles_on_claims():
    decision = decide(CLAIM_VIEW)
    assert (decision.outcome, set(decision.norms)) == ("permit", CLAIM_ARTICLES)


def test_an_insured_person_sees_the_own_claims_by_the_right_of_access():
    decision = decide(OWN_VIEW)
    assert (decision.outcome, set(decision.norms)) == ("permit", {"GC-3.4", "GC-4.0.5", "GC-5.2a"})


@pytest.mark.parametrize("role", ["dpo", "internal-audit", "compliance-officer"])
def test_oversight_consults_the_log(role):
    facts = {
        "purpose": "compliance",
        "action": "consult",
        "role": role,
        "unit": "compliance",
        "data": ["log"],
        "authorised": True,
        "confidentiality_bound": True,
        "necessary": True,
        "legal_obligation": True,
    }
    assert decide(facts).outcome == "permit"
    assert decide({**facts, "authorised": False}).norms == ("GC-4.0.1",)


def test_policy_administration_records_people_and_policies():
    facts = {
        "purpose": "policy-administration",
        "action": "record",
        "role": "system",
        "unit": "service",
        "source": "own",
        "data": ["identification", "bsn", "birthdate", "gender", "address", "policy"],
        "authorised": True,
        "confidentiality_bound": True,
        "necessary": True,
        "in_contract": True,
        "legal_obligation": True,
        "obtained_lawfully": True,
    }
    assert decide(facts).outcome == "permit"
    assert decide({**facts, "data": [*facts["data"], "claim"]}).outcome == "forbid"


REFUSED = [
    ("a handler without authorization", {**CLAIM_VIEW, "authorised": False}, {"GC-4.0.1"}),
    (
        "a handler who promised no secrecy",
        {**CLAIM_VIEW, "confidentiality_bound": False},
        {"GC-4.0.1", "GC-T-4.0.1-geheim"},
    ),
    ("a claim that was obtained unlawfully", {**CLAIM_VIEW, "obtained_lawfully": False}, {"GC-4.0.4a"}),
    (
        "free text read by a handler",
        {**CLAIM_VIEW, "data": ["claim", "health"], "under_ma": False, "record_unit": "claims"},
        {"GC-4.0.3"},
    ),
    (
        "a diagnosis explained by a handler",
        {**CLAIM_VIEW, "interpretation": True, "under_ma": False},
        {"GC-T-4.0.3-beoordeling"},
    ),
    ("a BSN without a statute", {**CLAIM_VIEW, "data": ["claim", "bsn"]}, {"GC-T-4.2.1-bsn"}),
    (
        "a claim reused for another purpose",
        {**CLAIM_VIEW, "origin_purpose": "acceptance", "compatible": False},
        {"GC-3.5a"},
    ),
    (
        "claims in a mailing",
        {**MAILING, "data": ["identification", "claim"]},
        {"GC-3.5b", "GC-4.5.1", "GC-T-A-procestabel"},
    ),
    ("a mailing after an objection", {**MAILING, "marketing_objection": True}, {"GC-4.5.2c", "GC-5.4"}),
    (
        "a payment for someone not insured",
        {**PAYMENT, "insured_on_service_date": False},
        {"GC-1.8", "PMC-1-Wmg35"},
    ),
    ("a payment outside the package", {**PAYMENT, "in_package": False}, {"GC-1.8", "PMC-1-Wmg35"}),
    ("a payment to one not competent", {**PAYMENT, "provider_competent": False}, {"GC-1.8", "PMC-1-Wmg35"}),
    ("an exchange for training", {**EXCHANGE, "sub_purpose": "training"}, {"GC-4.0.9c"}),
    (
        "long-term care for the deductible",
        {**EXCHANGE, "regime_from": "Wlz", "sub_purpose": "deductible"},
        {"GC-4.0.9e"},
    ),
    ("an unproved identity", {**OWN_VIEW, "identity_verified": False}, {"GC-5.2e-id"}),
    (
        "a restricted claim",
        {**CLAIM_VIEW, "restricted": True},
        {"GC-T-5.2-afschermen", "VGZ-R-beperking"},
    ),
]


@pytest.mark.parametrize(
    ("facts", "norms"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_the_nearest_unlawful_twin_is_forbidden(facts, norms):
    decision = decide(facts)
    assert (decision.outcome, set(decision.norms)) == ("forbid", norms)


def test_the_exchange_of_the_list_is_permitted_by_its_own_article():
    assert "GC-4.0.9c" in decide(EXCHANGE).norms


def test_a_settlement_reminds_of_informing_the_insured_within_two_weeks():
    duty = decide({**PAYMENT, "now": "2026-11-21"}).duties[0]
    assert (duty.id, duty.norm, duty.due) == ("inform-insured", "GC-T-4.2.2-verzekerde", "2026-12-05")


def test_a_purpose_that_is_no_purpose_is_forbidden():
    assert "GC-3.2" in decide({**CLAIM_VIEW, "purpose": "general"}).norms
