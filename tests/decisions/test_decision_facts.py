"""Facts come in strictly: known names, right types, protective defaults, and one reference date."""

from datetime import UTC, date, datetime

import pytest
from decision_samples import CLAIM_VIEW

from zorgvuldig.decisions import DUTCH_TIME, FactError, Sourced, decide, facts
from zorgvuldig.decisions.facts import read_facts


def test_an_unknown_fact_is_an_error_that_names_the_nearest_one():
    with pytest.raises(FactError, match="fact 'purpos': no such fact; did you mean 'purpose'") as raised:
        decide({"purpos": "claims"})
    assert (raised.value.fact, raised.value.suggestion) == ("purpos", "purpose")


def test_a_fact_like_no_other_gets_no_suggestion():
    with pytest.raises(FactError) as raised:
        decide({"zzzzzz": True})
    assert raised.value.suggestion is None


BAD = [
    ({"purpose": "curiosity"}, "is not among its values"),
    ({"purpose": "claim"}, "did you mean 'claims'"),
    ({"purpose": None}, "None is not a word"),
    ({"purpose": ""}, "is empty, too long or holds control characters"),
    ({"unit": "x" * 201}, "is empty, too long"),
    ({"unit": "a\nb"}, "control characters"),
    ({"authorised": 1}, "1 is not true or false"),
    ({"authorised": "true"}, "'true' is not true or false"),
    ({"subject_age": True}, "True is not a whole number"),
    ({"subject_age": 1.0}, "1.0 is not a whole number"),
    ({"subject_age": 2**60}, "too large"),
    ({"ends_on": "2026-02-30"}, "is not a date like 2026-11-21"),
    ({"ends_on": "20260201"}, "is not a date"),
    ({"ends_on": datetime(2026, 1, 1, tzinfo=UTC)}, "is not a date"),
    ({"ends_on": 20260201}, "is not a date"),
    ({"data": "claim"}, "'claim' is not a list of words"),
    ({"data": ["claim", 3]}, "3 is not a word"),
    ({"data": ["claims"]}, "did you mean 'claim'"),
    ({"allowed_fields": ["claim"]}, "the norms know this themselves"),
    ({"contract_performance": True, "purpose": "claims"}, "follows from 'in_contract', which gives None"),
    (
        {"contract_performance": True, "purpose": "marketing", "in_contract": True},
        "follows from 'in_contract', which gives False",
    ),
    ({"health_data_allowed": "no", "purpose": "claims"}, "which gives yes"),
    ({"contract_performance": True, "now": "2001-01-01", "purpose": "claims"}, "which gives None"),
    ({"unit": {"a": "b"} | {"c": "d" * 300}}, "…"),
]


@pytest.mark.parametrize(("facts", "message"), BAD, ids=[f"{name} {next(iter(case))}" for case, name in BAD])
def test_a_value_that_a_fact_cannot_have_is_an_error(facts, message):
    with pytest.raises(FactError, match=message.replace("(", r"\(")):
        decide(facts)


def test_a_derived_fact_may_be_repeated_when_it_agrees():
    assert (
        decide({**CLAIM_VIEW, "contract_performance": True, "health_data_allowed": "yes"}).outcome == "permit"
    )


def test_open_words_take_other_values():
    assert decide({**CLAIM_VIEW, "unit": "nachtdienst"}).outcome == "permit"


def test_lists_sets_and_tuples_are_the_same_fact():
    answers = {
        decide({**CLAIM_VIEW, "data": kind(["claim"])}).norms for kind in (list, tuple, set, frozenset)
    }
    assert len(answers) == 1


def test_a_date_may_be_a_date_or_its_text():
    assert read_facts({"ends_on": "2026-01-31"}, None).facts["ends_on"] == date(2026, 1, 31)
    assert read_facts({"ends_on": date(2026, 1, 31)}, None).facts["ends_on"] == date(2026, 1, 31)


def test_protective_defaults_hold_in_every_request():
    facts = read_facts({}, None).facts
    assert [
        facts[name] for name in ("explicit_consent", "legal_obligation", "balancing_ok", "vital_interest")
    ] == [False] * 4
    assert "authorised" not in facts


def test_data_serve_their_own_purpose_unless_said_otherwise():
    assert read_facts({"purpose": "claims"}, None).facts["origin_purpose"] == "claims"
    given = read_facts({"purpose": "claims", "origin_purpose": "acceptance"}, None)
    assert given.facts["origin_purpose"] == "acceptance"


def test_control_recourse_and_fraud_are_their_own_goal():
    assert read_facts({"purpose": "formal-control"}, None).facts["sub_purpose"] == "formal-control"
    assert "sub_purpose" not in read_facts({"purpose": "claims"}, None).facts


def test_the_reference_date_is_now_else_at_else_today():
    assert read_facts({"now": "2020-01-01"}, None).at == date(2020, 1, 1)
    assert read_facts({"now": "2020-01-01"}, date(2020, 1, 1)).at == date(2020, 1, 1)
    assert read_facts({}, date(2020, 1, 2)).at == date(2020, 1, 2)
    before = datetime.now(DUTCH_TIME).date()
    assert before <= read_facts({}, None).at <= datetime.now(DUTCH_TIME).date()


def test_a_protective_value_that_nobody_stated_is_not_given():
    silent, told = read_facts({}, None), read_facts({"consent_scope_ok": False}, None)
    assert silent.facts["consent_scope_ok"] is told.facts["consent_scope_ok"] is False
    assert (silent.tells("consent_scope_ok"), told.tells("consent_scope_ok")) == (False, True)
    # What follows from other facts is given, though no request says it.
    assert read_facts({"purpose": "claims"}, None).tells("origin_purpose")
    assert not silent.tells("origin_purpose")


@pytest.mark.parametrize(("scope", "outcome"), [({}, "permit"), (True, "permit"), (False, "forbid")])
def test_consent_for_another_use_is_none_and_silence_about_its_scope_is_left_to_who_asks(scope, outcome):
    consent = {"unambiguous_consent": True, "consent_withdrawn": False, "basis": "a"}
    told = {} if scope == {} else {"consent_scope_ok": scope}
    assert decide({**CLAIM_VIEW, **consent, **told}).outcome == outcome


def test_today_is_the_day_of_dutch_law_also_when_greenwich_has_not_turned_yet(monkeypatch):
    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2026, 11, 22, 23, 30, tzinfo=UTC).astimezone(tz)

    monkeypatch.setattr(facts, "datetime", Clock)
    assert read_facts({}, None).at == date(2026, 11, 23)


def test_two_reference_dates_that_differ_are_an_error():
    with pytest.raises(FactError, match="differs from the date of the decision"):
        read_facts({"now": "2020-01-01"}, date(2020, 1, 2))


def test_the_source_of_a_fact_is_kept():
    decision = decide({**CLAIM_VIEW, "authorised": Sourced(value=True, source="access matrix")})
    assert decision.sources["authorised"] == "access matrix"
    assert decision.sources["necessary"] == "given"
