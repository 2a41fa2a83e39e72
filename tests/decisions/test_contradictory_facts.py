"""Facts that cannot be true together are an error that names them, whichever door they come in by."""

from datetime import date

import pyarrow as pa
import pytest
from decision_samples import CLAIM_VIEW, PAYMENT

from zorgvuldig.decisions import FactError, decide, decide_set

TODAY = date(2026, 11, 22)
EMPLOYER = {"subject_is_policyholder": True, "policyholder_is_employer": True}
CASES = [
    ({**EMPLOYER, "subject_age": 16}, {**EMPLOYER, "subject_age": 18}),
    (
        {"subject_is_policyholder": False, "subject_kind": "policyholder"},
        {"subject_is_policyholder": False, "subject_kind": "co-insured"},
    ),
    (
        {"contract_concluded": False, "sub_purpose": "payment"},
        {"contract_concluded": False, "sub_purpose": "proof"},
    ),
    ({"announced": True, "days_announced": -1}, {"announced": True, "days_announced": 0}),
    (
        {"received_at": date(2026, 11, 2), "answered_at": date(2026, 11, 1)},
        {"received_at": date(2026, 11, 2), "answered_at": date(2026, 11, 2)},
    ),
    ({"fee_charged": False, "fee_cents": 1}, {"fee_charged": False, "fee_cents": 0}),
    ({"withdrawal_used": True, "contract_concluded": True}, {"withdrawal_used": True}),
]
SENTENCES = [" and ".join(wrong) for wrong, _ in CASES]


@pytest.mark.parametrize(("wrong", "right"), CASES, ids=SENTENCES)
def test_facts_that_exclude_each_other_are_refused_by_name_with_what_to_do(wrong, right):
    with pytest.raises(FactError, match="mend one of them, or leave out what is not known") as raised:
        decide({**CLAIM_VIEW, **wrong}, TODAY)
    assert set(raised.value.facts) == set(wrong)
    assert all(repr(name) in str(raised.value) for name in wrong)
    assert raised.value.dutch.endswith("Wijzig een van deze antwoorden, of laat weg wat u niet weet.")
    assert decide({**CLAIM_VIEW, **right}, TODAY).outcome


@pytest.mark.parametrize(("wrong", "right"), CASES, ids=SENTENCES)
def test_a_table_with_one_such_row_is_refused_with_the_number_of_the_row(wrong, right):
    lawful = {name: right.get(name) for name in wrong}
    with pytest.raises(FactError, match="in row 1: ") as raised:
        decide_set(pa.Table.from_pylist([lawful, wrong]), TODAY, CLAIM_VIEW)
    assert set(raised.value.facts) == set(wrong)
    assert decide_set(pa.Table.from_pylist([lawful, lawful]), TODAY, CLAIM_VIEW).table.num_rows == 2


@pytest.mark.parametrize("shared", [["contract_concluded"], ["answered_at"], ["received_at"], []])
def test_what_all_rows_share_takes_part(shared):
    wrong = {
        "contract_concluded": False,
        "insured_on_service_date": True,
        "received_at": date(2026, 11, 2),
        "answered_at": date(2026, 11, 3),
    }
    if shared != ["contract_concluded"]:
        wrong |= {"contract_concluded": True, "answered_at": date(2026, 11, 1)}
    columns = {name: [value] for name, value in wrong.items() if name not in shared}
    with pytest.raises(FactError, match="in row 0"):
        decide_set(pa.table(columns), TODAY, {**CLAIM_VIEW, **{name: wrong[name] for name in shared}})


def test_shared_facts_that_exclude_each_other_are_refused_before_any_row_is_read():
    with pytest.raises(FactError, match="'contract_concluded': False contradicts '") as raised:
        decide_set(pa.table({"days_announced": [1]}), TODAY, {**PAYMENT, "contract_concluded": False})
    assert "in row" not in str(raised.value)


def test_rows_are_judged_by_their_own_dates_and_not_by_those_of_their_class():
    rows = [{"received_at": date(2026, 1, day), "answered_at": date(2026, 1, day)} for day in (20, 10, 15)]
    assert decide_set(pa.Table.from_pylist(rows), TODAY, CLAIM_VIEW).table.num_rows == 3


def test_the_unknown_contradicts_nothing():
    table = pa.table({"contract_concluded": [False, None], "insured_on_service_date": [None, True]})
    assert decide_set(table, TODAY, CLAIM_VIEW).table.num_rows == 2
