"""Tables over claim lines: Ibis on DuckDB counts what plain counting counts."""

import inspect

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_counting import count_plainly

from zorgvuldig.analytics.aggregates import Aggregate
from zorgvuldig.analytics.rules import DisclosureRules
from zorgvuldig.analytics.tables import claims
from zorgvuldig.analytics.tables.claims import amounts_by_month, outcomes_by_month, refusals_by_reason
from zorgvuldig.analytics.tables.counting import MissingColumnError, count_cells


def table(lines, *dimensions):
    columns = {name: [key[place] for key, _, _, _ in lines] for place, name in enumerate(dimensions)}
    return pa.table(
        columns
        | {
            "person": [person for _, person, _, _ in lines],
            "provider": [provider for _, _, provider, _ in lines],
            "amount_cents": pa.array([cents for _, _, _, cents in lines], pa.int64()),
        }
    )


LINES = st.lists(
    st.tuples(
        st.tuples(st.sampled_from("abc"), st.sampled_from("xy")),
        st.sampled_from("pqrst"),
        st.sampled_from("uvw"),
        st.integers(-9_000, 9_000),
    ),
    min_size=1,
    max_size=40,
)


@settings(max_examples=8, deadline=None)
@given(LINES)
def test_duckdb_counts_what_plain_counting_counts(lines):
    counted = {cell.key: cell for cell in count_cells(table(lines, "reason", "month"), ["reason", "month"])}
    assert counted == count_plainly(lines, 2)


def test_sums_do_not_overflow_at_the_size_of_a_national_insurer():
    lines = [(("a",), f"p{n}", f"v{n % 4}", 10**16) for n in range(40)]
    total = next(cell for cell in count_cells(table(lines, "reason"), ["reason"]) if cell.key == (None,))
    assert total.amount_cents == 40 * 10**16


def claimed(reason: str, people: int):
    return [((reason,), f"{reason}{n}", f"v{n % 4}", 10_000) for n in range(people)]


def test_refusals_by_reason_shows_the_usual_reasons_and_withholds_the_rare_one_with_a_cover():
    lines = claimed("not-insured", 40) + claimed("practitioner-unknown", 25) + claimed("bsn", 3)
    shown = refusals_by_reason(table(lines, "reason"))
    assert shown.cell("not-insured").lines == 40
    assert shown.cell(None).lines == 68
    assert [cell.key for cell in shown.cells if cell.is_withheld] == [("bsn",), ("practitioner-unknown",)]


def test_amounts_by_month_sums_cents():
    lines = claimed("2026-01", 40) + claimed("2026-02", 30)
    shown = amounts_by_month(table(lines, "month"))
    assert shown.cell("2026-01").amount_cents == 400_000
    assert shown.cell(None).amount_cents == 700_000


def test_outcomes_by_month_withholds_in_both_directions():
    keys = [
        ("2026-01", "accepted", 60),
        ("2026-01", "refused", 4),
        ("2026-02", "accepted", 50),
        ("2026-02", "refused", 40),
    ]
    lines = [
        ((month, state), f"{month}{state}{n}", f"v{n % 4}", 100)
        for month, state, count in keys
        for n in range(count)
    ]
    shown = outcomes_by_month(table(lines, "month", "state"))
    withheld = {cell.key for cell in shown.cells if cell.is_withheld}
    assert ("2026-01", "refused") in withheld
    assert len({row for row, _ in withheld}) > 1
    assert len({column for _, column in withheld}) > 1


def test_an_earlier_table_is_taken_into_account():
    before = refusals_by_reason(table(claimed("not-insured", 40) + claimed("bsn", 40), "reason"))
    after = refusals_by_reason(
        table(claimed("not-insured", 41) + claimed("bsn", 80), "reason"), earlier=[before]
    )
    assert after.cell("not-insured").is_withheld


def test_rules_can_be_stricter():
    lines = claimed("not-insured", 40) + claimed("bsn", 40)
    shown = refusals_by_reason(table(lines, "reason"), rules=DisclosureRules(minimum_persons=50))
    assert all(cell.is_withheld for cell in shown.cells if cell.key != (None,))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda lines: lines.drop_columns(["person"]), r"lack the column\(s\) person"),
        (
            lambda lines: lines.append_column("bsn", [["9"] * lines.num_rows]),
            r"leave out the column\(s\) bsn",
        ),
        (
            lambda lines: lines.set_column(0, "reason", [[None, *["x"] * (lines.num_rows - 1)]]),
            "column reason has empty values",
        ),
    ],
)
def test_lines_with_a_column_too_few_too_many_or_empty_are_refused(change, words):
    with pytest.raises(MissingColumnError, match=words):
        refusals_by_reason(change(table(claimed("bsn", 5), "reason")))


def test_nothing_but_an_aggregate_leaves_the_tables_about_claims():
    functions = inspect.getmembers(claims, inspect.isfunction)
    own = [function for _, function in functions if function.__module__ == claims.__name__]
    assert len(own) >= 3
    assert {function.__annotations__["return"] for function in own} == {Aggregate.__name__}
