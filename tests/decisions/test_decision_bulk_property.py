"""Whatever stands in a table, each row is decided as it would be alone; bad columns are refused."""

from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pytest
from decision_samples import CLAIM_VIEW, MAILING, OWN_VIEW, PAYMENT
from hypothesis import given, settings
from hypothesis import strategies as st

from zorgvuldig.decisions import FactError, Outcome, decide, decide_set

TODAY = date(2026, 11, 21)
AGES = (0, 1, 13, 14, 27, 28, 29, 30, 42, 43, 91, 182, 183, 365, 366, 730, 731, 1826, 1827, 2556, 2557, 2922)
DAYS = st.one_of(
    st.sampled_from(AGES).map(lambda age: TODAY - timedelta(age)), st.dates(TODAY, date(2030, 1, 1))
)
TRUTHS = st.sampled_from([True, False])
DATA = st.lists(
    st.sampled_from(["claim", "policy", "payment-behaviour", "identification", "health"]), max_size=3
)
RETAINED = {**{name: value for name, value in CLAIM_VIEW.items() if name != "data"}, "action": "retain"}
TABLES = (
    (
        {name: value for name, value in RETAINED.items() if name != "purpose"},
        {
            "purpose": st.sampled_from(["claims", "acceptance", "fraud-investigation", "retention"]),
            "data": DATA,
            "ends_on": DAYS,
            "last_change": DAYS,
            "established_at": DAYS,
        },
    ),
    (
        {**OWN_VIEW, "action": "disclose", "recipient": "insured"},
        {"received_at": DAYS, "answered_at": DAYS, "extension_notice_at": DAYS, "now": DAYS},
    ),
    (
        {**CLAIM_VIEW, "purpose": "disputes-complaints", "action": "decide"},
        {"received_at": DAYS, "answered_at": DAYS, "ends_on": DAYS, "own_matter": TRUTHS},
    ),
    (
        {**PAYMENT, "purpose": "material-control", "phase": "consequences", "reaction_received": False},
        {
            "days_since_provisional": st.integers(0, 40),
            "reaction_term_days": st.integers(0, 40),
            "subject_age": st.integers(0, 99),
        },
    ),
    (
        {**MAILING, "purpose": "acceptance", "action": "use", "data": ["criminal"]},
        {"criminal_fact_date": DAYS, "application_date": DAYS, "refused_at": DAYS, "now": DAYS},
    ),
)


@st.composite
def tables(draw):
    """Draw what all rows share, and a table with dates, numbers, sets and unknowns."""
    shared, columns = draw(st.sampled_from(TABLES))
    # A row of no purpose is decided for every purpose, which is slow; without a day it is about today.
    row = st.fixed_dictionaries(
        {
            name: values if name in {"purpose", "now"} else st.none() | values
            for name, values in columns.items()
        }
    )
    return shared, draw(st.lists(row, min_size=1, max_size=8))


@settings(max_examples=25, deadline=None)
@given(tables())
def test_a_random_table_is_decided_as_one_by_one(drawn):
    shared, drawn_rows = drawn
    rows, alone = [], []
    for row in drawn_rows:
        known = {name: value for name, value in row.items() if value is not None}
        try:
            alone.append(decide({**shared, **known}, None if "now" in row else TODAY).as_json())
            rows.append(row)
        except FactError as error:
            with pytest.raises(FactError, match="row 0" if len(error.facts) == 1 else "in row 0"):
                _decided(shared, [row])
    assert not rows or _decided(shared, rows) == alone


def _decided(shared, rows):
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    decided = decide_set(pa.table(columns), None if "now" in columns else TODAY, shared)
    return [decided.decision(number).as_json() for number in range(len(rows))]


def test_dates_beside_each_other_make_classes_by_which_comes_first():
    received = [TODAY - timedelta(days) for days in range(400)]
    answered = [day + timedelta(number % 90) for number, day in enumerate(received)]
    table = pa.table(
        {"received_at": received, "answered_at": answered, "now": [TODAY, TODAY + timedelta(1)] * 200}
    )
    refusal = {**OWN_VIEW, "action": "disclose", "recipient": "provider", "identity_verified": False}
    decided = decide_set(table, None, refusal)
    assert len(decided.decisions) < 12
    for row in range(0, 400, 37):
        alone = decide({**refusal, **{name: table[name][row].as_py() for name in table.column_names}})
        assert decided.decision(row).as_json() == alone.as_json()


def test_only_rows_whose_duty_starts_on_their_own_day_are_told_apart_by_it():
    days = [TODAY - timedelta(number) for number in range(20)]
    table = pa.table({"received_at": days * 2, "identity_verified": [True] * 20 + [False] * 20})
    shared = {name: value for name, value in OWN_VIEW.items() if name != "identity_verified"}
    decided = decide_set(
        table, TODAY, {**shared, "action": "disclose", "recipient": "insured", "answered_at": TODAY}
    )
    assert [decision.permitted for decision in decided.decisions].count(True) == 20
    assert len(decided.decisions) < 25


def test_a_day_past_the_end_of_the_calendar_is_refused_and_shares_no_class():
    kept = {**MAILING, "action": "retain", "data": ["identification"]}
    days = [date(9999, 12, 31), date(2020, 1, 1), TODAY]
    outcomes = decide_set(pa.table({"ends_on": days}), TODAY, kept).table["outcome"].to_pylist()
    assert outcomes == [decide({**kept, "ends_on": day}, TODAY).outcome.value for day in days]
    assert outcomes[0] != "permit"


def test_a_row_without_a_day_is_about_the_day_of_the_decision():
    kept = {**MAILING, "action": "retain", "data": ["identification"], "ends_on": date(2024, 11, 1)}
    table = pa.table({"now": pa.array([None, TODAY], pa.date32())})
    decided = decide_set(table, TODAY, kept)
    assert decided.decision(0).as_json() == decided.decision(1).as_json() == decide(kept, TODAY).as_json()


@pytest.mark.parametrize(
    ("column", "values", "told"),
    [
        ("subject_age", pa.array([3, 4, 2**60]), "row 2 .*too large"),
        ("subject_age", pa.array([3.0, 4.5]), "row 0 .*not a whole number"),
        ("ends_on", ["2026-01-01", "2026-02-30"], "row 1 .*not a date"),
        ("ends_on", pa.array([None, datetime(2026, 1, 1, tzinfo=UTC)]), "row 1 .*not a date"),
        ("action", ["consult", None, "gossip"], "row 2 .*not among its values"),
        ("data", [["claim"], None, ["claim", "gosip"]], "row 2 .*not among its values"),
        ("data", pa.chunked_array([[["claim"]], [[], ["policy", None]]]), "row 2 .*empty place"),
        ("data", [["claim\x1fpolicy"]], "row 0 .*control character"),
        ("data", [[1]], "list of int64"),
        ("data", [[], [None]], "row 1 .*empty place"),
        ("in_package", [{"yes": True}], "column of struct"),
        ("now", [TODAY, TODAY + timedelta(1)], "row 1 .*differs from the date of the decision"),
    ],
)
def test_a_bad_column_is_refused_with_its_name_and_its_row(column, values, told):
    shared = {name: value for name, value in CLAIM_VIEW.items() if name != column}
    with pytest.raises(FactError, match=f"fact '{column}': .*{told}"):
        decide_set(pa.table({column: values}), TODAY, shared)


def test_a_column_that_stands_there_twice_is_refused():
    twice = pa.Table.from_arrays([pa.array([True]), pa.array([False])], names=["in_package", "in_package"])
    with pytest.raises(FactError, match="stands in the table twice"):
        decide_set(twice, TODAY, CLAIM_VIEW)


def test_words_that_arrow_numbered_itself_are_words():
    words = pa.array(["claims", "marketing", "claims"]).dictionary_encode()
    shared = {name: value for name, value in CLAIM_VIEW.items() if name != "purpose"}
    outcomes = decide_set(pa.table({"purpose": words}), TODAY, shared).table["outcome"].to_pylist()
    assert outcomes == ["permit", "forbid", "permit"]


def test_facts_that_do_not_agree_are_refused_with_the_row():
    table = pa.table({"in_contract": [True, True], "contract_performance": [True, False]})
    shared = {name: value for name, value in CLAIM_VIEW.items() if name != "in_contract"}
    with pytest.raises(FactError, match=r"contract_performance': row 1 .*leave it out"):
        decide_set(table, TODAY, shared)


def test_a_day_that_is_compared_with_nothing_known_still_gets_a_decision():
    late = {**OWN_VIEW, "action": "disclose", "recipient": "insured", "extension_notice_at": TODAY}
    answer = decide(late, date(2026, 10, 22))
    assert (answer.outcome, "received_at" in answer.missing) == (Outcome.GAP, True)
