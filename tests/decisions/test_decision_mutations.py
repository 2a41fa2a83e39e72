"""Drop or loosen any rule, and some scenario must fail: no rule stands that nothing holds to account."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from equivalents import told_apart
from mutants import duty_is_missed, rule_is_missed, weaker

from zorgvuldig.norms import bundle_at

HERE = Path(__file__).parent
BUNDLE = bundle_at(date(2026, 11, 21))
SURVIVORS = tomllib.loads((HERE / "survivors.toml").read_text(encoding="utf-8"))
"""What no scenario notices yet, by rule and number, with the request that would tell it."""
EQUIVALENTS = tomllib.loads((HERE / "equivalents.toml").read_text(encoding="utf-8"))
"""What no request can tell, by rule and number, with the rules that refuse what the condition keeps out."""
PROOFS = [(key, number, guards) for key, found in EQUIVALENTS.items() for number, guards in found.items()]
LEAST_CAUGHT = 0.98


@pytest.mark.parametrize("key", sorted(BUNDLE.rules))
def test_a_rule_that_is_dropped_or_weakened_is_noticed(key, monkeypatch):
    """What no scenario notices stands in one of the two lists, and what one notices stands in neither."""
    rule = BUNDLE.rules[key]
    assert rule_is_missed(rule, None, monkeypatch)
    survived = {
        str(number) for number, tree in enumerate(weaker(rule)) if not rule_is_missed(rule, tree, monkeypatch)
    }
    assert survived == SURVIVORS.get(key, {}).keys() | EQUIVALENTS.get(key, {}).keys()


@pytest.mark.parametrize("name", sorted(BUNDLE.duties))
def test_a_dropped_duty_is_noticed(name, monkeypatch):
    assert duty_is_missed(BUNDLE.duties[name], monkeypatch)


@pytest.mark.parametrize(("key", "number", "guards"), PROOFS, ids=[f"{key} {n}" for key, n, _ in PROOFS])
def test_an_equivalent_mutant_is_told_apart_by_no_request_at_all(key, number, guards):
    """The rules that are named refuse it, and without any one of them some request would tell."""
    rule = BUNDLE.rules[key]
    tree = weaker(rule)[int(number)]
    assert told_apart(BUNDLE, rule, tree, guards) is None
    for guard in guards:
        assert told_apart(BUNDLE, rule, tree, [other for other in guards if other != guard])


def test_nearly_all_mutants_that_can_be_noticed_are_and_the_others_are_of_rules_that_stand():
    mutants = sum(len(weaker(rule)) + 1 for rule in BUNDLE.rules.values()) - len(PROOFS)
    survivors = sum(len(numbers) for numbers in SURVIVORS.values())
    assert 1 - survivors / mutants >= LEAST_CAUGHT
    assert SURVIVORS.keys() | EQUIVALENTS.keys() <= BUNDLE.rules.keys()
