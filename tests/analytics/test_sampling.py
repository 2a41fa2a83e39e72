"""Audit sampling: each test is named after the authority whose figures must come out."""

import math
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zorgvuldig.analytics import sampling
from zorgvuldig.analytics.sampling import draw, plan_assurance, ticket
from zorgvuldig.analytics.sampling.distributions import (
    binomial_at_most,
    hypergeometric_at_most,
    poisson_at_most,
)

LARGE = 100_000


def size(population, tolerance, **other):
    return plan_assurance(population, tolerance, **other).size


@pytest.mark.parametrize(
    ("confidence", "expected", "tolerance", "figure"),
    [(0.95, 0, 0.03, 99), (0.95, 0.015, 0.03, 392), (0.90, 0.01, 0.04, 96)],
)
def test_aicpa_audit_sampling_2017_tables_a_1_and_a_2(confidence, expected, tolerance, figure):
    plan = plan_assurance(LARGE, tolerance, confidence=confidence, expected=expected, distribution="binomial")
    assert plan.size == figure


def test_aicpa_audit_sampling_2017_table_c_1():
    assert size(LARGE, 0.05, expected=0.005, distribution="poisson") == 74


def test_dcaa_ez_quant_2_0_6():
    assert size(1_000, 0.04) == 71


@pytest.mark.parametrize(
    ("tolerance", "expected", "distribution", "figure"),
    [
        (0.02, 0, "poisson", 150),  # p. 23
        (0.01, 1, "binomial", 473),  # p. 126, table 1
        (0.01, 0, "poisson", 300),
        (0.05, 0, "poisson", 60),
        (0.05, 0.025, "poisson", 231),  # the book prints 230
        (0.01, 0, "binomial", 299),
    ],
)
def test_touw_and_hoogduin_2011_statistiek_voor_audit_en_controlling(
    tolerance, expected, distribution, figure
):
    assert size(LARGE, tolerance, expected=expected, distribution=distribution) == figure


@pytest.mark.parametrize(
    ("tolerance", "figures"),
    [(0.03, (99, 156, 207, 256, 302, 347, 390)), (0.01, (296, 469, 621, 764, 902, 1_035, 1_165))],
)
def test_protocol_chapter_2_twenty_thousand_claims_at_three_and_one_percent(tolerance, figures):
    assert tuple(size(20_000, tolerance, expected=errors) for errors in range(7)) == figures


@pytest.mark.parametrize(
    ("population", "figure"), [(50, 39), (100, 63), (200, 78), (500, 90), (1_000, 94), (5_000, 98)]
)
def test_protocol_chapter_2_smaller_populations_need_fewer(population, figure):
    assert size(population, 0.03) == figure


@given(st.integers(2, 9), st.data())
def test_the_hypergeometric_chance_is_that_of_counting_every_sample(population, data):
    errors = data.draw(st.integers(0, population))
    inspected = data.draw(st.integers(1, population))
    found = data.draw(st.integers(0, inspected))
    samples = list(combinations(range(population), inspected))
    few = sum(sum(item < errors for item in sample) <= found for sample in samples)
    chance = hypergeometric_at_most(found, size=inspected, errors=errors, population=population)
    assert chance == pytest.approx(few / len(samples))


@given(st.integers(0, 30), st.floats(0.01, 80))
def test_the_poisson_chance_is_the_sum_of_its_terms(found, mean):
    terms = (math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(found + 1))
    assert poisson_at_most(found, mean=mean) == pytest.approx(math.fsum(terms), rel=1e-9, abs=1e-300)


@given(st.integers(1, 60), st.floats(0.01, 0.9), st.data())
def test_the_binomial_chance_is_the_sum_of_its_terms(inspected, rate, data):
    found = data.draw(st.integers(0, inspected))
    terms = (math.comb(inspected, x) * rate**x * (1 - rate) ** (inspected - x) for x in range(found + 1))
    assert binomial_at_most(found, size=inspected, rate=rate) == pytest.approx(math.fsum(terms))


@given(st.integers(500, 3_000), st.integers(0, 3), st.sampled_from([0.03, 0.05, 0.1]))
def test_more_certainty_or_more_accepted_errors_never_needs_fewer_items(population, errors, tolerance):
    plan = plan_assurance(population, tolerance, expected=errors)
    assert size(population, tolerance, expected=errors, confidence=0.99) >= plan.size
    assert size(population, tolerance, expected=errors + 1) > plan.size


def test_expected_errors_next_to_the_tolerance_cannot_be_told_apart():
    with pytest.raises(ValueError, match="too near to `tolerance`"):
        plan_assurance(200, 0.03, expected=0.029)


def test_a_whole_number_of_expected_errors_survives_the_rounding_of_floats():
    assert 0.035 * 400 > 14
    plan = plan_assurance(100_000, 0.06, expected=0.035, distribution="binomial")
    assert plan.accepted_errors == math.ceil(round(0.035 * plan.size, 6))


@pytest.mark.parametrize(
    ("arguments", "other", "field"),
    [
        ((0, 0.03), {}, "population"),
        ((10, 0), {}, "tolerance"),
        ((10, 0.03), {"confidence": 1}, "confidence"),
        ((10, 0.03), {"expected": -1}, "expected"),
        ((10, 0.03), {"expected": 1.5}, "expected"),
        ((10, 0.03), {"distribution": "normal"}, "distribution"),
    ],
)
def test_bad_input_names_the_field(arguments, other, field):
    with pytest.raises(ValueError, match=f"`{field}`"):
        plan_assurance(*arguments, **other)


def test_rivest_consistent_sampler_first_fraction():
    assert ticket("01382438112797316654", "AB-130").startswith("26299714122838008")


def test_rivest_consistent_sampler_order_does_not_depend_on_the_others():
    everything = ["A-1", "A-2", "A-3", "B-1", "B-2", "B-3"]
    drawn = [each.identifier for each in draw(everything, "314159", 6).items]
    assert drawn == ["B-2", "B-3", "A-3", "A-2", "B-1", "A-1"]
    some = [each.identifier for each in draw(everything[3:], "314159", 3).items]
    assert some == ["B-2", "B-3", "B-1"]


FRAMES = st.sets(st.text(min_size=1, max_size=8), min_size=2, max_size=40)


@given(FRAMES, st.data())
def test_a_larger_draw_holds_the_smaller_and_goes_on_behind_it(frame, data):
    first = data.draw(st.integers(1, len(frame) - 1))
    whole = draw(sorted(frame), "seed", len(frame)).items
    assert draw(sorted(frame, reverse=True), "seed", first).items == whole[:first]
    assert draw(list(frame), "seed", len(frame) - first, skip=first).items == whole[first:]


def test_the_frame_is_known_by_its_digest():
    assert draw(["a", "b"], "s", 1).frame == draw(["b", "a"], "s", 2).frame
    assert draw(["a", "b"], "s", 1).frame != draw(["a", "c"], "s", 1).frame


@pytest.mark.parametrize(
    ("identifiers", "seed", "wanted", "skip", "field"),
    [
        (["a", "a"], "s", 1, 0, "identifiers"),
        (["a"], "", 1, 0, "seed"),
        (["a"], "s", 0, 0, "size"),
        (["a"], "s", 2, 0, "size"),
        (["a", "b"], "s", 1, 2, "size"),
        (["a"], "s", 1, -1, "size"),
    ],
)
def test_a_draw_that_cannot_be_made_names_the_field(identifiers, seed, wanted, skip, field):
    with pytest.raises(ValueError, match=f"`{field}`"):
        draw(identifiers, seed, wanted, skip=skip)


def test_the_room_exports_what_it_says():
    assert sampling.__all__ == sorted(sampling.__all__)
    assert all(hasattr(sampling, name) for name in sampling.__all__)
