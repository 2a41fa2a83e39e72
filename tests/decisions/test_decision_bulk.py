"""Bulk decisions: millions of rows, one decision a class, the same answer as one by one."""

from datetime import date

import pyarrow as pa
import pytest
from decision_samples import CLAIM_VIEW, MAILING, PAYMENT
from hypothesis import given, settings
from hypothesis import strategies as st

from zorgvuldig.decisions import FactError, bulk, decide, decide_set

TODAY = date(2026, 11, 21)
CHECKS = ("insured_on_service_date", "in_package", "provider_competent")
SHARED = {name: value for name, value in PAYMENT.items() if name not in CHECKS}


def answers(decided):
    """Give outcome and norms of every row."""
    return [
        (decided.decision(row).outcome, decided.decision(row).norms) for row in range(decided.table.num_rows)
    ]


def test_every_row_gets_the_decision_that_it_would_get_alone():
    rows = [
        dict(zip(CHECKS, values, strict=True))
        for values in [(True, True, True), (False, True, True), (True, None, True), (True, True, True)]
    ]
    decided = decide_set(pa.Table.from_pylist(rows), TODAY, SHARED)
    alone = [decide({**SHARED, **{k: v for k, v in row.items() if v is not None}}, TODAY) for row in rows]
    assert answers(decided) == [(entry.outcome, entry.norms) for entry in alone]
    assert decided.table["outcome"].to_pylist() == ["permit", "forbid", "gap", "permit"]
    assert len(decided.decisions) == 3
    assert decided.permitted().num_rows == 2


def test_ages_are_reduced_to_the_side_of_sixteen():
    notice = {
        **SHARED,
        "action": "send",
        "recipient": "policyholder",
        "subject_is_policyholder": False,
        "policyholder_is_employer": False,
        "description_level": "full",
        "threatened": False,
    }
    decided = decide_set(pa.table({"subject_age": list(range(100)) * 3}), TODAY, notice)
    assert len(decided.decisions) == 3  # below, at and above
    assert decided.table["outcome"].to_pylist()[14:18] == ["permit", "permit", "forbid", "forbid"]


def test_dates_are_reduced_to_the_side_of_a_term():
    kept = {**MAILING, "action": "retain", "data": ["identification"]}
    days = [date(2020, 1, 1).replace(year=2016 + index % 10, month=1 + index % 12) for index in range(120)]
    decided = decide_set(pa.table({"ends_on": days}), TODAY, kept)
    assert len(decided.decisions) <= 3
    assert answers(decided) == [
        (entry.outcome, entry.norms) for entry in (decide({**kept, "ends_on": day}, TODAY) for day in days)
    ]


def test_a_number_compared_with_another_column_keeps_its_value():
    facts = {**MAILING, "action": "retain", "data": ["identification"]}
    table = pa.table({"now": [date(2026, 11, 1), date(2026, 10, 1)], "ends_on": [date(2024, 10, 31)] * 2})
    assert decide_set(table, None, facts).table["outcome"].to_pylist() == ["forbid", "permit"]


def test_a_duty_keeps_the_day_that_it_starts():
    facts = {
        "purpose": "data-subject-rights",
        "action": "disclose",
        "role": "insured",
        "recipient": "insured",
        "data": ["identification"],
        "authorised": True,
        "necessary": True,
        "legal_obligation": True,
        "identity_verified": True,
    }
    decided = decide_set(pa.table({"received_at": [date(2026, 11, 1), date(2026, 11, 2)]}), TODAY, facts)
    due = [
        duty.due
        for row in (0, 1)
        for duty in decided.decision(row).duties
        if duty.id == "answer-access-request"
    ]
    assert due == ["2026-11-29", "2026-11-30"]


def test_lists_of_data_are_sets_whatever_their_order():
    table = pa.table({"data": [["claim", "policy"], ["policy", "claim"], ["claim", "payment-behaviour"], []]})
    decided = decide_set(table, TODAY, _no_data())
    assert decided.table["outcome"].to_pylist() == ["permit", "permit", "forbid", "permit"]
    assert len(decided.decisions) == 3


def _no_data():
    return {name: value for name, value in CLAIM_VIEW.items() if name != "data"}


def test_a_purpose_may_differ_by_row_and_be_unknown():
    table = pa.table({"purpose": ["claims", "marketing", None]})
    facts = {name: value for name, value in CLAIM_VIEW.items() if name != "purpose"}
    assert decide_set(table, TODAY, facts).table["outcome"].to_pylist() == ["permit", "forbid", "gap"]


def test_columns_that_no_rule_reads_make_no_classes():
    table = pa.table({"days_announced": list(range(50)), "ma_present": [True, False] * 25})
    assert len(decide_set(table, TODAY, CLAIM_VIEW).decisions) == 1


def test_no_rows_and_no_columns_are_no_trouble():
    assert decide_set(pa.table({"in_package": pa.array([], pa.bool_())}), TODAY, SHARED).decisions == ()
    assert len(decide_set(pa.table({"ma_present": [True]}), TODAY, CLAIM_VIEW).decisions) == 1


def test_many_wide_columns_are_folded_before_they_overflow(monkeypatch):
    monkeypatch.setattr(bulk, "_WIDEST", 4)
    table = pa.table({name: [True, False, None, True] * 2 for name in CHECKS})
    decided = decide_set(table, TODAY, SHARED)
    assert decided.table["outcome"].to_pylist() == ["permit", "forbid", "gap", "permit"] * 2


def test_a_column_that_is_no_fact_is_an_error():
    with pytest.raises(FactError, match="did you mean 'subject_age'"):
        decide_set(pa.table({"subject_ages": [1]}), TODAY, CLAIM_VIEW)


def test_a_value_that_a_fact_cannot_have_is_an_error_in_bulk_too():
    with pytest.raises(FactError, match="is not among its values"):
        decide_set(pa.table({"purpose": ["claims", "gossip"]}), TODAY)


def test_a_fact_given_for_all_rows_and_per_row_is_an_error():
    with pytest.raises(FactError, match="give it once"):
        decide_set(pa.table({"purpose": ["claims"]}), TODAY, {"purpose": "claims"})


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(*[st.sampled_from([True, False, None])] * 3, st.sampled_from(["claims", "formal-control"])),
        min_size=1,
        max_size=12,
    )
)
def test_bulk_and_single_never_differ(rows):
    shared = {name: value for name, value in SHARED.items() if name != "purpose"}
    table = pa.Table.from_pylist([dict(zip((*CHECKS, "purpose"), row, strict=True)) for row in rows])
    decided = decide_set(table, TODAY, shared)
    for index, row in enumerate(table.to_pylist()):
        alone = decide({**shared, **{name: value for name, value in row.items() if value is not None}}, TODAY)
        assert decided.decision(index).as_json() == alone.as_json()


def test_a_date_that_is_missing_is_a_class_of_its_own():
    kept = {**MAILING, "action": "retain", "data": ["identification"]}
    decided = decide_set(pa.table({"ends_on": [date(2020, 1, 1), None]}), TODAY, kept)
    assert decided.table["outcome"].to_pylist() == ["forbid", "permit"]


def test_a_number_beside_one_that_nobody_gave_is_a_gap_for_every_row(norms_of):
    norms_of(
        """
## GC-3.4 · Grondslag

*Art. 3.4*

Een termijn die beloofd is.

```cedar
@norm("GC-3.4")
@reason("r")
@english("e")
permit (principal, action, resource)
when { context.days_since_provisional >= context.reaction_term_days };
```
"""
    )
    table = pa.table({"days_since_provisional": [1, 2, 3]})
    decided = decide_set(table, TODAY, {"purpose": "claims"})
    assert decided.table["outcome"].to_pylist() == ["gap"] * 3
    assert len(decided.decisions) == 1


def test_days_are_reduced_to_the_side_of_the_three_weeks():
    consequences = {
        **SHARED,
        "purpose": "formal-control",
        "phase": "consequences",
        "reaction_received": False,
    }
    table = pa.table({"days_since_provisional": [20, 21, 22]})
    assert decide_set(table, TODAY, consequences).table["outcome"].to_pylist() == [
        "forbid",
        "permit",
        "permit",
    ]
