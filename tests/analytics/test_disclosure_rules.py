"""When a cell may be shown: at each threshold one that passes and its neighbor that does not."""

import pytest

from zorgvuldig.analytics.aggregates import Aggregate, Cell, publish
from zorgvuldig.analytics.rules import DisclosureRules, RawCell, is_traceable

RULES = DisclosureRules()


def cell(key=("x",), **other):
    values = {
        "persons": 40,
        "providers": 5,
        "lines": 50,
        "amount_cents": 100_000,
        "turnover_cents": 100_000,
        "largest_cents": 30_000,
        "two_largest_cents": 55_000,
    }
    return RawCell(key=key, **(values | other))


@pytest.mark.parametrize(
    ("shown", "withheld"),
    [
        ({"persons": 10}, {"persons": 9}),
        ({"providers": 3}, {"providers": 2}),
        ({"largest_cents": 50_000}, {"largest_cents": 50_001}),
        ({"two_largest_cents": 85_000}, {"two_largest_cents": 85_001}),
    ],
    ids=["ten people", "three providers", "no provider above half", "no two above 85 percent"],
)
def test_each_default_has_a_cell_that_passes_and_a_neighbor_that_does_not(shown, withheld):
    assert not is_traceable(cell(**shown), RULES)
    assert is_traceable(cell(**withheld), RULES)


def test_an_empty_cell_shows_nobody():
    nothing = dict.fromkeys(
        (
            "persons",
            "providers",
            "lines",
            "amount_cents",
            "turnover_cents",
            "largest_cents",
            "two_largest_cents",
        ),
        0,
    )
    assert not is_traceable(cell(**nothing), RULES)


@pytest.mark.parametrize(
    "wrong",
    [
        {"minimum_persons": 2},
        {"minimum_providers": 1},
        {"largest_share": 0},
        {"two_largest_share": 1},
        {"amount_uncertainty": 2},
    ],
)
def test_parameters_that_protect_nobody_are_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        DisclosureRules(**wrong)


def test_stricter_rules_withhold_what_the_defaults_show():
    cells = [cell(("a",)), cell(("b",)), cell(("c",)), cell((None,), persons=120, lines=150)]
    assert not any(each.is_withheld for each in publish(cells, title="t", dimensions=["x"]).cells)
    strict = publish(cells, title="t", dimensions=["x"], rules=DisclosureRules(minimum_persons=50))
    assert [each.key for each in strict.cells if each.is_withheld] == [("a",), ("b",), ("c",)]


def test_an_aggregate_is_made_by_publish_alone():
    with pytest.raises(TypeError, match="made by `publish`"):
        Aggregate(title="t", dimensions=("x",), cells=(), rules=RULES, seal=object())


def test_a_table_of_three_dimensions_is_refused():
    with pytest.raises(ValueError, match="one or two, not 3"):
        publish([], title="t", dimensions=["a", "b", "c"])


def test_cells_of_another_shape_are_refused():
    with pytest.raises(ValueError, match="keys of another length"):
        publish([cell(("a", "b"))], title="t", dimensions=["a"])


def test_a_table_tells_what_it_shows_and_how_much_it_withholds():
    cells = [cell(("a",)), cell(("b",)), cell(("c",), persons=4, lines=4, amount_cents=8_000)]
    total = cell((None,), persons=84, lines=104, amount_cents=208_000, turnover_cents=208_000)
    table = publish([*cells, total], title="t", dimensions=["x"])
    assert table.cell(None) == Cell(key=(None,), lines=104, amount_cents=208_000)
    assert table.cell("c").is_withheld
    told = table.as_json()
    assert told["withheld"] == 2
    assert {"key": ["c"], "lines": None, "amount_cents": None} in told["cells"]
    assert "_SEAL" not in repr(table)


def test_a_cell_that_is_withheld_does_not_say_whether_it_was_first_or_cover():
    cells = [cell(("a",)), cell(("b",)), cell(("c",), persons=4, lines=4, amount_cents=8_000)]
    total = cell((None,), persons=84, lines=104, amount_cents=208_000, turnover_cents=208_000)
    table = publish([*cells, total], title="t", dimensions=["x"])
    first, cover = (each for each in table.cells if each.is_withheld)
    assert (first.lines, first.amount_cents) == (cover.lines, cover.amount_cents) == (None, None)


def test_a_combination_that_does_not_occur_is_shown_as_zero():
    cells = [cell(("a", "p")), cell(("b", "q")), cell(("a", None)), cell(("b", None)), cell((None, "p"))]
    cells += [cell((None, "q")), cell((None, None), lines=100)]
    table = publish(cells, title="t", dimensions=["x", "y"])
    assert table.cell("a", "q") == Cell(key=("a", "q"), lines=0, amount_cents=0)
