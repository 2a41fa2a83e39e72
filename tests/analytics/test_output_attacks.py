"""Attacks on what is shown: calculate withheld cells back, subtract outputs from each other."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from plain_counting import count_plainly, fill_ins

from zorgvuldig.analytics.aggregates import publish
from zorgvuldig.analytics.network import UNBOUNDED, bounds
from zorgvuldig.analytics.rules import DisclosureRules

RULES = DisclosureRules()


def table_of(inner):
    """Add the totals to the inner cells of a table."""
    rows, columns = {key[0] for key in inner}, {key[1] for key in inner}
    table = dict(inner)
    table |= {(row, None): sum(inner[row, column] for column in columns) for row in rows}
    table |= {(None, column): sum(inner[row, column] for row in rows) for column in columns}
    return table | {(None, None): sum(inner.values())}


SMALL_TABLES = st.fixed_dictionaries(
    {(row, column): st.integers(0, 4) for row in "ab" for column in "xyz"}
).map(table_of)


@settings(max_examples=100, deadline=None)
@given(SMALL_TABLES, st.data())
def test_the_bounds_are_those_of_trying_every_table(table, data):
    inner = [key for key in table if None not in key]
    hidden = data.draw(st.sets(st.sampled_from(inner), min_size=1, max_size=3), label="inner")
    hidden |= data.draw(st.sets(st.sampled_from([key for key in table if None in key])), label="totals")
    highest = 8
    tried = list(fill_ins(table, hidden, highest))
    for key in hidden:
        least, most = bounds(key, table, hidden)
        values = [each[key] for each in tried]
        assert least == min(values)
        if most == UNBOUNDED:
            assert max(values) >= highest
        elif most <= highest:
            assert most == max(values)


ONE_WAY = st.dictionaries(st.sampled_from("abcde"), st.integers(0, 9), min_size=1)


@given(ONE_WAY, st.data())
def test_a_one_way_table_is_bounded_by_its_total(cells, data):
    table = {(name,): value for name, value in cells.items()} | {(None,): sum(cells.values())}
    hidden = data.draw(st.sets(st.sampled_from(sorted(table, key=str)), min_size=1))
    for key in hidden:
        least, most = bounds(key, table, hidden)
        together = sum(table[each] for each in hidden if each != (None,))
        if (None,) in hidden:
            assert most == UNBOUNDED or key == (None,)
            assert least == (table[key] - together if key == (None,) else 0)
        else:
            assert (least, most) == ((together, together) if len(hidden) == 1 else (0, together))


def lines(dimensions: int, largest: int = 60):
    key = st.tuples(*[st.sampled_from("abc")] * dimensions)
    person = st.integers(0, 25).map("p{}".format)
    provider = st.integers(0, 5).map("v{}".format)
    group = st.tuples(key, person, provider, st.integers(1, 5_000), st.integers(1, largest))
    return st.lists(group, min_size=1, max_size=20).map(
        lambda groups: [
            (key, f"{person}-{turn}", f"{provider}{turn % 4}", cents)
            for key, person, provider, cents, times in groups
            for turn in range(times)
        ]
    )


def attack(raw, table):
    """Bound every withheld cell by what is shown, as an outsider can; gives those that come out close."""
    hidden = {cell.key for cell in table.cells if cell.is_withheld}
    counts = {cell.key: raw[cell.key].lines if cell.key in raw else 0 for cell in table.cells}
    cents = {cell.key: raw[cell.key].amount_cents if cell.key in raw else 0 for cell in table.cells}
    found = []
    for key in hidden:
        least, most = bounds(key, counts, hidden)
        if most - least < RULES.minimum_persons:
            found.append(("lines", key, least, most))
        least, most = bounds(key, cents, hidden)
        if most - least < RULES.amount_uncertainty * cents[key]:
            found.append(("amount", key, least, most))
    return found


@settings(max_examples=120, deadline=None)
@given(lines(1))
def test_no_withheld_cell_of_a_one_way_table_comes_out_close(given_lines):
    raw = count_plainly(given_lines, 1)
    assert not attack(raw, publish(list(raw.values()), title="t", dimensions=["x"]))


@settings(max_examples=120, deadline=None)
@given(lines(2))
def test_no_withheld_cell_of_a_two_way_table_comes_out_close(given_lines):
    raw = count_plainly(given_lines, 2)
    assert not attack(raw, publish(list(raw.values()), title="t", dimensions=["x", "y"]))


@settings(max_examples=60, deadline=None)
@given(lines(1))
def test_what_is_shown_is_true_and_never_of_few(given_lines):
    raw = count_plainly(given_lines, 1)
    for cell in publish(list(raw.values()), title="t", dimensions=["x"]).cells:
        if cell.lines:
            assert (cell.lines, cell.amount_cents) == (raw[cell.key].lines, raw[cell.key].amount_cents)
            assert raw[cell.key].persons >= RULES.minimum_persons
            assert raw[cell.key].providers >= RULES.minimum_providers


def difference_of_few(first, second) -> list[tuple[str | None, ...]]:
    """Subtract one output from another, cell by cell; gives the cells whose difference is of few lines."""
    shown = {cell.key: cell.lines for cell in first.cells if cell.lines is not None}
    return [
        cell.key
        for cell in second.cells
        if cell.lines is not None
        and cell.key in shown
        and 0 < abs(cell.lines - shown[cell.key]) < RULES.minimum_persons
    ]


@settings(max_examples=60, deadline=None)
@given(lines(1), st.integers(1, 30), st.integers(1, 30))
def test_subtracting_any_two_outputs_never_leaves_a_few_lines(given_lines, fewer, still_fewer):
    outputs = []
    for kept in (given_lines, given_lines[fewer:], given_lines[fewer + still_fewer :]):
        raw = count_plainly(kept, 1)
        if raw:
            outputs.append(publish(list(raw.values()), title="t", dimensions=["x"], earlier=outputs[:]))
    for place, second in enumerate(outputs):
        for first in outputs[:place]:
            assert not difference_of_few(first, second)


def test_without_the_earlier_output_a_difference_shows_one_person():
    everybody = [(("a",), f"p{n}", f"v{n % 5}", 100) for n in range(40)]
    first, second = (
        publish(list(count_plainly(kept, 1).values()), title="t", dimensions=["x"])
        for kept in (everybody, everybody[1:])
    )
    assert difference_of_few(first, second) == [("a",), (None,)]
    careful = publish(
        list(count_plainly(everybody[1:], 1).values()), title="t", dimensions=["x"], earlier=[first]
    )
    assert not difference_of_few(first, careful)


def test_an_earlier_table_about_something_else_withholds_nothing():
    people = [(("a",), f"p{n}", f"v{n % 5}", 100) for n in range(40)]
    raw = list(count_plainly(people, 1).values())
    other = publish(raw, title="t", dimensions=["another"])
    fewer = list(count_plainly(people[1:], 1).values())
    table = publish(fewer, title="t", dimensions=["x"], earlier=[other])
    assert table.cell("a").lines == 39


def test_a_withheld_cell_is_never_covered_by_an_empty_one():
    few = [(("a", "x"), f"p{n}", f"v{n % 4}", 100) for n in range(4)]
    many = [((row, column), f"q{n}", f"v{n % 4}", 100) for row in "ab" for column in "yz" for n in range(40)]
    raw = count_plainly(few + many, 2)
    table = publish(list(raw.values()), title="t", dimensions=["r", "c"])
    assert table.cell("a", "x").is_withheld
    assert table.cell("b", "x").lines == 0
    assert not attack(raw, table)


@settings(max_examples=40, deadline=None)
@given(lines(2, largest=10))
def test_publishing_again_gives_the_same_table(given_lines):
    raw = list(count_plainly(given_lines, 2).values())
    assume(raw)
    first, again = (publish(cells, title="t", dimensions=["x", "y"]) for cells in (raw, raw[::-1]))
    assert first == again
