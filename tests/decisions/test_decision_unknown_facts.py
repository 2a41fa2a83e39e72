"""What happens when facts are unknown: a forbid that holds wins, a gap only where an answer could permit."""

from datetime import date

import pytest
from decision_samples import CLAIM_VIEW, MAILING, PAYMENT

from zorgvuldig.decisions import decide, search
from zorgvuldig.norms import ordinary_facts


def without(facts, *names):
    return {name: value for name, value in facts.items() if name not in names}


@pytest.mark.parametrize(
    "name",
    [
        "authorised",
        "confidentiality_bound",
        "necessary",
        "in_contract",
        "obtained_lawfully",
        "interpretation",
        "role",
    ],
)
def test_a_fact_that_a_rule_needs_is_named_when_it_is_missing(name):
    decision = decide(without(CLAIM_VIEW, name))
    assert decision.outcome == "gap"
    assert name in decision.missing
    assert decision.norms


def test_a_fact_that_no_rule_reads_here_may_stay_unknown():
    assert decide(without(CLAIM_VIEW, "unit")).outcome == "permit"


def test_a_forbid_by_known_facts_wins_over_unknown_ones():
    decision = decide({"purpose": "marketing", "data": ["claim"]})
    assert decision.outcome == "forbid"
    assert "GC-4.5.1" in decision.norms


def test_what_no_completion_permits_is_no_gap():
    facts = {**CLAIM_VIEW, "in_contract": False, "unambiguous_consent": True, "consent_withdrawn": False}
    decision = decide(facts)
    assert (decision.outcome, decision.norms, decision.missing) == (
        "no-permit",
        ("GC-4.0.2",),
        ("in_contract",),
    )


def test_two_forbids_that_leave_no_way_out_forbid_together():
    # Whoever explains health data, or not: without the adviser one of the rules on them always bites.
    facts = {**without(CLAIM_VIEW, "interpretation"), "action": "request", "under_ma": False}
    decision = decide(facts)
    assert decision.outcome == "forbid"
    assert "GC-T-4.0.3-beoordeling" in decision.norms


def test_every_completion_refused_by_some_forbid_is_a_forbid():
    facts = {**without(PAYMENT, "sub_purpose"), "insured_on_service_date": False, "data": ["claim"]}
    facts |= {"regime_from": "Zvw", "regime_to": "AV", "sub_purpose": "quality"}
    assert decide(facts).outcome == "forbid"


def test_without_a_purpose_the_purpose_is_asked_first():
    assert decide({}).missing == ("purpose",)


def test_without_a_purpose_a_forbid_that_holds_for_all_of_them_still_wins():
    assert decide({"authorised": False}).norms == ("GC-4.0.1",)


def test_without_a_purpose_and_without_any_norm_nothing_is_permitted():
    decision = decide({"now": "2001-01-01"})
    assert (decision.outcome, decision.norms, decision.missing) == ("no-permit", (), ("purpose",))


def test_before_the_first_edition_nothing_is_permitted():
    assert decide(CLAIM_VIEW | {"now": "2011-12-12"}).outcome == "no-permit"
    assert decide(CLAIM_VIEW | {"now": "2011-12-13"}).outcome == "permit"


def test_of_all_that_is_unknown_no_more_is_asked_than_settles_it():
    facts = {**ordinary_facts("claims-handler"), "purpose": "claims", "action": "consult", "unit": "claims"}
    other = {"interpretation": False, "origin_purpose": "prior-authorisation", "compatible": True}
    unknown = {**facts, **other}
    del unknown["confidentiality_bound"]
    decision = decide(unknown, date(2026, 11, 21))
    assert (decision.outcome, decision.missing) == ("gap", ("data", "role"))
    known = decide({**unknown, "data": ["claim"], "role": "claims-handler"}, date(2026, 11, 21))
    assert "confidentiality_bound" in known.missing


def test_data_that_are_unknown_are_asked_for():
    decision = decide(without(CLAIM_VIEW, "data"))
    assert decision.outcome == "gap"
    assert "data" in decision.missing


def test_an_age_that_nobody_knows_keeps_the_description_neutral():
    notice = {
        **PAYMENT,
        "action": "send",
        "recipient": "policyholder",
        "data": ["claim"],
        "subject_is_policyholder": False,
        "policyholder_is_employer": False,
        "description_level": "full",
        "threatened": False,
    }
    assert decide(notice).norms == ("GC-4.2.2",)
    assert decide({**notice, "subject_age": 16}).norms == ("GC-4.2.2",)
    assert decide({**notice, "subject_age": 15}).outcome == "permit"


def test_a_date_is_asked_only_where_a_term_makes_a_difference():
    kept = {**MAILING, "action": "retain", "data": ["identification"], "now": "2026-11-01"}
    assert decide(kept).outcome == "permit"
    assert decide({**kept, "ends_on": "2024-10-31"}).norms == ("GC-4.0.8-marketing",)
    assert decide({**kept, "ends_on": "2024-11-01"}).outcome == "permit"


def test_too_many_situations_to_try_are_a_gap_and_never_a_permit(monkeypatch):
    monkeypatch.setattr(search, "_BUDGET", 1)
    decision = decide(without(CLAIM_VIEW, "authorised", "necessary"))
    assert decision.outcome == "gap"
    assert {"authorised", "necessary"} <= set(decision.missing)


GROUNDS = """
## GC-3.4 · Grondslag

*Art. 3.4*

Twee gronden die samen alles dekken.

```cedar
@norm("GC-3.4")
@reason("a")
@english("a")
permit (principal, action, resource)
when { context.hold };

@norm("GC-3.4#2")
@reason("b")
@english("b")
permit (principal, action, resource)
when { !(context.hold) };
```
"""


def test_a_permit_by_one_ground_or_another_that_depends_on_the_unknown_is_a_gap(norms_of):
    norms_of(GROUNDS)
    assert (decide({"purpose": "claims"}).outcome, decide({"purpose": "claims"}).missing) == (
        "gap",
        ("hold",),
    )
    assert decide({"purpose": "claims", "hold": False}).outcome == "permit"


def test_without_any_ground_nothing_comes_near(norms_of):
    norms_of(GROUNDS.replace("permit (principal", "forbid (principal"))
    decision = decide({"purpose": "claims"})
    assert (decision.outcome, decision.norms) == ("no-permit", ())


def test_a_forbid_that_hangs_on_the_unknown_while_no_ground_exists_is_no_permit(norms_of):
    norms_of(GROUNDS.partition('@norm("GC-3.4#2")')[0].replace("permit (", "forbid (") + "```\n")
    decision = decide({"purpose": "claims"})
    assert (decision.outcome, decision.norms, decision.missing) == ("no-permit", (), ())


def rules(*conditions):
    """Give an article with one rule for each effect and condition."""
    written = "".join(
        f'@norm("GC-3.4{"" if number == 0 else f"#{number + 1}"}")\n@reason("r")\n@english("e")\n'
        f"{effect} (principal, action, resource)\nwhen {{ {condition} }};\n"
        for number, (effect, condition) in enumerate(conditions)
    )
    return GROUNDS.partition("```cedar")[0] + f"```cedar\n{written}```\n"


def test_an_unknown_fact_that_changes_nothing_in_any_completion_does_not_stop_a_permit(norms_of):
    norms_of(rules(("permit", "true"), ("forbid", "context.hold && !context.hold")))
    assert decide({"purpose": "claims"}).outcome == "permit"


def test_forbids_that_together_leave_no_completion_forbid_together(norms_of):
    norms_of(rules(("permit", "true"), ("forbid", "context.hold"), ("forbid", "!context.hold")))
    decision = decide({"purpose": "claims"})
    assert (decision.outcome, decision.norms, decision.missing) == ("forbid", ("GC-3.4",), ())


def test_a_ground_that_no_completion_meets_is_no_permit(norms_of):
    norms_of(rules(("permit", "context.hold && !context.hold"), ("forbid", "context.incident")))
    decision = decide({"purpose": "claims"})
    assert (decision.outcome, decision.missing) == ("no-permit", ("hold",))


def test_a_duty_before_release_says_so():
    lifted = {
        "purpose": "shielding",
        "action": "erase",
        "role": "service-agent",
        "data": ["location-shielded"],
        "authorised": True,
        "confidentiality_bound": True,
        "necessary": True,
        "in_contract": True,
        "obtained_lawfully": True,
        "request_by_insured": True,
        "new_information": False,
    }
    duty = decide(lifted).duties[0]
    assert (duty.id, duty.before_release) == ("announce-shield-end", True)
    assert not decide(PAYMENT).duties[0].before_release
