"""Weaken a rule and look which scenarios then are decided otherwise.

A mutant changes one rule, so only a scenario in which that rule answers otherwise can notice it: the rules of
every scenario are written out once, and a decision is made anew for those few alone. Cedar is not asked: it
is the scenarios that are on trial, and that it never differs is held in `test_decision_properties`.
"""

import gc
from dataclasses import dataclass, replace
from functools import cache

from zorgvuldig.decisions import decide, engine, slices
from zorgvuldig.decisions.evaluation import Unknown
from zorgvuldig.decisions.facts import read_facts
from zorgvuldig.decisions.scenarios import differences, scenarios
from zorgvuldig.decisions.slices import Slice, prepare
from zorgvuldig.norms import Writer, bundle_at


@dataclass(frozen=True)
class Situation:
    """A scenario with the rules that speak about it and what is known of their facts."""

    scenario: object
    writer: Writer
    prepared: Slice
    by_key: dict
    environment: dict


@cache
def writing(bundle, purpose, action):
    """Give the rules of a purpose and action, by key, with what writes others out for it."""
    prepared = prepare(bundle, purpose, action)
    by_key = {entry.rule.key: entry for entry in (*prepared.forbids, *prepared.permits)}
    return Writer(bundle, purpose, action), prepared, by_key


@cache
def situations():
    """Give every scenario that names its purpose, with its rules written out."""
    # All of it stays to the end: looking through it for rubbish over and over took most of the time.
    gc.disable()
    try:
        return tuple(written_out(scenario) for scenario in scenarios() if "purpose" in scenario.facts)
    finally:
        gc.freeze()
        gc.enable()


def written_out(scenario):
    given = read_facts(scenario.facts, None if "now" in scenario.facts else scenario.at)
    purpose, action = given.facts["purpose"], given.facts.get("action")
    writer, prepared, by_key = writing(bundle_at(given.at), purpose, action)
    return Situation(scenario, writer, prepared, by_key, prepared.environment(given.facts, given.given))


@cache
def near(norm):
    """Give the scenarios of a norm first, then those that name it, then all others."""
    return sorted(
        situations(), key=lambda entry: (entry.scenario.norm != norm, norm not in entry.scenario.norms)
    )


def rule_is_missed(rule, tree, monkeypatch):
    """Tell whether a scenario fails once this rule reads as this tree; None drops the rule."""
    changed = {}
    for situation in near(rule.norm):
        if situation.writer not in changed:
            whole = situation.prepared.bundle.rules.get(rule.key)
            changed[situation.writer] = whole is rule and written(rule, tree, situation.writer)
        mutant = changed[situation.writer]
        if mutant and answers_otherwise(situation, rule.key, mutant):
            rules = {**situation.by_key, rule.key: mutant}
            if fails(situation, rules.values(), situation.prepared.duties, monkeypatch):
                return True
    return False


def written(rule, tree, writer):
    mutated = replace(rule, tree={"Value": False} if tree is None else tree)
    return slices._prepared(mutated, writer)


def answers_otherwise(situation, key, mutant):
    old = situation.by_key.get(key)
    before = old.holds(situation.environment) if old else False
    after = mutant.holds(situation.environment)
    return isinstance(after, Unknown) or isinstance(before, Unknown) or before is not after


def duty_is_missed(duty, monkeypatch):
    """Tell whether a scenario fails once this duty is owed no more."""
    return any(
        fails(situation, situation.by_key.values(), without(situation, duty.id), monkeypatch)
        for situation in near(duty.norm)
        if duty.id in (situation.scenario.duties or ())
    )


def without(situation, duty_id):
    return [entry for entry in situation.prepared.duties if entry.duty.id != duty_id]


def fails(situation, rules, duties, monkeypatch):
    mutated = Slice(situation.prepared.bundle, list(rules), list(duties))
    with monkeypatch.context() as patched:
        patched.setattr(engine, "prepare", lambda *_: mutated)
        patched.setattr(engine, "narrowed", lambda prepared, _given: prepared)
        patched.setattr(slices.Slice, "confirm", lambda *_: None)
        return any(differences(situation.scenario, decide))


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
