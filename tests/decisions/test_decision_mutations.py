"""Drop or loosen any rule, and some scenario must fail: no rule stands that nothing holds to account."""

from dataclasses import replace
from datetime import date

import pytest

from zorgvuldig.decisions import decide, engine, slices
from zorgvuldig.decisions.scenarios import differences, scenarios
from zorgvuldig.norms import bundle_at

TODAY = date(2026, 11, 21)
ALL = scenarios()
RULES = bundle_at(TODAY).rules
DUTIES = bundle_at(TODAY).duties


@pytest.fixture(autouse=True)
def only_mutants_are_written_out_anew(monkeypatch):
    """Terms stay as they are, so a rule that is not mutated is written out once for all tests.

    Here it is the scenarios that are on trial. Cedar, which would read every mutant's policies anew, is not
    asked: that it never differs from what is asked here, is held in `test_decision_properties`.
    """
    monkeypatch.setattr(slices, "_prepared", written_out)
    monkeypatch.setattr(slices.Slice, "confirm", lambda *_: None)


def written_out(rule, writer, bundle):
    if bundle_at(bundle.valid_from).rules.get(rule.key) is not rule:
        return REALLY(rule, writer, bundle)
    name = (rule.place, rule.key, bundle.id, writer.situation)
    if name not in WRITTEN:
        WRITTEN[name] = REALLY(rule, writer, bundle)
    return WRITTEN[name]


REALLY = slices._prepared
WRITTEN = {}


def noticed(norm, monkeypatch, mutate):
    """Tell whether a scenario fails once every bundle is mutated."""
    mutants = {}

    def mutated(day):
        bundle = bundle_at(day)
        return mutants.setdefault(bundle.id, mutate(bundle))

    monkeypatch.setattr(engine, "bundle_at", mutated)
    # Scenarios of the norm first, then those that name it, then all others: most mutants fall at once.
    near = sorted(ALL, key=lambda entry: (entry.norm != norm, norm not in entry.norms))
    return any(any(differences(entry, decide)) for entry in near)


def without_rule(key):
    return lambda bundle: replace(
        bundle, rules={name: rule for name, rule in bundle.rules.items() if name != key}
    )


@pytest.mark.parametrize("key", sorted(RULES))
def test_a_dropped_rule_is_noticed(key, monkeypatch):
    assert noticed(RULES[key].norm, monkeypatch, without_rule(key))


@pytest.mark.parametrize("name", sorted(DUTIES))
def test_a_dropped_duty_is_noticed(name, monkeypatch):
    def mutate(bundle):
        return replace(bundle, duties={key: duty for key, duty in bundle.duties.items() if key != name})

    assert noticed(DUTIES[name].norm, monkeypatch, mutate)


def easier(tree):
    """Give every variant of an expression that holds in more situations: one condition less."""
    ((name, operand),) = tree.items()
    if name == "!":
        yield from ({"!": {"arg": inner}} for inner in harder(operand["arg"]))
    elif name in {"&&", "||"}:
        yield from variants(name, operand, easier, dropped=name == "&&")


def harder(tree):
    """Give every variant of an expression that holds in fewer situations: one way in less."""
    ((name, operand),) = tree.items()
    if name == "!":
        yield from ({"!": {"arg": inner}} for inner in easier(operand["arg"]))
    elif name in {"&&", "||"}:
        yield from variants(name, operand, harder, dropped=name == "||")


def variants(name, operand, change, *, dropped):
    left, right = operand["left"], operand["right"]
    if dropped:
        yield from (left, right)
    yield from ({name: {"left": inner, "right": right}} for inner in change(left))
    yield from ({name: {"left": left, "right": inner}} for inner in change(right))


def weaker(rule):
    """Give every variant of a rule that protects less."""
    return list((easier if rule.effect == "permit" else harder)(rule.tree))


MASKED = {
    ("GC-4.0.3-declaraties", 2): "GC-4.0.1 forbids whoever is not bound to secrecy",
    ("GC-4.0.4a#2", 4): "GC-4.0.4a forbids what was not obtained lawfully",
    ("GC-4.0.9c#2", 2): "GC-4.0.9c forbids an exchange outside the list",
    ("GC-T-4.0.3-post", 0): "GC-4.0.1 forbids whoever is not bound to secrecy",
    ("GC-T-4.5.1-extra", 0): "GC-5.4 forbids marketing after an objection",
}
"""Conditions that an article states and a forbid already guards: no request can tell them dropped."""

WEAKENED = [
    (key, index)
    for key in sorted(RULES)
    for index in range(len(weaker(RULES[key])))
    if (key, index) not in MASKED
]


@pytest.mark.parametrize(("key", "index"), WEAKENED, ids=[f"{key}-{index}" for key, index in WEAKENED])
def test_a_weakened_rule_is_noticed(key, index, monkeypatch):
    assert noticed(RULES[key].norm, monkeypatch, weakened(key, index))


@pytest.mark.parametrize(
    ("key", "index"), sorted(MASKED), ids=[f"{key}-{index}" for key, index in sorted(MASKED)]
)
def test_a_condition_that_another_rule_guards_is_not_missed(key, index, monkeypatch):
    """Should a scenario notice after all, the condition is no longer masked: take it off the list."""
    assert MASKED[key, index].partition(" ")[0] in RULES
    assert not noticed(RULES[key].norm, monkeypatch, weakened(key, index))


def weakened(key, index):
    def mutate(bundle):
        if key not in bundle.rules:
            return bundle
        rule = replace(bundle.rules[key], tree=weaker(bundle.rules[key])[index])
        return replace(bundle, rules={**bundle.rules, key: rule})

    return mutate
